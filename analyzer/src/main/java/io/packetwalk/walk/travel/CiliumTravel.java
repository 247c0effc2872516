package io.packetwalk.walk.travel;

import static io.packetwalk.walk.netfilter.Netfilter.each;

import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.cni.CiliumAddressFact;
import io.packetwalk.fact.cni.CiliumEndpointFact;
import io.packetwalk.fact.iproute.AddrFact;
import io.packetwalk.fact.iproute.LinkFact;
import io.packetwalk.model.Pod;
import io.packetwalk.model.cilium.CiliumService;
import io.packetwalk.net.Cidr;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import io.packetwalk.policy.Direction;
import io.packetwalk.walk.Basis;
import io.packetwalk.walk.Doubt;
import io.packetwalk.walk.Ending;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Packet;
import io.packetwalk.walk.Passage;
import io.packetwalk.walk.Shell;
import io.packetwalk.walk.Step;
import io.packetwalk.walk.Symptom;
import io.packetwalk.walk.cni.CiliumBalancer;
import io.packetwalk.walk.cni.CiliumMemory;
import io.packetwalk.walk.cni.CiliumNode;
import io.packetwalk.walk.cni.CiliumPolicies;
import io.packetwalk.walk.netfilter.Connection;
import io.packetwalk.walk.route.Route;
import io.packetwalk.walk.route.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One packet on a node whose packets Cilium's programs take, before or instead of the kernel.
 *
 * <pre>
 *   from a pod       (bpf_lxc.c, from-container)   Service -> egress policy  -+
 *   from outside     (bpf_host.c, from-netdev)     Service -----------------  +-> an endpoint here: ingress policy -> pod
 *   from the tunnel  (bpf_overlay.c)                                          +-> the tunnel to its node
 *   from the node    (bpf_host.c, cilium_host)                               -+-> the node itself, or on by routes
 * </pre>
 *
 * What a program does not deliver goes on by the node's routes, through netfilter or past it. Answers are known by the maps of connections: they pass policies, and get the
 * addresses back that the client used.
 */
final class CiliumTravel {

    /** The source of a pod's packet that a Service sends back to it ({@code IPV4_LOOPBACK}, pkg/defaults). */
    private static final Ip LOOPBACK = Ip.v4(0xa9fe2a01);

    private static final Set<String> OVERLAY = Set.of("cilium_vxlan", "cilium_geneve");
    private static final Set<String> OWN = Set.of("lo", "cilium_host", "cilium_net");

    private final Travel travel;
    private final Links links;
    private final CiliumNode node;
    private final CiliumBalancer balancer;
    private final CiliumPolicies policies;

    CiliumTravel(Travel travel, Links links, CiliumNode node) {
        this.travel = travel;
        this.links = links;
        this.node = node;
        this.balancer = new CiliumBalancer(node);
        this.policies = new CiliumPolicies(node, travel.terrain());
    }

    /** A packet that came to the node by a device. */
    List<Passage> enter(Passage passage) {
        String in = passage.packet().in();
        // The node takes its own tunnel packets off like any other; what was inside comes here again.
        if (OWN.contains(in) || passage.packet().inner().isPresent()) {
            return travel.stack(passage);
        }
        Optional<Connection> known = CiliumMemory.answered(passage, node.host());
        if (known.isPresent()) {
            return answer(passage, known.get());
        }
        if (OVERLAY.contains(in)) {
            return arrived(passage);
        }
        return fromPod(passage) ? sent(passage) : outside(passage);
    }

    /** By the device of an endpoint; where links were not dumped, by the pod that has the source. */
    private boolean fromPod(Passage passage) {
        String in = passage.packet().in();
        Ip src = passage.packet().tuple().src().ip();
        return in.startsWith("lxc")
                || travel.terrain().podOn(node.host(), src).isPresent()
                        && node.host().netns().addresses(in).stream()
                                .noneMatch(own -> !own.ip().linkLocal());
    }

    // From a pod.

    private List<Passage> sent(Passage passage) {
        FiveTuple tuple = passage.packet().tuple();
        Optional<CiliumService> service = node.socketTranslates(true).yes()
                ? Optional.empty()
                : node.maps().service(tuple.proto(), tuple.dst(), true);
        if (service.isEmpty()) {
            return each(allowed(passage, Direction.EGRESS), one -> on(remembered(one, tuple)));
        }
        Passage told = node.socketTranslates(true).unknown()
                ? passage.assume(new Missing(
                        "whether sockets are translated on " + node.host().node(),
                        "packets are taken to be; the backends are the same",
                        node.ask("status --verbose")))
                : passage;
        return each(balancer.translate(told, service.get(), false), one -> {
            FiveTuple after = one.packet().tuple();
            return after.dst().ip().equals(tuple.src().ip())
                    ? back(one, tuple)
                    : each(allowed(one, Direction.EGRESS), two -> on(remembered(two, tuple)));
        });
    }

