package io.packetwalk.check.mtu;

import io.packetwalk.check.podnet.Routes;
import io.packetwalk.fact.iproute.LinkFact;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Node;
import io.packetwalk.net.Ip;
import java.util.Optional;

/**
 * The device that takes packets of one node to the pods of another.
 *
 * @param link the device; empty when the routes or links of the node were not dumped
 * @param overhead bytes that it adds to a packet before the underlay carries it: 0 without a tunnel
 * @param word how the tunnel is called; empty without one
 */
record Carrier(Optional<LinkFact> link, int overhead, String word) {

    /** Outer IPv4, UDP, VXLAN and inner Ethernet headers (RFC 7348); Geneve without options is as long (RFC 8926). */
    private static final int VXLAN = 50;

    /** Outer IPv4 header alone (RFC 2003). */
    private static final int IPIP = 20;

    /** Outer IPv4 and GRE headers without a key (RFC 2784). */
    private static final int GRE = 24;

    /** Outer IPv4, UDP, and WireGuard's data header and tag. */
    private static final int WIREGUARD = 60;

    /** Nothing is known of the way. */
    static final Carrier UNKNOWN = new Carrier(Optional.empty(), 0, "");

    static Carrier between(Node from, Ip to) {
        NetNs netns = from.netns();
        return Routes.to(netns, to)
                .flatMap(route -> netns.link(route.dev()))
                .map(Carrier::of)
                .orElse(UNKNOWN);
    }

    private static Carrier of(LinkFact link) {
        if (link.vxlan().isPresent()) {
            return new Carrier(Optional.of(link), VXLAN, "VXLAN");
        }
        return switch (link.kind()) {
            case "geneve" -> new Carrier(Optional.of(link), VXLAN, "Geneve");
            case "ipip" -> new Carrier(Optional.of(link), IPIP, "IP in IP");
            case "gre" -> new Carrier(Optional.of(link), GRE, "GRE");
            case "wireguard" -> new Carrier(Optional.of(link), WIREGUARD, "WireGuard");
            default -> new Carrier(Optional.of(link), 0, "");
        };
    }

    boolean tunnels() {
        return overhead > 0;
    }
}
