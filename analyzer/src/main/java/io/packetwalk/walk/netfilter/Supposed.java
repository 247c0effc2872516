package io.packetwalk.walk.netfilter;

import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.iproute.AddrFact;
import io.packetwalk.fact.iproute.RouteFact;
import io.packetwalk.model.CounterReadings;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Pod;
import io.packetwalk.model.Ruleset;
import io.packetwalk.model.cilium.CiliumMaps;
import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Network namespaces that were not dumped, as the API and the usual ways of CNIs let us suppose them: one interface, one default route. */
public final class Supposed {

    private static final String DEVICE = "eth0";

    private Supposed() {}

    public static NetNs nothing(Place place) {
        return new NetNs(
                place,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Map.of(),
                CounterReadings.NONE,
                List.of(),
                List.of(),
                Optional.empty(),
                Ruleset.NONE,
                CiliumMaps.NONE,
                Optional.empty(),
                List.of(),
                Map.of(),
                Map.of());
    }

    /** A pod's namespace; what was dumped stays, addresses and routes that were not are supposed. */
    public static NetNs netns(Pod pod) {
        NetNs dumped = pod.netns()
                .orElseGet(() ->
                        nothing(new Place.Pod(pod.ref().namespace(), pod.ref().name())));
        Source source = pod.object().source();
        List<AddrFact> addresses = new ArrayList<>(dumped.addresses());
        if (addresses.isEmpty()) {
            pod.ips().forEach(ip -> addresses.add(new AddrFact(source, DEVICE, ip, ip.bits(), "global")));
        }
        List<RouteFact> routes = new ArrayList<>(dumped.routes());
        if (routes.isEmpty() && !dumped.complete("ip-route")) {
            String device = addresses.stream()
                    .filter(addr -> pod.ips().contains(addr.ip()))
                    .map(AddrFact::dev)
                    .findFirst()
                    .orElse(DEVICE);
            pod.ips().stream().map(Ip::v6).distinct().forEach(v6 -> routes.add(byDefault(source, device, v6)));
        }
        return new NetNs(
                dumped.place(),
                dumped.links(),
                addresses,
                routes,
                dumped.nextHops(),
                dumped.wireGuards(),
                dumped.routingRules(),
                dumped.neighbours(),
                dumped.fdb(),
                dumped.bridgePorts(),
                dumped.sockets(),
                dumped.sysctls(),
                dumped.counters(),
                dumped.conntrack(),
                dumped.conntrackStats(),
                dumped.conntrackCount(),
                dumped.rules(),
                dumped.cilium(),
                dumped.resolvConf(),
                dumped.hosts(),
                dumped.presence(),
                dumped.windows());
    }

    private static RouteFact byDefault(Source source, String device, boolean v6) {
        return new RouteFact(
                source,
                "main",
                "unicast",
                v6 ? Cidr.ALL_V6 : Cidr.ALL_V4,
                Optional.empty(),
                device,
                Optional.empty(),
                "",
                0,
                "",
                Set.of(),
                0,
                Optional.empty(),
                List.of());
    }
}