    /** The backend is the client: the program gives the packet another source, so that the answer comes back to it; no policy is asked (bpf/lib/lb.h, {@code ct_state->loopback}). */
    private List<Passage> back(Passage passage, FiveTuple original) {
        if (original.src().ip().v6()) {
            return List.of(passage.end(Ending.dropped(
                    "a pod reaches itself by a Service of IPv6: Cilium has no loopback address for it", List.of())));
        }
        FiveTuple after = passage.packet()
                .tuple()
                .withSrc(new IpPort(LOOPBACK, original.src().port()));
        Passage looped = CiliumMemory.remember(
                rewritten(passage, after, "back to the client itself, from " + LOOPBACK, List.of()),
                node.host(),
                original,
                after.reversed());
        return delivered(looped, after.dst().ip());
    }

    private Passage remembered(Passage passage, FiveTuple original) {
        return CiliumMemory.remember(
                passage, node.host(), original, passage.packet().tuple().reversed());
    }

    private List<Passage> allowed(Passage passage, Direction direction) {
        FiveTuple tuple = passage.packet().tuple();
        return direction == Direction.EGRESS
                ? policies.pass(
                        passage, direction, tuple.src().ip(), tuple.dst().ip())
                : policies.pass(
                        passage, direction, tuple.dst().ip(), tuple.src().ip());
    }

    // From outside the node.

    private List<Passage> arrived(Passage passage) {
        Ip dst = passage.packet().tuple().dst().ip();
        return endpoint(dst).yes() ? received(passage) : travel.stack(passage);
    }

    /** North-south: NodePorts, external IPs, load balancer IPs and HostPorts; cluster IPs are not for clients outside. */
    private List<Passage> outside(Passage passage) {
        FiveTuple tuple = passage.packet().tuple();
        Optional<CiliumService> service = node.maps()
                .service(tuple.proto(), tuple.dst(), false)
                .filter(found -> !found.type().equals("ClusterIP") && !found.flagged("non-routable"));
        if (service.isPresent()) {
            return each(
                    balancer.admitted(passage, service.get()),
                    one -> each(balancer.translate(one, service.get(), false), two -> balanced(two, tuple)));
        }
        if (!endpoint(tuple.dst().ip()).yes()) {
            return travel.stack(passage);
        }
        return forked(passage, travel::stack, this::received);
    }

    /** To a backend here with the client's address; to one elsewhere with the node's, so that answers come back by this node. */
    private List<Passage> balanced(Passage passage, FiveTuple original) {
        FiveTuple tuple = passage.packet().tuple();
        Ip backend = tuple.dst().ip();
        if (node.host().owns(backend)) {
            return travel.stack(remembered(passage, original));
        }
        if (endpoint(backend).yes()) {
            return each(allowed(remembered(passage, original), Direction.INGRESS), one -> delivered(one, backend));
        }
        String mode = node.nodePortMode();
        boolean direct = mode.equalsIgnoreCase("DSR")
                || mode.equalsIgnoreCase("Hybrid") && tuple.proto().equals(Proto.TCP);
        if (direct) {
            return List.of(passage.end(Ending.unknown(
                    new Missing(
                            "the way of an answer past " + node.host().node(),
                            "its Services answer clients directly (DSR), which is not followed",
                            "tcpdump -ni any host " + original.src().ip() + "  # on the backend's node"),
                    List.of())));
        }
        Optional<Ip> source = node.tunnelEnd(backend).isPresent()
                ? node.router(backend.v6())
                : towards(passage, backend)
                        .flatMap(via -> Router.primary(node.host().netns(), via.device(), via.nextHop())
                                .map(AddrFact::ip));
        if (source.isEmpty()) {
            return List.of(passage.end(Ending.unknown(
                    new Missing(
                            "the source address that " + node.host().node() + " gives packets to " + backend,
                            "its own addresses or routes were not dumped",
                            "ip addr; ip route show table all"),
                    List.of())));
        }
        FiveTuple after = tuple.withSrc(new IpPort(source.get(), tuple.src().port()));
        Passage rewritten = rewritten(passage, after, "the client's address becomes the node's", List.of());
        return on(CiliumMemory.remember(rewritten.masked(), node.host(), original, after.reversed()));
    }

    private Optional<Route.Via> towards(Passage passage, Ip to) {
        Router.Query query = new Router.Query(
                to, Router.unspecified(to.v6()), "lo", passage.packet().mark());
        return Router.lookup(node.host().netns(), query).stream()
                .flatMap(choice -> choice.route() instanceof Route.Via via ? Stream.of(via) : Stream.empty())
                .findFirst();
    }

