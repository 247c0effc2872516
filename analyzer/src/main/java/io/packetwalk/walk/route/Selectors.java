package io.packetwalk.walk.route;

import io.packetwalk.evidence.Ternary;
import io.packetwalk.model.NetNs;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Ports;
import io.packetwalk.net.Proto;
import java.util.List;
import java.util.Optional;

/** Selectors of routing rules beyond addresses, devices and marks (ip-rule(8); net/core/fib_rules.c, fib4_rule_match). */
final class Selectors {

    private Selectors() {}

    /** Whether all of them hold; UNKNOWN where the packet is not known well enough, or nobody knows, such as for users. */
    static Ternary match(List<String> selectors, NetNs netns, Router.Query query) {
        Ternary all = Ternary.YES;
        for (String selector : selectors) {
            if (!selector.startsWith("suppress_")) {
                all = all.and(match(selector, netns, query));
            }
        }
        return all;
    }

    private static Ternary match(String selector, NetNs netns, Router.Query query) {
        Optional<FiveTuple> flow = query.flow();
        String value = selector.substring(selector.lastIndexOf(' ') + 1);
        return switch (selector.split(" ", 2)[0]) {
            case "ipproto" ->
                flow.flatMap(tuple -> Proto.parse(value).map(proto -> Ternary.of(proto.equals(tuple.proto()))))
                        .orElse(Ternary.UNKNOWN);
            case "sport" -> flow.map(tuple -> port(tuple, tuple.src(), value)).orElse(Ternary.UNKNOWN);
            case "dport" -> flow.map(tuple -> port(tuple, tuple.dst(), value)).orElse(Ternary.UNKNOWN);
            case "l3mdev" -> Vrf.member(netns, query.iif());
            default -> Ternary.UNKNOWN;
        };
    }

    private static Ternary port(FiveTuple tuple, IpPort end, String text) {
        if (!tuple.proto().hasPorts()) {
            return Ternary.NO;
        }
        Optional<Ports> ports = Ports.parse(text.replace('-', ':'));
        return end.port() == 0 || ports.isEmpty()
                ? Ternary.UNKNOWN
                : Ternary.of(ports.get().contains(end.port()));
    }
}
