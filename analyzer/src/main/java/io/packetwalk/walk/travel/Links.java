package io.packetwalk.walk.travel;

import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.iproute.BridgePortFact;
import io.packetwalk.fact.iproute.FdbFact;
import io.packetwalk.fact.iproute.LinkFact;
import io.packetwalk.fact.iproute.NeighFact;
import io.packetwalk.fact.system.SysctlFact;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Pod;
import io.packetwalk.model.rules.Hook;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.walk.Basis;
import io.packetwalk.walk.Doubt;
import io.packetwalk.walk.Ending;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Narrow;
import io.packetwalk.walk.Packet;
import io.packetwalk.walk.Passage;
import io.packetwalk.walk.Shell;
import io.packetwalk.walk.Site;
import io.packetwalk.walk.Step;
import io.packetwalk.walk.Symptom;
import io.packetwalk.walk.Terrain;
import io.packetwalk.walk.cni.CiliumNode;
import io.packetwalk.walk.netfilter.Netfilter;
import io.packetwalk.walk.route.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What becomes of a packet that leaves by a device: the other end of a veth pair, a bridge port, a tunnel, the network between nodes. */
public final class Links {

    /** The hooks that a frame meets on a bridge: to the host, of the host's own, and from port to port. */
    private static final List<Hook> TO_HOST = List.of(Hook.PREROUTING, Hook.INPUT);

    private static final List<Hook> FROM_HOST = List.of(Hook.OUTPUT, Hook.POSTROUTING);
    private static final List<Hook> THROUGH = List.of(Hook.PREROUTING, Hook.FORWARD, Hook.POSTROUTING);

    private final Travel travel;
    private final Tunnels tunnels;
    private final Underlay underlay;

    Links(Travel travel, Goal goal) {
        this.travel = travel;
        this.tunnels = new Tunnels(travel);
        this.underlay = new Underlay(travel, goal);
    }

    List<Passage> transmit(Passage passage, Route.Via via) {
        Passage sized = sized(passage, via);
        Place place = sized.at().place();
        if (place instanceof Place.Pod) {
            return fromPod(sized, via);
        }
        NetNs netns = sized.at().netns();
        Optional<LinkFact> link = netns.link(via.device());
        Optional<String> dead = link.flatMap(Wiring::dead);
        if (dead.isPresent()) {
            String reason = sized.at().name() + ": device " + via.device() + " " + dead.get();
            return List.of(sized.end(
                    Ending.lost(reason, Symptom.UNREACHABLE, List.of(link.get().source()))));
        }
        Optional<CiliumTravel> cilium = cilium(sized.at());
        if (cilium.isPresent()
                && (via.device().startsWith("lxc") || via.device().equals("cilium_host"))) {
            return cilium.get().leaving(sized);
        }
        Optional<List<Passage>> tunnelled = link.flatMap(known -> tunnels.transmit(sized, via, known));
        if (tunnelled.isPresent()) {
            return tunnelled.get();
        }
        if (Wiring.bridge(netns, via.device())) {
            return toBridge(sized, via);
        }
        Optional<Pod> pod = travel.terrain().podOn(sized.at(), via.nextHop());
        if (pod.isPresent()) {
            return toPod(sized, via, pod.get(), "");
        }
        return underlay.transmit(
                cilium.map(known -> known.masqueraded(sized, via)).orElse(sized), via);
    }

    private Optional<CiliumTravel> cilium(Site host) {
        return CiliumNode.of(host, travel.terrain()).map(node -> new CiliumTravel(travel, this, node));
    }

    /** Inside another packet, which the node sends. */
    List<Passage> encapsulate(Passage passage, FiveTuple outer, Shell shell, List<Source> sources) {
        return tunnels.encapsulate(passage, outer, shell, sources);
    }

