package io.packetwalk.walk.travel;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.iproute.FdbFact;
import io.packetwalk.fact.iproute.LinkFact;
import io.packetwalk.fact.iproute.NeighFact;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Node;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Mac;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Basis;
import io.packetwalk.walk.Ending;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Packet;
import io.packetwalk.walk.Passage;
import io.packetwalk.walk.Site;
import io.packetwalk.walk.Step;
import io.packetwalk.walk.route.Route;
import java.util.List;
import java.util.Optional;

/**
 * Tunnel devices. The packet goes on inside another one, which the node sends like any process of its own: through OUTPUT and POSTROUTING here, PREROUTING and
 * INPUT there.
 */
public final class Tunnels {

    private final Travel travel;

    Tunnels(Travel travel) {
        this.travel = travel;
    }

    /** Bytes around a packet of the flow: 0 for the packet itself, 50 in VXLAN over IPv4, 70 over IPv6, 20 or 40 in IP-in-IP. */
    static int overhead(Packet packet) {
        if (packet.inner().isEmpty()) {
            return 0;
        }
        boolean v6 = packet.tuple().dst().ip().v6();
        int header = packet.tuple().proto().equals(Proto.UDP) ? 8 + 8 + 14 : 0;
        return header + (v6 ? 40 : 20) + overhead(packet.inner().get());
    }

    /** Empty when the device is no tunnel. */
    Optional<List<Passage>> transmit(Passage passage, Route.Via via, LinkFact link) {
        if (link.vxlan().isPresent()) {
            return Optional.of(vxlan(passage, via, link, link.vxlan().get()));
        }
        return switch (link.kind()) {
            case "ipip", "sit" -> Optional.of(ipip(passage, via, link));
            case "vxlan",
                    "geneve",
                    "gre",
                    "gretap",
                    "wireguard",
                    "ip6tnl",
                    "ip6gre",
                    "tun",
                    "openvswitch",
                    "macvlan",
                    "ipvlan",
                    "xfrm" ->
                Optional.of(List.of(passage.end(Ending.unknown(
                        new Missing(
                                "what " + link.name() + " of " + passage.at().name() + " does with it",
                                "devices of kind " + link.kind() + " are not evaluated",
                                "ip -d link show " + link.name()),
                        List.of(link.source())))));
            default -> Optional.empty();
        };
    }

    private List<Passage> vxlan(Passage passage, Route.Via via, LinkFact link, LinkFact.Vxlan vxlan) {
        Site host = passage.at();
        NetNs netns = host.netns();
        Optional<NeighFact> neighbour = Wiring.neighbour(netns, via.nextHop(), link.name());
        if (neighbour.filter(Wiring::unresolved).isPresent()
                || neighbour.isEmpty() && netns.complete("ip-neigh") && !vxlan.learning()) {
            return List.of(passage.end(Ending.rejected(
                    "icmp-host-unreachable",
                    host.name() + " does not know the link-layer address of " + via.nextHop() + " on " + link.name(),
                    neighbour.map(entry -> List.of(entry.source())).orElse(List.of(link.source())))));
        }
        Optional<FdbFact> entry = neighbour.flatMap(known -> Wiring.remote(netns, link.name(), known));
        if (neighbour.isPresent() && entry.isEmpty() && netns.complete("bridge-fdb")) {
            return List.of(passage.end(Ending.dropped(
                    link.name() + " of " + host.name() + " has no forwarding entry for "
                            + neighbour.get().mac().map(Mac::toString).orElse("its neighbour"),
                    List.of(neighbour.get().source()))));
        }
        Optional<Node> owner = travel.terrain().otherNode(via.nextHop(), host);
        Optional<Ip> remote = entry.flatMap(FdbFact::dst).or(() -> owner.flatMap(Node::internalIp));
        Optional<Ip> local = vxlan.local().or(() -> travel.terrain().node(host).flatMap(Node::internalIp));
        if (remote.isEmpty() || local.isEmpty()) {
            return List.of(passage.end(Ending.unknown(
                    new Missing(
                            "the remote end of " + link.name() + " on " + host.name(),
                            "neither the forwarding database nor the nodes' addresses tell",
                            "bridge fdb show dev " + link.name()),
                    List.of(link.source()))));
        }
        Passage told = entry.isPresent()
                ? passage
                : passage.assume(new Missing(
                        "forwarding database of " + link.name() + " on " + host.name(),
                        "assumed to point to " + remote.get(),
                        "bridge fdb show dev " + link.name()));
        Optional<Passage> misaddressed =
                entry.isPresent() ? misaddressed(told, neighbour, remote.get(), vxlan) : Optional.empty();
        if (misaddressed.isPresent()) {
            return List.of(misaddressed.get());
        }
        List<Source> sources = new java.util.ArrayList<>();
        sources.add(link.source());
        neighbour.ifPresent(known -> sources.add(known.source()));
        entry.ifPresent(known -> sources.add(known.source()));
        FiveTuple outer = new FiveTuple(Proto.UDP, new IpPort(local.get(), 0), new IpPort(remote.get(), vxlan.port()));
        return encapsulate(told, outer, "VXLAN " + vxlan.vni(), sources);
    }