    // Answers.

    private List<Passage> answer(Passage passage, Connection known) {
        FiveTuple tuple = passage.packet().tuple();
        FiveTuple after = known.original().reversed();
        boolean translated = !after.equals(tuple);
        Passage told = translated
                ? rewritten(passage, after, "an answer gets the addresses back that the client used", List.of())
                : passage.step(Step.Kind.TRACK, "an answer, which Cilium lets pass", Basis.DERIVED, List.of());
        Ip dst = after.dst().ip();
        if (endpoint(dst).yes()) {
            return delivered(told, dst);
        }
        if (node.host().owns(dst)) {
            return travel.stack(told);
        }
        return node.tunnelEnd(dst).isPresent() || !translated ? on(told) : direct(told);
    }

    // On its way.

    /** To whoever has the destination: an endpoint here, another node's by the tunnel, or where routes lead. */
    private List<Passage> on(Passage passage) {
        Ip dst = passage.packet().tuple().dst().ip();
        Ternary here = endpoint(dst);
        if (here.yes()) {
            return each(
                    passage.packet().tuple().src().ip().equals(LOOPBACK)
                            ? List.of(passage)
                            : allowed(passage, Direction.INGRESS),
                    one -> delivered(one, dst));
        }
        if (node.host().owns(dst)) {
            return travel.stack(passage);
        }
        if (here.no() && travel.terrain().podOn(node.host(), dst).isPresent()) {
            return List.of(passage.end(unknownEndpoint(dst)));
        }
        Optional<Ip> end = node.tunnelEnd(dst);
        return end.isPresent() ? tunnelled(passage, end.get()) : forked(passage, travel::stack, this::direct);
    }

    private List<Passage> received(Passage passage) {
        Ip dst = passage.packet().tuple().dst().ip();
        return each(
                allowed(passage, Direction.INGRESS),
                one -> delivered(remembered(one, passage.packet().tuple()), dst));
    }

    /** An endpoint of this node: as its map says; where that was not listed, a pod that the API has here. */
    private Ternary endpoint(Ip ip) {
        Ternary listed = node.delivers(ip);
        return listed.unknown()
                ? Ternary.of(travel.terrain().podOn(node.host(), ip).isPresent())
                : listed;
    }

    private Ending unknownEndpoint(Ip dst) {
        return Ending.lost(
                node.host().node() + " has no endpoint for " + dst + ", although the API has its pod here",
                Symptom.TIMEOUT,
                node.maps().endpoints().values().stream()
                        .map(CiliumEndpointFact::source)
                        .sorted()
                        .limit(1)
                        .toList());
    }

    private List<Passage> delivered(Passage passage, Ip dst) {
        Optional<Pod> pod = travel.terrain().podOn(node.host(), dst);
        if (pod.isEmpty()) {
            return List.of(passage.end(Ending.unknown(
                    new Missing(
                            "who has " + dst + " on " + node.host().node(),
                            "its endpoint is of no pod that was dumped",
                            "kubectl get pods -A -o json"),
                    List.of())));
        }
        List<Source> by = Optional.ofNullable(node.maps().endpoints().get(dst)).map(CiliumEndpointFact::source).stream()
                .toList();
        return links.toEndpoint(passage, pod.get(), dst, node.deviceTo(dst), by);
    }

    private List<Passage> tunnelled(Passage passage, Ip end) {
        Optional<LinkFact> device = node.tunnelDevice();
        Optional<String> dead = device.flatMap(Wiring::dead);
        if (dead.isPresent()) {
            return List.of(passage.end(Ending.lost(
                    node.host().node() + ": device " + device.get().name() + " " + dead.get(),
                    Symptom.TIMEOUT,
                    List.of(device.get().source()))));
        }
        Ip dst = passage.packet().tuple().dst().ip();
        List<Source> by =
                node.maps().address(dst).map(CiliumAddressFact::source).stream().toList();
        FiveTuple outer = new FiveTuple(
                Proto.UDP, new IpPort(Router.unspecified(end.v6()), 0), new IpPort(end, node.tunnelPort()));
        return links.encapsulate(passage, outer, Shell.of(node.tunnel()), by);
    }