    /** Into a pod by a program that knows its device. */
    List<Passage> toEndpoint(Passage passage, Pod pod, Ip ip, Optional<LinkFact> device, List<Source> by) {
        Optional<Site> site = travel.terrain().pod(pod);
        if (site.isEmpty()) {
            return List.of(passage.end(Ending.unknown(
                    new Missing("the network of " + pod.ref(), "it is not in the bundle", ""), List.of())));
        }
        Optional<String> dead = device.flatMap(Wiring::dead);
        if (dead.isPresent()) {
            LinkFact near = device.get();
            return List.of(passage.end(Ending.lost(
                    near.name() + " towards " + pod.ref() + " " + dead.get(),
                    Symptom.TIMEOUT,
                    List.of(near.source()))));
        }
        String inside = Wiring.deviceOf(site.get().netns(), ip);
        Passage crossed = passage.step(
                Step.Kind.CROSS,
                "to " + pod.ref() + device.map(near -> " by " + near.name()).orElse(""),
                Basis.DERIVED,
                by.isEmpty() ? List.of(pod.object().source()) : by);
        return travel.enter(
                crossed.with(crossed.packet().arrived(inside.equals("?") ? "eth0" : inside, "")), site.get());
    }

    /** Remembers how large a packet the device takes. A forwarding or sending host tells the sender when one is too large (RFC 1191). */
    private static Passage sized(Passage passage, Route.Via via) {
        return Wiring.sized(passage.at().netns(), via.device())
                .map(link -> {
                    int mtu = via.mtu() > 0 ? Math.min(via.mtu(), link.mtu()) : link.mtu();
                    int room = mtu - passage.packet().overhead();
                    boolean passing = !passage.packet().in().isEmpty()
                            && passage.packet().inner().isEmpty();
                    return passage.through(new Narrow.Device(
                            room,
                            false,
                            via.device() + " of " + passage.at().name(),
                            link.source(),
                            passing ? Optional.of(passage) : Optional.empty()));
                })
                .orElse(passage);
    }

    private List<Passage> fromPod(Passage passage, Route.Via via) {
        Site pod = passage.at();
        Optional<Site> host = travel.terrain().node(pod).map(travel.terrain()::host);
        if (host.isEmpty()) {
            return List.of(passage.end(Ending.unknown(
                    new Missing("node of " + pod.name(), "the bundle does not have it", "kubectl get pods -o wide"),
                    List.of())));
        }
        Optional<LinkFact> out = pod.netns().link(via.device());
        Optional<String> dead = out.flatMap(Wiring::dead);
        if (dead.isPresent()) {
            String reason = via.device() + " of " + pod.name() + " " + dead.get();
            return List.of(passage.end(
                    Ending.lost(reason, Symptom.UNREACHABLE, List.of(out.get().source()))));
        }
        Ip own = pod.api().stream()
                .filter(ip -> ip.v6() == via.nextHop().v6())
                .findFirst()
                .orElse(passage.packet().tuple().src().ip());
        Optional<Wiring.Uplink> found = Wiring.uplink(
                        pod.netns(), via.device(), own, host.get().netns())
                .or(() -> CiliumNode.of(host.get(), travel.terrain())
                        .flatMap(node -> node.deviceTo(own))
                        .map(device -> new Wiring.Uplink(device.name(), "", List.of(device.source()))));
        if (found.isEmpty()) {
            Passage assumed = passage.assume(new Missing(
                    "the node's end of " + pod.name() + "'s interface",
                    "no link or route shows it; the packet is assumed to arrive",
                    "ip -d link show; ip route show table all"));
            return cross(assumed, host.get(), "?", "?", List.of());
        }
        Wiring.Uplink uplink = found.get();
        boolean direct = uplink.port().isEmpty() || host.get().owns(via.nextHop()) || !pod.dumped();
        if (direct) {
            return cross(passage, host.get(), uplink.device(), uplink.port(), uplink.sources());
        }
        return acrossBridge(passage, via, host.get(), uplink);
    }

    private List<Passage> cross(Passage passage, Site to, String device, String port, List<Source> sources) {
        String by = port.isEmpty() || port.equals("?") ? device : port + " of bridge " + device;
        Passage crossed = passage.step(
                Step.Kind.CROSS,
                "to " + to.name() + (device.equals("?") ? "" : " by " + by),
                sources.isEmpty() ? Basis.ASSUMED : Basis.DERIVED,
                sources);
        Passage inside = crossed.with(crossed.packet().arrived(device, port));
        return port.isEmpty()
                ? travel.enter(inside, to)
                : each(travel.frames(TO_HOST, inside.into(to), port, ""), one -> travel.enter(one, to));
    }

