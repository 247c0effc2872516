package io.packetwalk.walk.route;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.iproute.LinkFact;
import io.packetwalk.fact.iproute.NextHopFact;
import io.packetwalk.fact.iproute.RouteFact;
import io.packetwalk.model.NetNs;
import io.packetwalk.net.Ip;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a unicast route sends: its own next hop, several with their shares, or those of a nexthop object. */
final class NextHops {

    private NextHops() {}

    /** All answers of a route with their shares. */
    static List<Route.Choice> of(NetNs netns, RouteFact route, List<Source> sources, Ip dst) {
        if (route.flags().contains("encap")) {
            return Router.one(new Route.Unknown(new Missing(
                    "what the route to " + route.dst() + " puts around packets (" + route.source() + ")",
                    "routes with an encapsulation of their own are not evaluated",
                    "ip route show " + route.dst())));
        }
        Optional<LinkFact> vrf =
                netns.link(route.dev()).filter(link -> link.kind().equals(Vrf.KIND));
        if (vrf.isPresent()) {
            return Router.one(new Route.Unknown(new Missing(
                    "the way of " + dst + " in " + vrf.get().name(),
                    "a route from one table into a VRF is not followed",
                    "ip route get " + dst + " vrf " + vrf.get().name())));
        }
        if (!route.nextHops().isEmpty()) {
            return spread(route, sources, dst);
        }
        if (!route.dev().isEmpty() || route.via().isPresent()) {
            return Router.one(via(route, sources, dst, route.via(), route.dev()));
        }
        return route.nextHopId()
                .flatMap(id -> object(netns, id))
                .map(object -> object(netns, route, object, sources, dst))
                .orElseGet(() -> Router.one(new Route.Unknown(new Missing(
                        "the next hop of the route to " + route.dst() + " (" + route.source() + ")",
                        "the route names a nexthop object only, and that was not dumped",
                        "ip nexthop show"))));
    }

    private static Route.Via via(RouteFact route, List<Source> sources, Ip dst, Optional<Ip> gateway, String device) {
        return new Route.Via(
                device,
                gateway.orElse(dst),
                gateway.isPresent(),
                route.src(),
                route.mtu(),
                route.dst().length() == 0,
                sources);
    }

    private static List<Route.Choice> spread(RouteFact route, List<Source> sources, Ip dst) {
        double total =
                route.nextHops().stream().mapToInt(RouteFact.NextHop::weight).sum();
        return route.nextHops().stream()
                .map(hop -> new Route.Choice(hop.weight() / total, via(route, sources, dst, hop.via(), hop.dev())))
                .toList();
    }

    private static Optional<NextHopFact> object(NetNs netns, long id) {
        return netns.nextHops().stream().filter(known -> known.id() == id).findFirst();
    }

    /** A group holds single objects only (net/ipv4/nexthop.c, valid_group_nh). */
    private static List<Route.Choice> object(
            NetNs netns, RouteFact route, NextHopFact object, List<Source> sources, Ip dst) {
        List<Source> cited =
                Stream.concat(sources.stream(), Stream.of(object.source())).toList();
        if (object.group().isEmpty()) {
            return Router.one(
                    object.blackhole()
                            ? new Route.Refused("blackhole", cited)
                            : via(route, cited, dst, object.via(), object.dev()));
        }
        double total =
                object.group().stream().mapToInt(NextHopFact.Member::weight).sum();
        List<Route.Choice> choices = new ArrayList<>();
        for (NextHopFact.Member member : object.group()) {
            Optional<NextHopFact> single =
                    object(netns, member.id()).filter(known -> known.group().isEmpty());
            Route way = single.map(known ->
                            object(netns, route, known, cited, dst).getFirst().route())
                    .orElseGet(() -> new Route.Unknown(new Missing(
                            "nexthop object " + member.id() + " of group " + object.id(),
                            "it was not dumped",
                            "ip nexthop show")));
            choices.add(new Route.Choice(member.weight() / total, way));
        }
        return choices;
    }
}
