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
import io.packetwalk.fact.capture.TcpFact;
import io.packetwalk.fact.system.SysctlFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Node;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** PW-065: a connection was idle for longer than a node remembers it; the next packet belongs to nothing. */
public final class IdleTimeout implements Check {

    private static final CheckId ID = new CheckId("PW-065", "idle-timeout", "conntrack", 12);

    @Override
    public CheckId id() {
        return ID;
    }

    /** The timer of a node that a connection outlived. */
    private record Forgotten(Node node, SysctlFact timer, long seconds, List<Flow> flows) {}

    @Override
    public Outcome run(Case that) {
        Map<String, Forgotten> found = new TreeMap<>();
        List<Missing> missing = new ArrayList<>();
        for (Flow flow : new FailedFlows(that).base(Idle::slept)) {
            for (Node node : translators(that, flow)) {
                Optional<SysctlFact> timer = node.netns().sysctl(Idle.TRACKED);
                Optional<Long> seconds = timer.flatMap(SysctlFact::number);
                if (seconds.isEmpty()) {
                    missing.add(new Missing(
                            Idle.TRACKED + " of " + node.name(),
                            "not dumped",
                            "sysctl " + Idle.TRACKED + " on " + node.name()));
                } else if (flow.silenceMicros() >= seconds.get() * 1_000_000) {
                    found.computeIfAbsent(
                                    node.name(),
                                    key -> new Forgotten(node, timer.get(), seconds.get(), new ArrayList<>()))
                            .flows()
                            .add(flow);
                }
            }
        }
        List<Finding> findings = found.values().stream()
                .map(forgotten -> finding(that, forgotten))
                .toList();
        return Outcome.of(
                findings,
                missing.stream().distinct().toList(),
                "no connection failed after it was idle for longer than a node's timer");
    }

    /** The nodes that translate the connection, and so cannot go on without their entry: an untranslated one is picked up again (nf_conntrack_tcp_loose). */
    private static List<Node> translators(Case that, Flow flow) {
        boolean translated = flow.translated().isPresent()
                || that.cluster().serviceAt(flow.server().at().ip()).isPresent();
        return translated ? Whereabouts.entry(that, flow).stream().toList() : List.of();
    }

    private static Finding finding(Case that, Forgotten forgotten) {
        List<Flow> broken = forgotten.flows();
        List<Flow> failed =
                broken.stream().filter(flow -> flow.state().failed()).toList();
        Flow first = broken.getFirst();
        List<Flow> all = new FailedFlows(that)
                .base(flow -> flow.server().at().equals(first.server().at()));
        long idle = first.silenceMicros() / 1_000_000;
        String node = forgotten.node().name();
        boolean other =
                !forgotten.node().netns().rules().ipvs().virtualServers().isEmpty();
        Proof proof = new Proof(
                Condition.yes(
                        "the connection was idle for longer than the timer",
                        List.of(forgotten.timer().source(), first.nearest().source())),
                Condition.yes(
                        node + " translates the connection",
                        List.of(first.nearest().source())),
                Stated.observed(broken),
                Moments.near(that, forgotten.timer().source(), broken),
                List.of(
                        new Condition(
                                "PW-044: " + node + " has no virtual servers of IPVS", Ternary.of(!other), List.of()),
                        new Condition(
                                "nothing beyond the node has a shorter timer (load balancer, NAT)",
                                Whereabouts.fromInside(that, first)
                                                && Whereabouts.server(that, first)
                                                        .isPresent()
                                        ? Ternary.YES
                                        : Ternary.UNKNOWN,
                                List.of())));
        Claim claim = Claim.of(ID);
        if (failed.isEmpty()) {
            claim.explainsTold("connections through " + node + " break after idling");
        }
        return claim.about(ObjectRef.node(node))
                .what(broken.size() + " of " + all.size() + " connections to " + first.server() + " through " + node
                        + " broke after " + idle + " s of silence.")
                .why(node + " forgets an established connection after " + forgotten.seconds()
                        + " s without a packet; this one was idle for " + idle
                        + " s, and its next packet was no connection's any more.")
                .shows(
                        Idle.TRACKED + " = " + forgotten.seconds(),
                        forgotten.timer().source())
                .shows(
                        idle + " s of silence, then "
                                + (first.tcp().orElseThrow().resetBy() == TcpFact.Side.SERVER
                                        ? "a reset"
                                        : "no answer"),
                        first.nearest().source())
                .not("PW-173", "the failure follows the silence, not the request")
                .remedy(
                        "# keepalive below " + forgotten.seconds()
                                + " s in the client: net.ipv4.tcp_keepalive_time, or the maximum idle time of its pool",
                        "low, this client only",
                        "set the former value")
                .remedy(
                        "sysctl -w " + Idle.TRACKED + "=86400  # on " + node
                                + "; kube-proxy: conntrack.tcpEstablishedTimeout",
                        "low, entries of dead connections stay longer in the table",
                        "sysctl -w " + Idle.TRACKED + "=" + forgotten.seconds())
                .then("a connection that idles for " + idle + " s goes on")
                .unless("a FIN or reset of the server during the silence")
                .explains(that, failed, all.size())
                .finding(Severity.S2, proof);
    }
}