    /** A pod whose next hop is on the bridge's own subnet and is not the node: the frame is switched to another port. */
    private List<Passage> acrossBridge(Passage passage, Route.Via via, Site host, Wiring.Uplink uplink) {
        Optional<Pod> other = travel.terrain().podOn(host, via.nextHop());
        Passage there = passage.step(
                Step.Kind.CROSS,
                "to bridge " + uplink.device() + " of " + host.name() + " by " + uplink.port(),
                Basis.DERIVED,
                uplink.sources());
        if (other.isEmpty()) {
            return List.of(there.end(Ending.lost(
                    "nobody on bridge " + uplink.device() + " of " + host.name() + " has " + via.nextHop(),
                    Symptom.UNREACHABLE,
                    via.sources())));
        }
        String port = Wiring.port(host.netns(), uplink.device(), via.nextHop())
                .map(FdbFact::dev)
                .orElse("?");
        Optional<Passage> isolated = isolated(there, host, uplink.port(), port);
        if (isolated.isPresent()) {
            return List.of(isolated.get());
        }
        String family = via.nextHop().v6() ? "ip6" : "ip";
        String key = "net.bridge.bridge-nf-call-" + family + "tables";
        Optional<SysctlFact> setting = host.netns().sysctl(key);
        boolean known = setting.isPresent() || host.netns().complete("sysctl");
        if (known) {
            boolean filtered = setting.filter(fact -> fact.value().equals("1")).isPresent();
            return switched(there, via, host, uplink, other.get(), port, filtered);
        }
        Missing missing = new Missing(
                key + " on " + host.name(), "it decides whether bridged packets meet the rules", "sysctl " + key);
        List<Passage> both = new ArrayList<>();
        both.addAll(switched(
                there.suppose(new Doubt(key + host.name(), true, missing)),
                via,
                host,
                uplink,
                other.get(),
                port,
                true));
        both.addAll(switched(
                there.suppose(new Doubt(key + host.name(), false, missing)),
                via,
                host,
                uplink,
                other.get(),
                port,
                false));
        return both;
    }

    private List<Passage> switched(
            Passage passage, Route.Via via, Site host, Wiring.Uplink uplink, Pod to, String port, boolean filtered) {
        Route.Via inside =
                new Route.Via(uplink.device(), via.nextHop(), false, Optional.empty(), 0, false, uplink.sources());
        List<Passage> frames = travel.frames(THROUGH, passage.into(host), uplink.port(), port);
        if (!filtered) {
            return each(
                    frames,
                    one -> toPod(
                            one.step(
                                    Step.Kind.CROSS,
                                    "switched by the bridge, past the rules of IP",
                                    Basis.DERIVED,
                                    List.of()),
                            inside,
                            to,
                            port));
        }
        return each(
                each(
                        frames,
                        one -> travel.bridged(
                                one.with(one.packet().arrived(uplink.device(), uplink.port())),
                                host,
                                uplink.device(),
                                port)),
                one -> toPod(one, inside, to, port));
    }

    private static List<Passage> each(
            List<Passage> passages, java.util.function.Function<Passage, List<Passage>> step) {
        return Netfilter.each(passages, step);
    }

    /** Two isolated ports of one bridge never talk to each other (bridge(8)). */
    private static Optional<Passage> isolated(Passage passage, Site host, String from, String to) {
        Optional<BridgePortFact> one = Wiring.bridgePort(host.netns(), from)
                .filter(port -> port.isolated().yes());
        Optional<BridgePortFact> other = Wiring.bridgePort(host.netns(), to)
                .filter(port -> port.isolated().yes());
        return one.flatMap(first -> other.map(second -> passage.end(Ending.dropped(
                "both bridge ports " + from + " and " + to + " of " + host.name() + " are isolated",
                List.of(first.source(), second.source())))));
    }

