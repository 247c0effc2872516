package io.packetwalk.check.witness;

import io.packetwalk.model.NetNs;
import io.packetwalk.net.Ip;
import io.packetwalk.walk.route.Route;
import io.packetwalk.walk.route.Router;
import java.util.List;
import java.util.Optional;

/** By which device, and to which neighbour, a network namespace sends packets. */
public final class Exits {

    private Exits() {}

    /** For packets that are made here; empty when they do not leave, several ways are open, or it cannot be told. */
    public static Optional<Route.Via> own(NetNs netns, Ip dst) {
        return one(netns, new Router.Query(dst, Router.unspecified(dst.v6()), "lo", 0));
    }

    /** For packets that are forwarded. */
    public static Optional<Route.Via> forwarded(NetNs netns, Ip src, Ip dst, String iif) {
        return one(netns, new Router.Query(dst, src, iif, 0));
    }

    private static Optional<Route.Via> one(NetNs netns, Router.Query query) {
        List<Route.Choice> choices = Router.lookup(netns, query);
        return choices.size() == 1 && choices.getFirst().route() instanceof Route.Via via
                ? Optional.of(via)
                : Optional.empty();
    }
}
