package io.packetwalk.check.conntrack;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.FailedFlows;
import io.packetwalk.check.witness.Idle;
import io.packetwalk.check.witness.Moments;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.ipvs.IpvsService;
import io.packetwalk.fact.ipvs.IpvsTimeoutFact;
import io.packetwalk.fact.ipvs.VirtualServerFact;
import io.packetwalk.fact.system.SysctlFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Node;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** PW-044: a connection through IPVS was idle for longer than IPVS remembers it; the next packet is for nobody, and the node itself resets it. */
public final class IpvsIdle implements Check {

    private static final CheckId ID = new CheckId("PW-044", "ipvs-idle-timeout", "translation", 12);

    @Override
    public CheckId id() {
        return ID;
    }

    private record Forgotten(Node node, IpvsTimeoutFact timer, List<Flow> flows) {}

    @Override
    public Outcome run(Case that) {
        boolean none = that.cluster().nodes().stream()
                .allMatch(node -> node.netns().rules().ipvs().virtualServers().isEmpty());
        if (none) {
            return new Outcome.NotApplicable("no node has virtual servers of IPVS");
        }
        Map<String, Forgotten> found = new TreeMap<>();
        List<Missing> missing = new ArrayList<>();
        for (Flow flow : new FailedFlows(that).base(Idle::slept)) {
            Optional<Node> at = Whereabouts.entry(that, flow).filter(node -> schedules(node, flow));
            if (at.isEmpty() || remembered(at.get(), flow)) {
                continue;
            }
            Optional<IpvsTimeoutFact> timer =
                    at.get().netns().rules().ipvs().timeouts().stream().findFirst();
            if (timer.isEmpty()) {
                missing.add(
                        new Missing("timeouts of IPVS on " + at.get().name(), "not dumped", "ipvsadm -L --timeout"));
            } else if (flow.silenceMicros() >= timer.get().tcp() * 1_000_000L) {
                found.computeIfAbsent(at.get().name(), name -> new Forgotten(at.get(), timer.get(), new ArrayList<>()))
                        .flows()
                        .add(flow);
            }
        }
        List<Finding> findings = found.values().stream()
                .map(forgotten -> finding(that, forgotten))
                .toList();
        return Outcome.of(
                findings,
                missing.stream().distinct().toList(),
                "no connection through IPVS broke after it was idle for longer than its timeout");
    }

    private static boolean schedules(Node node, Flow flow) {
        return virtualServer(node, flow).isPresent();
    }

    private static Optional<VirtualServerFact> virtualServer(Node node, Flow flow) {
        IpvsService wanted = new IpvsService.At(flow.proto(), flow.server().at());
        return node.netns().rules().ipvs().virtualServers().stream()
                .filter(server -> server.service().equals(wanted))
                .findFirst();
    }

    /** IPVS still has it: whatever broke it, it was not forgotten. */
    private static boolean remembered(Node node, Flow flow) {
        return node.netns().rules().ipvs().connections().stream()
                .anyMatch(entry -> entry.client().equals(flow.client().at())
                        && entry.virtual().equals(flow.server().at()));
    }

    private static Finding finding(Case that, Forgotten forgotten) {
        List<Flow> broken = forgotten.flows();
        List<Flow> failed =
                broken.stream().filter(flow -> flow.state().failed()).toList();
        Flow first = broken.getFirst();
        String node = forgotten.node().name();
        int limit = forgotten.timer().tcp();
        long idle = first.silenceMicros() / 1_000_000;
        List<Flow> all = new FailedFlows(that)
                .base(flow -> flow.server().at().equals(first.server().at()));
        Claim claim = Claim.of(ID);
        if (failed.isEmpty()) {
            claim.explainsTold("connections through " + node + " break after idling");
        }
        return claim.about(ObjectRef.node(node))
                .what(broken.size() + " of " + all.size() + " connections to " + first.server() + " through " + node
                        + " broke after " + idle + " s of silence.")
                .why("IPVS on " + node + " forgets an established connection after " + limit
                        + " s without a packet; this one was idle for " + idle
                        + " s, and its next packet came to no entry and was reset.")
                .shows(
                        "timeout of TCP in IPVS: " + limit + " s",
                        forgotten.timer().source())
                .shows(idle + " s of silence, then the end", first.nearest().source())
                .not("PW-173", "the failure follows the silence, not the request")
                .remedy(
                        "# keepalive below " + limit
                                + " s in the client: net.ipv4.tcp_keepalive_time, or the idle time of its pool",
                        "low, this client only",
                        "set the former value")
                .remedy(
                        "# ipvs.tcpTimeout in the kube-proxy configmap, then restart kube-proxy on " + node,
                        "medium, entries of dead connections stay longer",
                        "set the former value")
                .then("a connection that idles for " + idle + " s goes on")
                .unless("a reset sent by the pod itself: it was restarted, or closed the connection in the silence")
                .explains(that, failed, all.size())
                .finding(Severity.S2, proof(that, forgotten));
    }

    private static Proof proof(Case that, Forgotten forgotten) {
        Flow first = forgotten.flows().getFirst();
        String node = forgotten.node().name();
        return new Proof(
                Condition.yes(
                        "the connection was idle for longer than the timeout of IPVS",
                        List.of(forgotten.timer().source(), first.nearest().source())),
                Condition.yes(
                        node + " schedules the connection",
                        virtualServer(forgotten.node(), first).stream()
                                .map(VirtualServerFact::source)
                                .toList()),
                Stated.observed(forgotten.flows()),
                Moments.near(that, forgotten.timer().source(), forgotten.flows()),
                List.of(
                        tracked(forgotten, first),
                        new Condition(
                                "the reset came from nearer than the server's packets (its TTL is higher)",
                                first.tcp()
                                                .filter(tcp ->
                                                        tcp.resetTtl() > first.ttlBackward() && first.ttlBackward() > 0)
                                                .isPresent()
                                        ? Ternary.YES
                                        : Ternary.UNKNOWN,
                                List.of(first.nearest().source()))));
    }

    /** The node's own connection tracking has a timer, too. */
    private static Condition tracked(Forgotten forgotten, Flow first) {
        Optional<SysctlFact> timer = forgotten.node().netns().sysctl(Idle.TRACKED);
        return new Condition(
                "PW-065: " + Idle.TRACKED + " is longer than the silence",
                timer.flatMap(SysctlFact::number)
                        .map(seconds -> Ternary.of(first.silenceMicros() < seconds * 1_000_000))
                        .orElse(Ternary.UNKNOWN),
                timer.stream().map(SysctlFact::source).toList());
    }
}
