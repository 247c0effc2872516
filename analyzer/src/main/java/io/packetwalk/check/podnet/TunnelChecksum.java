package io.packetwalk.check.podnet;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.FailedFlows;
import io.packetwalk.check.witness.Moments;
import io.packetwalk.check.witness.Paths;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.system.CounterFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Leg;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** PW-093: tunnelled packets come to the right node with a wrong checksum, and its kernel drops them: an offload of the sender's card. */
public final class TunnelChecksum implements Check {

    private static final CheckId ID = new CheckId("PW-093", "tunnel-checksum-offload", "podnet", 14);
    private static final List<String> COUNTERS = List.of("UdpInCsumErrors", "TcpInCsumErrors", "Udp6InCsumErrors");

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        Map<String, List<Flow>> byNode = new TreeMap<>();
        for (Flow flow : that.flows().failed()) {
            if (flow.state() == Flow.State.NO_REPLY || flow.state() == Flow.State.HALF_OPEN) {
                arrival(that, flow)
                        .ifPresent(node -> byNode.computeIfAbsent(node.name(), name -> new ArrayList<>())
                                .add(flow));
            }
        }
        List<Finding> findings = new ArrayList<>();
        List<Missing> missing = new ArrayList<>();
        byNode.forEach((name, flows) -> {
            Node node = that.cluster().node(name).orElseThrow();
            Optional<CounterFact> counted = counted(that, node, flows);
            if (counted.isPresent()) {
                findings.add(finding(that, node, flows, counted.get()));
            } else if (node.netns().counters().isEmpty()) {
                missing.add(new Missing(
                        "counters of " + name,
                        "packets come to it in the tunnel and go no further; whether it dropped them for their"
                                + " checksum is not dumped",
                        "nstat -az | grep -i csum; ethtool -k DEVICE | grep checksum  # on " + name
                                + " and on the sender"));
            }
        });
        if (that.flows().all().isEmpty()) {
            return new Outcome.Undetermined(List.of(new Missing(
                    "captures of both nodes' uplinks",
                    "none is in the bundle",
                    "tcpdump -ni UPLINK -s 0 -w B.pcap on the peer node, same minute")));
        }
        return Outcome.of(
                findings, missing, "no tunnelled packet comes to its node and goes no further with a wrong checksum");
    }

    /** The server's node, when packets of the flow came to it inside a tunnel and nobody behind the tunnel saw them. */
    private static Optional<Node> arrival(Case that, Flow flow) {
        Optional<Node> server = Whereabouts.server(that, flow);
        Optional<Node> client = Whereabouts.client(that, flow);
        if (server.isEmpty() || client.isEmpty() || server.equals(client)) {
            return Optional.empty();
        }
        Place host = new Place.Node(server.get().name());
        boolean came = flow.legs().stream()
                .anyMatch(leg -> leg.place().equals(host) && leg.tunnel().isPresent() && leg.forwardPackets() > 0);
        boolean beyond = flow.legs().stream()
                .anyMatch(leg ->
                        leg.tunnel().isEmpty() && (leg.place().equals(host) || inPodOf(that, leg, server.get())));
        return came && !beyond ? server : Optional.empty();
    }

    private static boolean inPodOf(Case that, Leg leg, Node node) {
        return leg.place() instanceof Place.Pod pod
                && that.cluster()
                        .pod(pod.namespace(), pod.name())
                        .filter(known -> known.node().equals(node.name()))
                        .isPresent();
    }

    /** A checksum counter above zero, of the node or of a pod that the flows were meant for. */
    private static Optional<CounterFact> counted(Case that, Node node, List<Flow> flows) {
        Stream<NetNs> pods = flows.stream()
                .flatMap(flow -> that.cluster().podAt(flow.reached().ip()).stream())
                .map(Pod::netns)
                .flatMap(Optional::stream);
        return Stream.concat(Stream.of(node.netns()), pods)
                .flatMap(netns -> COUNTERS.stream().flatMap(name -> netns.counters().get(name).stream()))
                .filter(counter -> counter.value() > 0)
                .findFirst();
    }

    private static Finding finding(Case that, Node node, List<Flow> failed, CounterFact counter) {
        List<Flow> all = new FailedFlows(that)
                .base(flow ->
                        Whereabouts.server(that, flow).filter(node::equals).isPresent()
                                && Whereabouts.client(that, flow)
                                        .filter(client -> !client.equals(node))
                                        .isPresent());
        List<Source> came = failed.stream()
                .flatMap(flow -> flow.legs().stream())
                .filter(leg -> leg.place().equals(new Place.Node(node.name()))
                        && leg.tunnel().isPresent())
                .map(Leg::source)
                .limit(3)
                .toList();
        boolean ruledOut = failed.stream()
                .flatMap(flow -> that.walks().of(flow).stream())
                .noneMatch(walk -> !Paths.broken(walk).isEmpty());
        Claim claim = Claim.of(ID)
                .about(ObjectRef.node(node.name()))
                .what(Sentences.failed("through the tunnel to " + node.name(), failed, all))
                .why("Packets come to " + node.name() + " in the tunnel and go no further, and its kernel has counted "
                        + counter.value() + " packets with a wrong checksum.")
                .shows(counter.name() + " " + counter.value(), counter.source());
        came.forEach(source -> claim.shows("the packet in the tunnel, captured on " + node.name(), source));
        Proof proof = new Proof(
                Condition.yes("packets were dropped for their checksum", List.of(counter.source())),
                Condition.yes("the failed packets came to the node and no further", came),
                Condition.yes("connections failed", came),
                Moments.near(that, counter.source(), failed),
                List.of(
                        new Condition(
                                "PW-084 PW-092: no rule of the node stops them",
                                ruledOut ? Ternary.YES : Ternary.UNKNOWN,
                                List.of()),
                        Condition.unknown(
                                "the counter rose during the failure: it counts since boot, two readings 30 s apart"
                                        + " would tell")));
        return claim.not("PW-110", "the first packet of a connection is small")
                .not("PW-191", "the counter is the receiver's: it is no artefact of a sender's capture")
                .remedy(
                        "ethtool -k DEVICE | grep tx-checksum  # tunnel device and uplink of the sender",
                        "none, reads only",
                        "")
                .remedy(
                        "ethtool -K TUNNEL-DEVICE tx-checksum-ip-generic off  # on the sender",
                        "low, some CPU time of the sender",
                        "ethtool -K TUNNEL-DEVICE tx-checksum-ip-generic on")
                .then("nstat -az | grep -i csum on " + node.name() + ", twice")
                .unless("a capture behind the tunnel in which the packets are seen")
                .explains(that, failed, all.size())
                .finding(Severity.S1, proof);
    }
}
