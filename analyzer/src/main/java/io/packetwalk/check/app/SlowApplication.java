package io.packetwalk.check.app;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.FailedFlows;
import io.packetwalk.check.witness.Reached;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.capture.TcpFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Leg;
import io.packetwalk.model.Pod;
import io.packetwalk.net.IpPort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** PW-171: the connection and the request arrive at once, and the application takes its time to answer. */
public final class SlowApplication implements Check {

    private static final CheckId ID = new CheckId("PW-171", "app-slow", "app", 19);

    @Override
    public CheckId id() {
        return ID;
    }

    private static final Duration LONG = Duration.ofSeconds(5);

    @Override
    public Outcome run(Case that) {
        if (that.flows().all().isEmpty()) {
            return Refusals.none(that, "");
        }
        Map<IpPort, List<Flow>> byServer = new TreeMap<>();
        for (Flow flow : that.flows().all()) {
            if (waits(flow)) {
                Reached.by(that, flow)
                        .filter(end -> that.cluster().podAt(end.ip()).isPresent())
                        .ifPresent(end -> byServer.computeIfAbsent(end, at -> new ArrayList<>())
                                .add(flow));
            }
        }
        List<Finding> findings = new ArrayList<>();
        byServer.forEach((end, flows) -> findings.add(finding(that, end, flows)));
        return Outcome.of(
                findings, List.of(), "no acknowledged request went unanswered for 5 s or until its client gave up");
    }

    /** Connected, request acknowledged, nothing sent again, and not one byte back in five seconds, or until the client gave up. */
    private static boolean waits(Flow flow) {
        return flow.tcp()
                        .filter(tcp -> tcp.established()
                                && tcp.payloadForward() > 0
                                && tcp.largestAckedForward() > 0
                                && tcp.payloadBackward() == 0
                                && tcp.retransmitsForward() == 0
                                && tcp.retransmitsBackward() == 0
                                && tcp.zeroWindows() == 0)
                        .isPresent()
                && !answered(flow)
                && (gaveUp(flow) || Duration.between(flow.start(), flow.end()).compareTo(LONG) >= 0);
    }

    /** The client itself says that this was too long. */
    private static boolean gaveUp(Flow flow) {
        return flow.state() == Flow.State.UNANSWERED
                && flow.tcp()
                        .filter(tcp -> tcp.closedBy() == TcpFact.Side.CLIENT)
                        .isPresent();
    }

    /** More of the server's packets were seen elsewhere than came to the client: it answered, and the answer was lost. */
    private static boolean answered(Flow flow) {
        return flow.legs().stream()
                .anyMatch(leg -> leg.kind() == Leg.Kind.CAPTURE
                        && leg.backwardPackets() > flow.nearest().backwardPackets());
    }

    /** A capture where the server is shows what it sent; one at the client shows only what arrived. */
    private static Condition nothingLost(Pod pod, List<Flow> flows) {
        Place own = new Place.Pod(pod.ref().namespace(), pod.ref().name());
        Place host = new Place.Node(pod.node());
        List<Source> there = flows.stream()
                .flatMap(flow -> flow.legs().stream())
                .filter(leg -> leg.kind() == Leg.Kind.CAPTURE)
                .filter(leg -> leg.place().equals(own) || leg.place().equals(host))
                .map(Leg::source)
                .limit(2)
                .toList();
        return new Condition(
                "PW-085 PW-110: a capture at the server shows that no answer left it",
                there.isEmpty() ? Ternary.UNKNOWN : Ternary.YES,
                there);
    }

    private static Finding finding(Case that, IpPort end, List<Flow> flows) {
        Pod pod = that.cluster().podAt(end.ip()).orElseThrow();
        Flow first = flows.getFirst();
        List<Flow> all = new FailedFlows(that)
                .base(flow -> Reached.by(that, flow).filter(end::equals).isPresent());
        double seconds = Duration.between(first.start(), first.end()).toMillis() / 1000.0;
        List<Source> at = List.of(first.nearest().source());
        Claim claim = Claim.of(ID)
                .about(pod.ref())
                .what(pod.ref() + " port " + end.port() + ": " + flows.size() + " of " + all.size()
                        + " requests got no byte of an answer in " + seconds + " s.")
                .why(
                        "The handshake took "
                                + first.tcp()
                                        .map(tcp -> tcp.handshakeMicros() / 1000.0)
                                        .orElse(-1.0)
                                + " ms and the request was acknowledged, so the network is fast; the application does not answer.")
                .shows("request acknowledged, no answer", first.nearest().source());
        flows.forEach(flow -> claim.explainsTold("waiting " + flow.id()));
        Proof proof = Stated.told(
                Condition.yes("the request was acknowledged and nothing was sent again", at),
                Condition.yes("no answer came", at),
                nothingLost(pod, flows));
        return claim.not("PW-110", "no segment was sent again")
                .remedy(
                        "kubectl -n " + pod.ref().namespace() + " logs "
                                + pod.ref().name() + " --all-containers --tail=200",
                        "none, reads only",
                        "")
                .then("the time to the first byte in a new capture")
                .unless("a protocol in which the server waits on purpose (long polling, a queue's consumer)")
                .explains(
                        that,
                        flows.stream().filter(flow -> flow.state().failed()).toList(),
                        all.size())
                .finding(Severity.S2, proof);
    }
}