    /** The remote host drops an inner frame whose destination is not its device's address (PACKET_OTHERHOST). */
    private Optional<Passage> misaddressed(
            Passage passage, Optional<NeighFact> neighbour, Ip remote, LinkFact.Vxlan vxlan) {
        Optional<LinkFact> peer = travel.terrain()
                .otherNode(remote, passage.at())
                .flatMap(node -> device(node.netns(), vxlan.vni(), vxlan.port()));
        Optional<Mac> wanted = peer.flatMap(LinkFact::mac);
        Optional<Mac> used = neighbour.flatMap(NeighFact::mac);
        boolean wrong = wanted.isPresent() && used.isPresent() && !wanted.equals(used);
        return wrong
                ? Optional.of(passage.end(Ending.dropped(
                        "the inner frame is addressed to " + used.get() + ", but "
                                + peer.get().name() + " at " + remote + " is " + wanted.get(),
                        List.of(neighbour.get().source(), peer.get().source()))))
                : Optional.empty();
    }

    static Optional<LinkFact> device(NetNs netns, int vni, int port) {
        return netns.links().stream()
                .filter(link -> link.vxlan()
                        .filter(vxlan -> vxlan.port() == port && (vni < 0 || vxlan.vni() == vni))
                        .isPresent())
                .findFirst();
    }

    private List<Passage> ipip(Passage passage, Route.Via via, LinkFact link) {
        Optional<Ip> local = travel.terrain().node(passage.at()).flatMap(Node::internalIp);
        if (local.isEmpty() || !via.gateway()) {
            return List.of(passage.end(Ending.unknown(
                    new Missing("the ends of " + link.name(), "the route names no gateway", ""),
                    List.of(link.source()))));
        }
        FiveTuple outer = new FiveTuple(Proto.IPIP, new IpPort(local.get(), 0), new IpPort(via.nextHop(), 0));
        return encapsulate(passage, outer, "IP in IP", List.of(link.source()));
    }

    private List<Passage> encapsulate(Passage passage, FiveTuple outer, String how, List<Source> sources) {
        Packet before = passage.packet();
        Packet around = Packet.around(before, outer);
        Step step = new Step(
                passage.at().node(),
                passage.at().label(),
                Step.Kind.ENCAP,
                "",
                "",
                "",
                how + ": inside " + outer,
                before.hop(),
                around.hop(),
                Basis.DERIVED,
                sources);
        return travel.send(passage.with(around).step(step));
    }

    /** A tunnel packet that reached the host it is addressed to. */
    static Optional<List<Passage>> unwrap(Travel travel, Passage passage) {
        Packet outer = passage.packet();
        if (outer.inner().isEmpty()) {
            return Optional.empty();
        }
        NetNs netns = passage.at().netns();
        Optional<LinkFact> link = outer.tuple().proto().equals(Proto.UDP)
                ? device(netns, -1, outer.tuple().dst().port())
                : netns.links().stream()
                        .filter(known -> known.kind().equals("ipip"))
                        .findFirst();
        if (link.isEmpty() && netns.complete("ip-link")) {
            String reason = passage.at().name() + " has no tunnel device for " + outer.tuple();
            return Optional.of(List.of(passage.end(Ending.dropped(reason, List.of()))));
        }
        String device = link.map(LinkFact::name).orElse("?");
        Packet inner = outer.inner().get().arrived(device, "");
        Step step = new Step(
                passage.at().node(),
                passage.at().label(),
                Step.Kind.DECAP,
                "",
                "",
                "",
                "out of the tunnel by " + device,
                outer.hop(),
                inner.hop(),
                link.isPresent() ? Basis.DERIVED : Basis.ASSUMED,
                link.map(known -> List.of(known.source())).orElse(List.of()));
        return Optional.of(travel.enter(passage.with(inner).step(step), passage.at()));
    }
}