    /** By the routes, and by no rule of netfilter ({@code fib_redirect}). */
    private List<Passage> direct(Passage passage) {
        List<Passage> results = new ArrayList<>();
        Packet packet = passage.packet();
        Router.Query query = new Router.Query(
                packet.tuple().dst().ip(),
                packet.tuple().src().ip(),
                packet.in(),
                packet.mark(),
                Optional.of(packet.tuple()));
        for (Route.Choice choice : Router.lookup(node.host().netns(), query)) {
            Passage share = passage.times(choice.share());
            if (choice.route() instanceof Route.Via via) {
                Passage routed = share.step(
                        Step.Kind.ROUTE,
                        "to " + packet.tuple().dst().ip() + (via.gateway() ? " via " + via.nextHop() : "") + " dev "
                                + via.device() + ", past netfilter",
                        Basis.DERIVED,
                        via.sources());
                results.addAll(links.transmit(routed.with(packet.leaving(via.device(), via.nextHop())), via));
            } else {
                results.addAll(travel.stack(share));
            }
        }
        return results;
    }

    /** Through netfilter or past it; both ways where nothing tells. */
    private List<Passage> forked(
            Passage passage,
            java.util.function.Function<Passage, List<Passage>> through,
            java.util.function.Function<Passage, List<Passage>> past) {
        Ternary netfilter = node.passesNetfilter();
        if (!netfilter.unknown()) {
            return netfilter.yes() ? through.apply(passage) : past.apply(passage);
        }
        Missing missing = new Missing(
                "whether packets of pods pass netfilter on " + node.host().node(),
                "Cilium's host routing decides it",
                node.ask("status --verbose"));
        String key = node.host().node() + "|host routing|" + passage.packet().tuple();
        List<Passage> both = new ArrayList<>(through.apply(passage.suppose(new Doubt(key, true, missing))));
        both.addAll(past.apply(passage.suppose(new Doubt(key, false, missing))));
        return both;
    }

    /** A packet that the node sends to an endpoint's device or to {@code cilium_host}, where a program takes it. */
    List<Passage> leaving(Passage passage) {
        Ip dst = passage.packet().tuple().dst().ip();
        Optional<Connection> known = CiliumMemory.answered(passage, node.host());
        if (endpoint(dst).yes()) {
            return known.isPresent() ? delivered(passage, dst) : received(passage);
        }
        Optional<Ip> end = node.tunnelEnd(dst);
        if (end.isPresent()) {
            return tunnelled(passage, end.get());
        }
        if (travel.terrain().podOn(node.host(), dst).isPresent()) {
            return List.of(passage.end(unknownEndpoint(dst)));
        }
        List<Source> by =
                node.maps().address(dst).map(CiliumAddressFact::source).stream().toList();
        if (travel.terrain().podAddress(dst) && !by.isEmpty()) {
            return List.of(passage.end(Ending.lost(
                    "no endpoint and no node has the pod address " + dst + " in the address cache of "
                            + node.host().node(),
                    Symptom.TIMEOUT,
                    by)));
        }
        return List.of(passage.end(Ending.unknown(
                new Missing(
                        "where Cilium on " + node.host().node() + " sends packets for " + dst,
                        "neither its endpoints nor its address cache tell",
                        node.ask("bpf ipcache list")),
                List.of())));
    }

    /** The source of what leaves the cluster becomes the node's (bpf/lib/nat.h, {@code snat_v4_needs_masquerade}). */
    Passage masqueraded(Passage passage, Route.Via via) {
        FiveTuple tuple = passage.packet().tuple();
        Ip src = tuple.src().ip();
        Ip dst = tuple.dst().ip();
        boolean kept = Cidr.parse(node.unmasqueraded())
                .filter(cidr -> cidr.contains(dst))
                .isPresent();
        boolean inside = travel.terrain().podAddress(dst)
                || node.tunnel() == Shell.Kind.NONE
                        && travel.terrain().cluster().nodeAt(dst).isPresent();
        Optional<Ip> own =
                Router.primary(node.host().netns(), via.device(), via.nextHop()).map(AddrFact::ip);
        if (!node.masquerades()
                || kept
                || inside
                || own.isEmpty()
                || passage.packet().inner().isPresent()
                || travel.terrain().podOn(node.host(), src).isEmpty()
                || CiliumMemory.answered(passage, node.host()).isPresent()) {
            return passage;
        }
        FiveTuple after = tuple.withSrc(new IpPort(own.get(), tuple.src().port()));
        return CiliumMemory.remember(
                rewritten(passage, after, "the pod's address becomes the node's", List.of())
                        .masked(),
                node.host(),
                tuple,
                after.reversed());
    }

    private static Passage rewritten(Passage passage, FiveTuple after, String what, List<Source> by) {
        Packet packet = passage.packet().withTuple(after).withConnection(Connection.begin(after));
        return passage.with(packet)
                .step(new Step(
                        passage.at().node(),
                        passage.at().label(),
                        Step.Kind.TRANSLATE,
                        "",
                        "",
                        "",
                        "program of Cilium: " + what,
                        passage.packet().hop(),
                        packet.hop(),
                        Basis.DERIVED,
                        by));
    }
}
