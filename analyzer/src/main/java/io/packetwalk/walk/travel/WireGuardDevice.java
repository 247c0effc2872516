package io.packetwalk.walk.travel;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.iproute.LinkFact;
import io.packetwalk.fact.iproute.WireGuardFact;
import io.packetwalk.fact.iproute.WireGuardFact.Peer;
import io.packetwalk.model.NetNs;
import io.packetwalk.net.Cidr;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Ending;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Packet;
import io.packetwalk.walk.Passage;
import io.packetwalk.walk.Shell;
import io.packetwalk.walk.route.Router;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * WireGuard devices. The peer whose allowed IPs hold the destination, longest prefix first, gets the packet, and takes it only when its own allowed IPs of the sender
 * hold the source (cryptokey routing, whitepaper section 2; drivers/net/wireguard/device.c, wg_xmit, and receive.c, wg_packet_consume_data_done).
 */
final class WireGuardDevice {

    private final Tunnels tunnels;

    WireGuardDevice(Tunnels tunnels) {
        this.tunnels = tunnels;
    }

    List<Passage> transmit(Passage passage, LinkFact link) {
        Optional<WireGuardFact> known = of(passage.at().netns(), link);
        if (known.isEmpty()) {
            return List.of(passage.end(Ending.unknown(
                    new Missing(
                            "the peers of " + link.name() + " on "
                                    + passage.at().name(),
                            "they are in no route, and wg show was not dumped",
                            "wg show " + link.name()),
                    List.of(link.source()))));
        }
        Ip dst = passage.packet().tuple().dst().ip();
        Optional<Peer> peer = peer(known.get(), dst);
        if (peer.isEmpty()) {
            return List.of(passage.end(refused(
                    "no peer of " + link.name() + " on " + passage.at().name() + " is allowed " + dst,
                    known.get().source())));
        }
        if (peer.get().endpoint().isEmpty()) {
            return List.of(passage.end(refused(
                    link.name() + " of " + passage.at().name() + " does not know where its peer for " + dst + " is",
                    peer.get().source())));
        }
        Passage told = peer.get().handshake().isEmpty()
                ? passage.assume(new Missing(
                        "a handshake of " + link.name() + " of " + passage.at().name() + " with "
                                + peer.get().endpoint().get(),
                        "there was none so far; it is assumed to come about",
                        "wg show " + link.name() + " latest-handshakes"))
                : passage;
        IpPort to = peer.get().endpoint().get();
        FiveTuple outer = new FiveTuple(
                Proto.UDP,
                new IpPort(Router.unspecified(to.ip().v6()), known.get().port()),
                to);
        Shell shell = new Shell(Shell.Kind.WIREGUARD, -1, known.get().publicKey());
        Passage marked = told.with(told.packet().withMark(known.get().mark()));
        return tunnels.encapsulate(
                marked, outer, shell, List.of(link.source(), peer.get().source()));
    }

    /** wg_xmit tells the sender that the host is unreachable. */
    private static Ending refused(String reason, Source by) {
        return Ending.rejected("icmp-host-unreachable", reason, List.of(by));
    }

    private static Optional<WireGuardFact> of(NetNs netns, LinkFact link) {
        return netns.wireGuards().stream()
                .filter(known -> known.dev().equals(link.name()))
                .findFirst();
    }

    private static Optional<Peer> peer(WireGuardFact device, Ip ip) {
        return device.peers().stream()
                .filter(peer -> longest(peer, ip) >= 0)
                .max(Comparator.comparingInt(peer -> longest(peer, ip)));
    }

    private static int longest(Peer peer, Ip ip) {
        return peer.allowed().stream()
                .filter(cidr -> cidr.contains(ip))
                .mapToInt(Cidr::length)
                .max()
                .orElse(-1);
    }

    /** The device that listens on a port; the only one of its kind where nothing tells the ports. */
    static Optional<LinkFact> device(NetNs netns, int port) {
        List<LinkFact> all = netns.links().stream()
                .filter(link -> link.kind().equals("wireguard"))
                .toList();
        return netns.wireGuards().isEmpty()
                ? all.stream().findFirst()
                : all.stream()
                        .filter(link -> of(netns, link)
                                .filter(known -> known.port() == port)
                                .isPresent())
                        .findFirst();
    }

    /** A peer it does not know, or a source that this peer may not have. Empty when it is taken, and for devices of other kinds. */
    static Optional<Passage> refused(Passage passage, LinkFact link) {
        Packet outer = passage.packet();
        Optional<WireGuardFact> device = of(passage.at().netns(), link);
        if (outer.shell().kind() != Shell.Kind.WIREGUARD
                || device.isEmpty()
                || outer.shell().sender().isEmpty()) {
            return Optional.empty();
        }
        String where = link.name() + " of " + passage.at().name();
        Optional<Peer> sender = device.get().peers().stream()
                .filter(peer -> peer.publicKey().equals(outer.shell().sender()))
                .findFirst();
        if (sender.isEmpty()) {
            return Optional.of(passage.end(Ending.dropped(
                    where + " has no peer with the key of the sender",
                    List.of(device.get().source()))));
        }
        Ip src = outer.inner().orElseThrow().tuple().src().ip();
        boolean taken = peer(device.get(), src).filter(sender.get()::equals).isPresent();
        return taken
                ? Optional.empty()
                : Optional.of(passage.end(Ending.dropped(
                        where + " does not take " + src + " from this peer: it is not among its allowed IPs",
                        List.of(sender.get().source()))));
    }
}
