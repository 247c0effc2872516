package io.packetwalk.walk.route;

import io.packetwalk.evidence.Source;
import io.packetwalk.net.Ip;
import io.packetwalk.walk.Missing;
import java.util.List;
import java.util.Optional;

/** The answer of one route lookup. */
public sealed interface Route {

    /** The address is this namespace's own. */
    record Local(String device, List<Source> sources) implements Route {}

    /**
     * Out of a device.
     *
     * @param device output interface
     * @param nextHop gateway, or the destination itself when it is on the link
     * @param gateway whether {@code nextHop} is a gateway
     * @param src preferred source address
     * @param mtu route MTU, 0 when it has none
     * @param byDefault whether the default route was taken
     * @param sources the route and the rule that led to it
     */
    record Via(
            String device,
            Ip nextHop,
            boolean gateway,
            Optional<Ip> src,
            int mtu,
            boolean byDefault,
            List<Source> sources)
            implements Route {}

    /** A {@code blackhole}, {@code unreachable} or {@code prohibit} route or rule. */
    record Refused(String type, List<Source> sources) implements Route {}

    /** No route. */
    record None() implements Route {}

    /** Cannot be told. */
    record Unknown(Missing missing) implements Route {}

    /**
     * One of several answers.
     *
     * @param share of the connections that take it; all shares of a lookup add up to 1
     * @param route the answer
     */
    record Choice(double share, Route route) {}
}
