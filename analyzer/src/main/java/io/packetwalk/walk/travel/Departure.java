package io.packetwalk.walk.travel;

import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Basis;
import io.packetwalk.walk.Ending;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Packet;
import io.packetwalk.walk.Passage;
import io.packetwalk.walk.Question;
import io.packetwalk.walk.Site;
import io.packetwalk.walk.Step;
import io.packetwalk.walk.Symptom;
import io.packetwalk.walk.Terrain;
import io.packetwalk.walk.cni.CiliumBalancer;
import io.packetwalk.walk.cni.CiliumNode;
import io.packetwalk.walk.netfilter.Netfilter;
import io.packetwalk.walk.route.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The first moves of a question's packet: who makes it, or where it comes in from outside. */
public final class Departure {

    private final Terrain terrain;
    private final Travel travel;

    public Departure(Terrain terrain, Travel travel) {
        this.terrain = terrain;
        this.travel = travel;
    }

    /** Where the sender is; empty when the bundle does not have it. */
    public Optional<Site> site(Question.Origin origin) {
        return switch (origin) {
            case Question.Origin.InPod in ->
                terrain.cluster().pod(in.pod().namespace(), in.pod().name()).flatMap(terrain::pod);
            case Question.Origin.OnNode on -> terrain.cluster().node(on.node()).map(terrain::host);
            case Question.Origin.Outside _o -> Optional.of(terrain.outside());
        };
    }

    /** All alternatives of the whole way there. */
    public List<Passage> walk(Question question, Site site, IpPort to) {
        Question.Origin origin = question.from();
        Proto proto = question.proto();
        int port = question.fromPort();
        return switch (origin) {
            case Question.Origin.InPod in -> {
                Optional<Pod> pod =
                        terrain.cluster().pod(in.pod().namespace(), in.pod().name());
                Ip own = pod.filter(Pod::ownNetwork).stream()
                        .flatMap(known -> known.ips().stream())
                        .filter(ip -> ip.v6() == to.ip().v6() && !to.ip().loopback())
                        .findFirst()
                        .orElse(Router.unspecified(to.ip().v6()));
                yield send(site, proto, new IpPort(own, port), to, in.pod().toString());
            }
            case Question.Origin.OnNode on ->
                send(site, proto, new IpPort(Router.unspecified(to.ip().v6()), port), to, "a process on " + on.node());
            case Question.Origin.Outside out ->
                fromOutside(
                        site,
                        proto,
                        new IpPort(out.ip().orElse(Router.unspecified(to.ip().v6())), port),
                        to);
        };
    }

    private List<Passage> send(Site site, Proto proto, IpPort src, IpPort to, String who) {
        Passage start = Passage.start(Packet.made(new FiveTuple(proto, src, to)), site)
                .step(
                        Step.Kind.ORIGINATE,
                        who + " sends to " + to + (src.port() == 0 ? "" : " from port " + src.port()),
                        Basis.DERIVED,
                        List.of());
        Passage told = site.dumped()
                ? start
                : start.assume(new Missing(
                        "network namespace of " + site.name(),
                        "assumed to have one interface, a default route and no rules",
                        "packetwalk-collect"));
        return Netfilter.each(opened(told), one -> travel.send(sourced(one)));
    }

    /** Cilium may translate a Service's address when the process opens the connection: then no packet ever has it. */
    private List<Passage> opened(Passage passage) {
        FiveTuple tuple = passage.packet().tuple();
        boolean host = passage.at().host();
        Optional<CiliumNode> node = CiliumNode.around(passage.at(), terrain)
                .filter(known -> known.socketTranslates(!host).yes());
        return node.flatMap(known -> known.opened(tuple.proto(), tuple.dst(), host)
                        .map(service -> new CiliumBalancer(known).translate(passage, service, true)))
                .orElse(List.of(passage));
    }

    /** The kernel uses the destination as source for packets to the namespace's own addresses. */
    private static Passage sourced(Passage passage) {
        FiveTuple tuple = passage.packet().tuple();
        return passage.at().netns().owns(tuple.dst().ip())
                ? passage.with(Packet.made(
                        tuple.withSrc(new IpPort(tuple.dst().ip(), tuple.src().port()))))
                : passage;
    }

    private List<Passage> fromOutside(Site outside, Proto proto, IpPort src, IpPort to) {
        FiveTuple tuple = new FiveTuple(proto, src, to);
        Passage start = Passage.start(Packet.made(tuple), outside)
                .step(Step.Kind.ORIGINATE, "a host outside sends to " + to, Basis.DERIVED, List.of());
        return arriveFrom(start);
    }

    /** A packet of a host outside, at the node or nodes it comes to. */
    public List<Passage> arriveFrom(Passage passage) {
        Ip dst = passage.packet().tuple().dst().ip();
        Optional<Node> owner = terrain.cluster().nodeAt(dst);
        if (owner.isPresent()) {
            return into(passage, owner.get());
        }
        Optional<Node> podNode =
                terrain.cluster().podAt(dst).flatMap(pod -> terrain.cluster().node(pod.node()));
        if (podNode.isPresent()) {
            return into(
                    passage.assume(new Missing(
                            "the network outside",
                            "assumed to route " + dst + " to " + podNode.get().name(),
                            "")),
                    podNode.get());
        }
        List<Node> nodes = terrain.members();
        boolean announced = terrain.cluster().serviceAt(dst).isPresent();
        if (!announced || nodes.isEmpty()) {
            return List.of(passage.end(Ending.lost(dst + " is no address of the cluster", Symptom.UNKNOWN, List.of())));
        }
        Passage assumed = passage.assume(new Missing(
                "which node the network outside sends packets for " + dst + " to",
                "every node is taken to be as likely",
                ""));
        List<Passage> all = new ArrayList<>();
        for (Node node : nodes) {
            all.addAll(into(assumed.times(1.0 / nodes.size()), node));
        }
        return all;
    }

    private List<Passage> into(Passage passage, Node node) {
        Site site = terrain.host(node);
        FiveTuple tuple = passage.packet().tuple();
        Ip src = tuple.src().ip();
        Optional<String> back = src.unspecified() ? Optional.empty() : Underlay.towards(site.netns(), src);
        String device = back.or(() -> uplink(node, site)).orElse("?");
        Passage crossed = passage.step(
                Step.Kind.CROSS,
                "from outside to " + node.name() + (device.equals("?") ? "" : " by " + device),
                Basis.ASSUMED,
                List.of());
        return travel.enter(crossed.with(crossed.packet().arrived(device, "")), site);
    }

    private static Optional<String> uplink(Node node, Site site) {
        return node.internalIp().map(ip -> Wiring.deviceOf(site.netns(), ip)).filter(device -> !device.equals("?"));
    }
}
