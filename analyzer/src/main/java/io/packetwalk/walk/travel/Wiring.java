package io.packetwalk.walk.travel;

import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.iproute.AddrFact;
import io.packetwalk.fact.iproute.BridgePortFact;
import io.packetwalk.fact.iproute.FdbFact;
import io.packetwalk.fact.iproute.LinkFact;
import io.packetwalk.fact.iproute.NeighFact;
import io.packetwalk.fact.iproute.RouteFact;
import io.packetwalk.model.NetNs;
import io.packetwalk.net.Ip;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is at the other end of a device: told by indexes, neighbours and forwarding entries, never by names. */
final class Wiring {

    private Wiring() {}

    /**
     * The node's end of a pod's interface.
     *
     * @param device device that receives: the bridge when the port is enslaved, else the port
     * @param port bridge port, empty when there is no bridge, {@code ?} when it is not known
     * @param sources where it stands
     */
    record Uplink(String device, String port, List<Source> sources) {}

    /** Where a pod's interface ends on its node. */
    static Optional<Uplink> uplink(NetNs pod, String device, Ip podIp, NetNs host) {
        Optional<LinkFact> peer =
                pod.link(device).filter(link -> link.peerIndex() > 0).flatMap(link -> host.link(link.peerIndex()));
        if (peer.isPresent()) {
            LinkFact port = peer.get();
            return Optional.of(
                    port.master().isEmpty()
                            ? new Uplink(port.name(), "", List.of(port.source()))
                            : new Uplink(port.master(), port.name(), List.of(port.source())));
        }
        return deviceTowards(host, podIp)
                .map(towards -> bridge(host, towards.dev())
                        ? new Uplink(
                                towards.dev(),
                                port(host, towards.dev(), podIp)
                                        .map(FdbFact::dev)
                                        .orElse("?"),
                                List.of(towards.source()))
                        : new Uplink(towards.dev(), "", List.of(towards.source())));
    }

    private static Optional<RouteFact> deviceTowards(NetNs host, Ip ip) {
        return host.routes().stream()
                .filter(route -> route.type().equals("unicast")
                        && route.dst().contains(ip)
                        && route.dst().length() > 0)
                .filter(route -> route.via().isEmpty() && !route.dev().isEmpty())
                .max(Comparator.comparingInt(route -> route.dst().length()));
    }

    /** By its kind; where that was not printed, by its ports. A bond and a VRF have devices below them, too. */
    static boolean bridge(NetNs netns, String device) {
        Optional<String> kind = netns.link(device).map(LinkFact::kind).filter(word -> !word.isEmpty());
        if (kind.isPresent()) {
            return kind.get().equals("bridge");
        }
        return netns.links().stream().anyMatch(link -> link.master().equals(device))
                || netns.bridgePorts().stream().anyMatch(port -> port.master().equals(device));
    }

    static Optional<NeighFact> neighbour(NetNs netns, Ip ip, String device) {
        return netns.neighbours().stream()
                .filter(neigh -> neigh.ip().equals(ip) && neigh.dev().equals(device))
                .findFirst();
    }

    /** INCOMPLETE and FAILED are unresolved; all other states give an address. */
    static boolean unresolved(NeighFact neigh) {
        return neigh.state().equals("FAILED") || neigh.state().equals("INCOMPLETE");
    }

    /** The bridge port behind which an address is. */
    static Optional<FdbFact> port(NetNs netns, String bridge, Ip ip) {
        return neighbour(netns, ip, bridge)
                .flatMap(NeighFact::mac)
                .flatMap(mac -> netns.fdb().stream()
                        .filter(entry ->
                                entry.mac().equals(mac) && entry.master().equals(bridge))
                        .filter(entry -> !entry.flags().contains("permanent"))
                        .findFirst());
    }

    /** The remote end a VXLAN device sends a link-layer address to; the all-zero entry takes what has none (drivers/net/vxlan). */
    static Optional<FdbFact> remote(NetNs netns, String device, NeighFact neigh) {
        List<FdbFact> entries = netns.fdb().stream()
                .filter(entry -> entry.dev().equals(device) && entry.dst().isPresent())
                .toList();
        return entries.stream()
                .filter(entry -> neigh.mac().filter(entry.mac()::equals).isPresent())
                .findFirst()
                .or(() -> entries.stream()
                        .filter(entry -> entry.mac().bits() == 0)
                        .findFirst());
    }

    static Ternary hairpin(NetNs netns, String port) {
        return netns.bridgePorts().stream()
                .filter(known -> known.dev().equals(port))
                .findFirst()
                .map(BridgePortFact::hairpin)
                .orElse(Ternary.UNKNOWN);
    }

    static Optional<BridgePortFact> bridgePort(NetNs netns, String port) {
        return netns.bridgePorts().stream()
                .filter(known -> known.dev().equals(port))
                .findFirst();
    }

    /** The device of a namespace that has an address; {@code ?} when none of the dumped ones has. */
    static String deviceOf(NetNs netns, Ip ip) {
        return netns.addresses().stream()
                .filter(addr -> addr.ip().equals(ip))
                .map(AddrFact::dev)
                .findFirst()
                .orElse("?");
    }

    /**
     * Why a bridge does not switch frames to a device.
     *
     * @param reason one clause
     * @param source where it stands
     */
    record Unswitched(String reason, Source source) {}

    /** Why a bridge does not switch frames to a pod's end on the node: it is no port of it, or a port that does not forward (net/bridge/br_forward.c, should_deliver). */
    static Optional<Unswitched> unswitched(NetNs host, String bridge, LinkFact link) {
        if (link.name().equals(bridge) || !bridge(host, bridge)) {
            return Optional.empty();
        }
        if (!link.master().equals(bridge) && link.kind().equals("veth")) {
            return Optional.of(new Unswitched(link.name() + " is no port of bridge " + bridge, link.source()));
        }
        return bridgePort(host, link.name())
                .filter(port ->
                        Set.of("disabled", "blocking", "listening", "learning").contains(port.state()))
                .map(port -> new Unswitched(
                        "bridge " + bridge + " does not forward to its port " + link.name() + ", whose state is "
                                + port.state(),
                        port.source()));
    }

    /**
     * Why a device carries nothing, empty when it does or its flags were not dumped. A veth whose other end is down has no carrier
     * (drivers/net/veth.c, veth_close), and a bridge does not forward to a port without one (net/bridge/br_if.c, br_port_carrier_check).
     */
    static Optional<String> dead(LinkFact link) {
        if (link.flags().isEmpty()) {
            return Optional.empty();
        }
        return link.flags().contains("UP")
                ? Optional.of("has no carrier").filter(_w -> link.flags().contains("NO-CARRIER"))
                : Optional.of("is down");
    }

    /** MTU of a device, empty when it was not dumped. */
    static Optional<LinkFact> sized(NetNs netns, String device) {
        return netns.link(device).filter(link -> link.mtu() > 0);
    }
}