    private List<Passage> toBridge(Passage passage, Route.Via via) {
        Site host = passage.at();
        NetNs netns = host.netns();
        Optional<Pod> pod = travel.terrain().podOn(host, via.nextHop());
        Optional<NeighFact> neighbour = Wiring.neighbour(netns, via.nextHop(), via.device());
        if (pod.isEmpty()) {
            return nobody(passage, via, neighbour);
        }
        String port = Wiring.port(netns, via.device(), via.nextHop())
                .map(FdbFact::dev)
                .or(() -> portByPeer(netns, pod.get()))
                .orElse("?");
        Optional<Passage> astray =
                Stations.astray(passage, via, pod.get().netns(), pod.get().ref().toString(), neighbour);
        if (astray.isPresent()) {
            return List.of(astray.get());
        }
        List<Passage> answered = neighbour.filter(Wiring::unresolved).isPresent()
                        && severed(passage, via, pod.get(), port).isEmpty()
                ? Stations.unresolved(passage, via, pod.get(), neighbour.get())
                : List.of(passage);
        return each(
                answered,
                at -> returns(at.packet(), via.device())
                        ? hairpin(at, via, pod.get(), port)
                        : each(travel.frames(FROM_HOST, at, "", port), one -> toPod(one, via, pod.get(), port)));
    }

    private static Optional<String> portByPeer(NetNs host, Pod pod) {
        return pod.netns().stream()
                .flatMap(netns -> netns.links().stream())
                .filter(link -> link.peerIndex() > 0 && !link.name().equals("lo"))
                .flatMap(link -> host.link(link.peerIndex()).stream())
                .map(LinkFact::name)
                .findFirst();
    }

    /** It came in by a port of the bridge it leaves by. */
    private static boolean returns(Packet packet, String bridge) {
        return packet.in().equals(bridge) && !packet.bridgeIn().isEmpty();
    }

    /**
     * With br_netfilter a packet that was translated to a neighbour on its own bridge is handed back to the bridge as if it had never left it
     * (br_netfilter_hooks.c, br_nf_pre_routing_finish), and a bridge does not send a frame out of the port it came in by unless that port is in hairpin mode
     * (br_forward.c, should_deliver). Without br_netfilter the host routes it, and the bridge takes it for the host's own.
     */
    private List<Passage> hairpin(Passage passage, Route.Via via, Pod pod, String port) {
        Site host = passage.at();
        String in = passage.packet().bridgeIn();
        Optional<SysctlFact> setting = host.netns()
                .sysctl("net.bridge.bridge-nf-call-" + (via.nextHop().v6() ? "ip6" : "ip") + "tables");
        boolean same = in.equals(port) && !port.equals("?");
        boolean handedBack = setting.filter(fact -> fact.value().equals("1")).isPresent();
        if (!same || !handedBack && (setting.isPresent() || host.netns().complete("sysctl"))) {
            return toPod(passage, via, pod, port);
        }
        Ternary mode = Wiring.hairpin(host.netns(), port);
        if (mode.yes()) {
            return toPod(passage, via, pod, port);
        }
        List<Source> by = Wiring.bridgePort(host.netns(), port)
                .map(known -> List.of(known.source()))
                .orElse(List.of());
        Ending dropped = Ending.dropped(
                "bridge " + via.device() + " of " + host.name() + " does not send it back out of port " + port
                        + ": hairpin mode is off",
                by);
        if (mode.no() && handedBack) {
            return List.of(passage.end(dropped));
        }
        Missing missing = new Missing(
                "hairpin mode of " + port + " on " + host.name(),
                "the packet must leave by the port it came in by",
                "bridge -d link show; sysctl net.bridge.bridge-nf-call-iptables");
        List<Passage> both = new ArrayList<>(
                toPod(passage.suppose(new Doubt("hairpin" + port + host.name(), true, missing)), via, pod, port));
        both.add(passage.suppose(new Doubt("hairpin" + port + host.name(), false, missing))
                .end(dropped));
        return both;
    }

