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
import io.packetwalk.walk.Ending;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Passage;
import io.packetwalk.walk.Shell;
import io.packetwalk.walk.Site;
import io.packetwalk.walk.Terrain;
import io.packetwalk.walk.route.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** VXLAN devices: the neighbour gives the inner frame's destination, and the forwarding database the host behind it (RFC 7348 section 4.1). */
final class VxlanDevice {

    private final Terrain terrain;
    private final Tunnels tunnels;

    VxlanDevice(Terrain terrain, Tunnels tunnels) {
        this.terrain = terrain;
        this.tunnels = tunnels;
    }

    List<Passage> transmit(Passage passage, Route.Via via, LinkFact link, LinkFact.Vxlan vxlan) {
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
        Optional<Node> owner = terrain.otherNode(via.nextHop(), host);
        Optional<Ip> remote = entry.flatMap(FdbFact::dst).or(() -> owner.flatMap(Node::internalIp));
        Optional<Ip> local = vxlan.local().or(() -> terrain.node(host).flatMap(Node::internalIp));
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
        List<Source> sources = new ArrayList<>();
        sources.add(link.source());
        neighbour.ifPresent(known -> sources.add(known.source()));
        entry.ifPresent(known -> sources.add(known.source()));
        FiveTuple outer = new FiveTuple(Proto.UDP, new IpPort(local.get(), 0), new IpPort(remote.get(), vxlan.port()));
        return tunnels.encapsulate(told, outer, new Shell(Shell.Kind.VXLAN, vxlan.vni(), ""), sources);
    }

    /** The remote host drops an inner frame whose destination is not its device's address (PACKET_OTHERHOST). */
    private Optional<Passage> misaddressed(
            Passage passage, Optional<NeighFact> neighbour, Ip remote, LinkFact.Vxlan vxlan) {
        Optional<LinkFact> peer = terrain.otherNode(remote, passage.at())
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

    /** The device that takes packets of a network; -1 is any network. */
    static Optional<LinkFact> device(NetNs netns, int vni, int port) {
        return netns.links().stream()
                .filter(link -> link.vxlan()
                        .filter(vxlan -> vxlan.port() == port && (vni < 0 || vxlan.vni() < 0 || vxlan.vni() == vni))
                        .isPresent())
                .findFirst();
    }
}
