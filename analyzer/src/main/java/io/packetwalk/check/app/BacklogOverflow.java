package io.packetwalk.check.app;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.Listeners;
import io.packetwalk.check.witness.Moments;
import io.packetwalk.check.witness.Reached;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.system.CounterFact;
import io.packetwalk.fact.system.SocketFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Pod;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** PW-170: the accept queue of a listener is full; the kernel drops the SYN, and the client sends it again after a second. */
public final class BacklogOverflow implements Check {

    private static final CheckId ID = new CheckId("PW-170", "app-backlog-overflow", "app", 18);

    @Override
    public CheckId id() {
        return ID;
    }

    /** A listener whose queue is full, and the connections it kept waiting. */
    private record Queue(Pod pod, SocketFact socket, List<Flow> all) {
        List<Flow> failed() {
            return all.stream()
                    .filter(flow -> flow.state() == Flow.State.NO_REPLY || flow.state() == Flow.State.HALF_OPEN)
                    .toList();
        }

        List<Flow> retried() {
            return all.stream()
                    .filter(flow -> flow.tcp().filter(tcp -> tcp.syns() > 1).isPresent())
                    .toList();
        }
    }

    @Override
    public Outcome run(Case that) {
        List<Pod> dumped = that.cluster().pods().stream()
                .filter(pod -> pod.live()
                        && pod.netns().filter(netns -> netns.complete("ss")).isPresent())
                .toList();
        if (dumped.isEmpty()) {
            return new Outcome.Undetermined(List.of(new Missing(
                    "sockets of the pods",
                    "no pod's ss dump is in the bundle",
                    "ss -ltn in each pod's network namespace")));
        }
        List<Finding> findings = new ArrayList<>();
        for (Pod pod : dumped) {
            pod.netns().orElseThrow().sockets().stream()
                    .filter(Listeners::full)
                    .map(socket -> new Queue(pod, socket, to(that, pod, socket)))
                    .forEach(queue -> findings.add(finding(that, queue)));
        }
        return Outcome.of(findings, List.of(), "no listener's accept queue is full");
    }

    private static List<Flow> to(Case that, Pod pod, SocketFact socket) {
        return that.flows().all().stream()
                .filter(flow -> flow.state() != Flow.State.PARTIAL)
                .filter(flow -> Reached.by(that, flow)
                        .filter(end ->
                                end.port() == socket.localPort() && pod.ips().contains(end.ip()))
                        .isPresent())
                .toList();
    }

    private static Finding finding(Case that, Queue queue) {
        Pod pod = queue.pod();
        SocketFact socket = queue.socket();
        List<Flow> failed = queue.failed();
        List<Flow> retried = queue.retried();
        Optional<CounterFact> overflows = pod.netns()
                .orElseThrow()
                .counters()
                .get("TcpExtListenOverflows")
                .filter(counter -> counter.value() > 0);
        List<Source> waited =
                retried.stream().limit(3).map(flow -> flow.nearest().source()).toList();
        boolean came = retried.stream()
                .flatMap(flow -> flow.legs().stream())
                .anyMatch(leg -> leg.place()
                        .equals(new Place.Pod(pod.ref().namespace(), pod.ref().name())));
        Claim claim = Claim.of(ID)
                .about(pod.ref())
                .what(Sentences.failed(pod.ref() + " port " + socket.localPort(), failed, queue.all()) + " "
                        + retried.size() + (retried.size() == 1 ? " SYN was" : " SYNs were") + " sent again.")
                .why(socket.recvQueue() + " connections wait for the application to accept them and the backlog is "
                        + socket.sendQueue() + ": the kernel drops further SYNs.")
                .shows("Recv-Q " + socket.recvQueue() + ", Send-Q " + socket.sendQueue(), socket.source());
        overflows.ifPresent(counter -> claim.shows("ListenOverflows " + counter.value(), counter.source()));
        retried.stream()
                .findFirst()
                .ifPresent(flow -> claim.shows(
                        "SYN from " + flow.client().at() + " sent "
                                + flow.tcp().orElseThrow().syns() + " times",
                        flow.nearest().source()));
        if (failed.isEmpty() && !retried.isEmpty()) {
            claim.explainsTold(pod.ref() + " port " + socket.localPort() + " delays connections");
        }
        Proof proof = new Proof(
                Condition.yes("the accept queue is full", List.of(socket.source())),
                new Condition(
                        "SYNs to this listener were sent again",
                        retried.isEmpty() ? Ternary.UNKNOWN : Ternary.YES,
                        waited),
                new Condition("clients waited for a connection", Ternary.of(!retried.isEmpty()), waited),
                Moments.near(that, socket.source(), retried),
                List.of(
                        new Condition(
                                "PW-063 PW-092: the SYNs came into the pod's network namespace",
                                came ? Ternary.YES : Ternary.UNKNOWN,
                                waited),
                        new Condition(
                                "the kernel counts overflows (ListenOverflows)",
                                overflows.isPresent() ? Ternary.YES : Ternary.UNKNOWN,
                                overflows.map(CounterFact::source).stream().toList())));
        return claim.not("PW-169", "the port is open")
                .remedy(
                        "nstat -az TcpExtListenOverflows TcpExtListenDrops; ss -ltn  # in the pod, twice",
                        "none, reads only",
                        "")
                .remedy(
                        "kubectl -n " + pod.ref().namespace()
                                + " scale deploy DEPLOYMENT --replicas=N  # more pods share the load",
                        "low, starts pods",
                        "scale back")
                .remedy(
                        "# raise the application's listen backlog and net.core.somaxconn in the pod"
                                + " (securityContext.sysctls)",
                        "medium, the pods are made again; a longer queue hides a slow application",
                        "set the former values")
                .then("ss -ltn in the pod: Recv-Q stays below Send-Q while the load runs")
                .unless("a second dump that shows the queue empty while SYNs are sent again")
                .explains(that, failed, queue.all().size())
                .finding(Severity.S2, proof);
    }
}