    /** No pod that the API knows here has the address. */
    private List<Passage> nobody(Passage passage, Route.Via via, Optional<NeighFact> neighbour) {
        Terrain terrain = travel.terrain();
        Ip ip = via.nextHop();
        boolean clusters = terrain.use(ip).isPresent();
        if (terrain.otherNode(ip, passage.at()).isPresent() || !clusters && neighbour.isEmpty()) {
            return underlay.transmit(passage, via);
        }
        String where = via.device() + " of " + passage.at().name();
        if (neighbour.filter(Wiring::unresolved).isPresent()) {
            return List.of(passage.end(Ending.rejected(
                    "icmp-host-unreachable",
                    "nobody answers for " + ip + " on " + where + ": neighbour "
                            + neighbour.get().state(),
                    List.of(neighbour.get().source()))));
        }
        if (!clusters) {
            return underlay.transmit(passage, via);
        }
        if (terrain.cluster().pods().isEmpty()) {
            return List.of(passage.end(Ending.unknown(
                    new Missing(
                            "who has " + ip + " on " + where, "pods were not dumped", "kubectl get pods -A -o json"),
                    via.sources())));
        }
        List<Source> by = neighbour.map(entry -> List.of(entry.source())).orElse(via.sources());
        // While the neighbour entry holds, the packet is sent to a station that is gone; once it fails, the sender is
        // told (net/core/neighbour.c).
        Optional<NeighFact> sure = neighbour.filter(entry -> entry.mac().isPresent()
                && Set.of("REACHABLE", "PERMANENT", "NOARP").contains(entry.state()));
        String reason = "no pod on " + passage.at().name() + " has " + ip
                + sure.map(entry -> ", and its neighbour entry is still " + entry.state())
                        .orElse("");
        return List.of(passage.end(Ending.lost(reason, sure.isPresent() ? Symptom.TIMEOUT : Symptom.UNREACHABLE, by)));
    }

    private List<Passage> toPod(Passage passage, Route.Via via, Pod pod, String port) {
        Optional<Site> site = travel.terrain().pod(pod);
        if (site.isEmpty()) {
            return List.of(passage.end(Ending.unknown(
                    new Missing("the network of " + pod.ref(), "it is not in the bundle", ""), List.of())));
        }
        NetNs netns = site.get().netns();
        Optional<Passage> severed = severed(passage, via, pod, port);
        if (severed.isPresent()) {
            return List.of(severed.get());
        }
        Optional<Passage> torn = Twins.pods(passage, travel.terrain().cluster(), via.device(), via.nextHop());
        if (torn.isPresent()) {
            return List.of(torn.get());
        }
        String device = Wiring.deviceOf(netns, via.nextHop());
        Passage crossed = passage.step(
                Step.Kind.CROSS,
                "to " + pod.ref() + (port.isEmpty() || port.equals("?") ? "" : " by bridge port " + port),
                Basis.DERIVED,
                List.of(pod.object().source()));
        return travel.enter(
                crossed.with(crossed.packet().arrived(device.equals("?") ? "eth0" : device, "")), site.get());
    }

    /** One end of the pod's wire is down. Who still has a neighbour entry waits in vain, the others are told once nobody answers. */
    private static Optional<Passage> severed(Passage passage, Route.Via via, Pod pod, String port) {
        NetNs host = passage.at().netns();
        Optional<LinkFact> near = host.link(port.isEmpty() || port.equals("?") ? via.device() : port);
        Optional<LinkFact> far = pod.netns().flatMap(netns -> netns.link(Wiring.deviceOf(netns, via.nextHop())));
        boolean known = Wiring.neighbour(host, via.nextHop(), via.device())
                .filter(entry -> !Wiring.unresolved(entry))
                .isPresent();
        Optional<Passage> dead = Stream.of(near, far)
                .flatMap(Optional::stream)
                .filter(link -> Wiring.dead(link).isPresent())
                .findFirst()
                .map(link -> passage.end(Ending.lost(
                        link.name() + " towards " + pod.ref() + " "
                                + Wiring.dead(link).orElseThrow(),
                        known ? Symptom.TIMEOUT : Symptom.UNREACHABLE,
                        List.of(link.source()))));
        return dead.or(() -> near.flatMap(link -> Wiring.unswitched(host, via.device(), link))
                .map(why -> passage.end(Ending.lost(
                        why.reason() + ", the way to " + pod.ref(),
                        known ? Symptom.TIMEOUT : Symptom.UNREACHABLE,
                        List.of(why.source())))));
    }
}
