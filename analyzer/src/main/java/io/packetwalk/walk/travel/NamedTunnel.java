package io.packetwalk.walk.travel;

import io.packetwalk.fact.iproute.LinkFact;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Node;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Ending;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Packet;
import io.packetwalk.walk.Passage;
import io.packetwalk.walk.Shell;
import io.packetwalk.walk.Terrain;
import io.packetwalk.walk.route.Route;
import io.packetwalk.walk.route.Router;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tunnels whose device names the other end: Geneve, GRE, and IP in IP of any two families. A device without a remote address sends to the next hop of the route
 * (net/ipv4/ip_tunnel.c, ip_tunnel_xmit: "NBMA tunnel").
 */
final class NamedTunnel {

    /** IANA's port for Geneve (RFC 8926 section 3.3). */
    private static final int GENEVE_PORT = 6081;

    private static final Proto IPV6_IN_IP = new Proto(41);

    private final Terrain terrain;
    private final Tunnels tunnels;

    NamedTunnel(Terrain terrain, Tunnels tunnels) {
        this.terrain = terrain;
        this.tunnels = tunnels;
    }

    List<Passage> transmit(Passage passage, Route.Via via, LinkFact link) {
        Optional<LinkFact.Tunnel> ends = link.tunnel();
        Optional<Ip> remote = ends.flatMap(LinkFact.Tunnel::remote)
                .or(() -> Optional.of(via.nextHop()).filter(_hop -> !link.kind().equals("geneve")));
        boolean external = ends.filter(LinkFact.Tunnel::external).isPresent();
        boolean v6 = link.kind().startsWith("ip6");
        if (external
                || remote.filter(ip -> v6 == ip.v6() || link.kind().equals("geneve"))
                        .isEmpty()) {
            return List.of(passage.end(Ending.unknown(
                    new Missing(
                            "the other end of " + link.name() + " on "
                                    + passage.at().name(),
                            external
                                    ? "programs or routes choose it packet by packet"
                                    : "neither the device nor the route tells it",
                            "ip -d link show " + link.name()),
                    List.of(link.source()))));
        }
        Ip to = remote.get();
        int port = link.kind().equals("geneve")
                ? ends.map(LinkFact.Tunnel::port).filter(known -> known > 0).orElse(GENEVE_PORT)
                : 0;
        FiveTuple outer = new FiveTuple(
                proto(link.kind(), passage.packet()), new IpPort(local(passage, ends, to), 0), new IpPort(to, port));
        Shell shell = new Shell(kind(link.kind()), ends.map(LinkFact.Tunnel::id).orElse(-1), "");
        return tunnels.encapsulate(passage, outer, shell, List.of(link.source()));
    }

    /** The device's own word; without it the route to the other end gives the source, as for any packet the host makes. */
    private Ip local(Passage passage, Optional<LinkFact.Tunnel> ends, Ip remote) {
        Optional<Ip> api = terrain.node(passage.at())
                .flatMap(Node::internalIp)
                .filter(ip -> passage.at().netns().addresses().isEmpty() && ip.v6() == remote.v6());
        return ends.flatMap(LinkFact.Tunnel::local).or(() -> api).orElse(Router.unspecified(remote.v6()));
    }

    private static Shell.Kind kind(String kind) {
        return switch (kind) {
            case "geneve" -> Shell.Kind.GENEVE;
            case "gre", "ip6gre" -> Shell.Kind.GRE;
            default -> Shell.Kind.IP;
        };
    }

    private static Proto proto(String kind, Packet inner) {
        return switch (kind(kind)) {
            case GENEVE -> Proto.UDP;
            case GRE -> Proto.GRE;
            default -> inner.tuple().dst().ip().v6() ? IPV6_IN_IP : Proto.IPIP;
        };
    }

    /** The device that takes a tunnel packet: of those that it fits, the one that names most of its ends (ip_tunnel_lookup). */
    static Optional<LinkFact> device(NetNs netns, Packet outer) {
        Set<String> kinds = switch (outer.shell().kind()) {
            case GENEVE -> Set.of("geneve");
            case GRE -> Set.of(outer.tuple().dst().ip().v6() ? "ip6gre" : "gre");
            default ->
                outer.tuple().dst().ip().v6()
                        ? Set.of("ip6tnl")
                        : Set.of(outer.tuple().proto().equals(IPV6_IN_IP) ? "sit" : "ipip");
        };
        return netns.links().stream()
                .filter(link -> kinds.contains(link.kind()))
                .filter(link -> fits(link.tunnel(), outer))
                .max(Comparator.comparingInt(
                        link -> link.tunnel().map(NamedTunnel::named).orElse(0)));
    }

    private static int named(LinkFact.Tunnel ends) {
        return (ends.remote().isPresent() ? 2 : 0) + (ends.local().isPresent() ? 1 : 0);
    }

    private static boolean fits(Optional<LinkFact.Tunnel> known, Packet outer) {
        if (known.isEmpty()) {
            return true;
        }
        LinkFact.Tunnel ends = known.get();
        boolean local = ends.local().map(outer.tuple().dst().ip()::equals).orElse(true);
        boolean remote = outer.tuple().src().ip().unspecified()
                || ends.remote().map(outer.tuple().src().ip()::equals).orElse(true);
        boolean network = outer.shell().id() < 0
                || ends.id() < 0
                || ends.id() == outer.shell().id();
        boolean port = outer.shell().kind() != Shell.Kind.GENEVE
                || (ends.port() > 0 ? ends.port() : GENEVE_PORT)
                        == outer.tuple().dst().port();
        return local && remote && network && port;
    }
}
