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
import io.packetwalk.check.witness.IncidentTime;
import io.packetwalk.check.witness.Needs;
import io.packetwalk.check.witness.Reached;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.capture.ConversationFact;
import io.packetwalk.fact.capture.TcpFact;
import io.packetwalk.fact.logs.LogLineFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.CapturePoint;
import io.packetwalk.model.PlacedLine;
import io.packetwalk.model.Pod;
import io.packetwalk.net.IpPort;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** PW-173: the application itself resets connections that were established, or closes them with a request unanswered. */
public final class ApplicationReset implements Check {

    private static final CheckId ID = new CheckId("PW-173", "app-reset", "app", 18);

    @Override
    public CheckId id() {
        return ID;
    }

    /** A reset or an end that was captured in the pod which sent it. */
    private record Reset(Pod pod, IpPort at, ConversationFact seen, CapturePoint where, Flow flow) {}

    @Override
    public Outcome run(Case that) {
        List<Flow> reset = new FailedFlows(that)
                .where(flow -> flow.state() == Flow.State.RESET || flow.state() == Flow.State.UNANSWERED);
        if (reset.isEmpty()) {
            return Outcome.of(
                    List.of(), Needs.traffic(that), "no established connection was reset, or closed without an answer");
        }
        Map<IpPort, List<Reset>> byEnd = new TreeMap<>();
        List<Missing> missing = new ArrayList<>();
        for (Flow flow : reset) {
            Optional<Reset> found = inPod(that, flow);
            found.ifPresent(seen ->
                    byEnd.computeIfAbsent(seen.at(), key -> new ArrayList<>()).add(seen));
            Reached.by(that, flow)
                    .flatMap(end -> that.cluster().podAt(end.ip()))
                    .filter(_p -> found.isEmpty() && flow.state() == Flow.State.RESET)
                    .map(pod -> new Missing(
                            "packets at " + pod.ref(),
                            "its side of the reset connection was not captured",
                            "tcpdump -ni eth0 -s 0 -w pod.pcap in the network namespace of " + pod.ref()))
                    .ifPresent(missing::add);
        }
        List<Finding> findings =
                byEnd.values().stream().map(resets -> finding(that, resets)).toList();
        return Outcome.of(
                findings,
                missing.stream().distinct().toList(),
                "no pod reset a connection that its kernel had accepted");
    }

    /** The reset as a capture in the server's own network namespace has it: sent from there, after the handshake and before either side said goodbye. */
    private static Optional<Reset> inPod(Case that, Flow flow) {
        Optional<IpPort> end = Reached.by(that, flow);
        Optional<Pod> pod = end.flatMap(at -> that.cluster().podAt(at.ip()));
        if (pod.isEmpty()) {
            return Optional.empty();
        }
        Place home = new Place.Pod(pod.get().ref().namespace(), pod.get().ref().name());
        return that.cluster().captures().stream()
                .filter(capture -> capture.place().equals(home))
                .flatMap(capture -> capture.conversations().stream()
                        .filter(seen -> flow.legs().stream()
                                .anyMatch(leg -> leg.source().equals(seen.source())))
                        .filter(seen -> byServer(seen) || closed(flow, seen))
                        .map(seen -> new Reset(pod.get(), end.get(), seen, capture, flow)))
                .findFirst();
    }

    /** A reset after a FIN is how a server closes with data unread: no failure of its own (RFC 2525, section 2.17). */
    private static boolean byServer(ConversationFact seen) {
        return seen.tcp()
                .filter(tcp -> tcp.established()
                        && tcp.resetBy() == TcpFact.Side.SERVER
                        && tcp.payloadForward() > 0
                        && !tcp.finForward()
                        && !tcp.finBackward())
                .isPresent();
    }

    /** The server takes a request, and says goodbye before it says anything else. */
    private static boolean closed(Flow flow, ConversationFact seen) {
        return flow.state() == Flow.State.UNANSWERED
                && seen.tcp()
                        .filter(tcp -> tcp.established()
                                && tcp.closedBy() == TcpFact.Side.SERVER
                                && tcp.resetBy() != TcpFact.Side.CLIENT
                                && tcp.payloadForward() > 0
                                && tcp.payloadBackward() == 0)
                        .isPresent();
    }

    private static Finding finding(Case that, List<Reset> resets) {
        Reset first = resets.getFirst();
        List<Flow> failed = resets.stream().map(Reset::flow).toList();
        List<Flow> all = new FailedFlows(that)
                .base(flow -> Reached.by(that, flow).filter(first.at()::equals).isPresent());
        TcpFact tcp = first.seen().tcp().orElseThrow();
        boolean reset = tcp.resetBy() == TcpFact.Side.SERVER;
        Source packet = reset
                ? Source.packet(first.where().artifact(), tcp.resetPacket())
                : first.seen().source();
        List<LogLineFact> told = that.cluster().logLines().stream()
                .filter(line -> line.place()
                        .equals(new Place.Pod(
                                first.pod().ref().namespace(), first.pod().ref().name())))
                .map(PlacedLine::line)
                .filter(line -> IncidentTime.covers(that, line.time()).yes())
                .limit(2)
                .toList();
        Claim claim = Claim.of(ID)
                .about(first.pod().ref())
                .what(Sentences.failed(first.pod().ref() + " port " + first.at().port(), failed, all))
                .why("The pod itself " + (reset ? "sends the reset" : "closes the connection") + ", after it took "
                        + tcp.payloadForward() + " bytes"
                        + (tcp.payloadBackward() > 0
                                ? " and answered " + tcp.payloadBackward()
                                : reset ? "" : " and before any answer")
                        + ": the application closed the connection, or died.")
                .shows((reset ? "reset" : "end") + " sent by the pod, in its own network namespace", packet);
        told.forEach(line -> claim.shows(line.text(), line.source()));
        first.pod().object().containers().stream()
                .filter(container -> container.restarts() > 0)
                .forEach(container -> claim.shows(
                        "container " + container.name() + " restarted " + container.restarts() + " times",
                        container.source()));
        Proof proof = new Proof(
                Condition.yes(
                        (reset ? "the reset" : "the end of the connection") + " leaves the pod's own network namespace",
                        List.of(packet)),
                Condition.yes(
                        "the connection was established with this pod",
                        List.of(first.seen().source())),
                Stated.observed(failed),
                Condition.yes("the capture shows the failure itself", List.of(packet)),
                List.of(Condition.yes("PW-064: the server, not the client, ends the connection", List.of(packet))));
        String namespace = first.pod().ref().namespace();
        return claim.not("PW-064", "the client accepted every answer")
                .not("PW-065", "nothing between the two forgot the connection: both ends knew it")
                .remedy(
                        "kubectl -n " + namespace + " logs " + first.pod().ref().name()
                                + " --all-containers --since=1h",
                        "none, reads only",
                        "")
                .remedy(
                        "kubectl -n " + namespace + " logs " + first.pod().ref().name()
                                + " --all-containers --previous",
                        "none, reads only",
                        "")
                .then(Sentences.trace(failed, first.at().toString()))
                .unless("a log of the application that says it wanted to: limits of requests, age or size")
                .explains(that, failed, all.size())
                .finding(Severity.S2, proof);
    }
}
