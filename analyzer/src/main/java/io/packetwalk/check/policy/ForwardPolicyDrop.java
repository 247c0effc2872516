package io.packetwalk.check.policy;

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
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.netfilter.ChainFact;
import io.packetwalk.fact.system.SysctlFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Node;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** PW-085: the filter table's FORWARD policy is DROP on a node and no rule accepts pod traffic before it. */
public final class ForwardPolicyDrop implements Check {

    private static final CheckId ID = new CheckId("PW-085", "forward-policy-drop", "policy", 13);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Finding> findings = new ArrayList<>();
        List<Missing> missing = new ArrayList<>();
        for (Node node : that.cluster().nodes()) {
            if (!node.netns().complete("iptables-save")) {
                missing.add(new Missing(
                        "rules of " + node.name(),
                        "not dumped, or not completely",
                        "iptables-save -c on " + node.name()));
                continue;
            }
            for (ChainFact chain : node.netns().rules().chains()) {
                if (chain.family().equals("ip")
                        && chain.table().equals("filter")
                        && chain.name().equals("FORWARD")
                        && chain.policy().equals("DROP")) {
                    blocked(that, node, chain).ifPresent(findings::add);
                }
            }
        }
        return Outcome.of(findings, missing, "no failed flow meets a FORWARD policy DROP");
    }

    private static Optional<Finding> blocked(Case that, Node node, ChainFact chain) {
        List<Flow> failed = that.flows().failed().stream()
                .filter(flow -> new FailedFlows(that)
                        .brokenPath(flow)
                        .filter(path -> Paths.decidedBy(path, chain.source()))
                        .isPresent())
                .toList();
        return failed.isEmpty() ? Optional.empty() : Optional.of(finding(that, node, chain, failed));
    }

    private static Finding finding(Case that, Node node, ChainFact chain, List<Flow> failed) {
        List<Flow> all = that.flows().all().stream()
                .filter(flow -> flow.state() != Flow.State.PARTIAL)
                .filter(flow -> Whereabouts.client(that, flow)
                                .filter(node::equals)
                                .isPresent()
                        || Whereabouts.server(that, flow).filter(node::equals).isPresent())
                .toList();
        long hits = chain.counters().packets();
        Claim claim = Claim.of(ID)
                .about(ObjectRef.node(node.name()))
                .what(Sentences.failed("pod traffic that " + node.name() + " forwards", failed, all))
                .why("The FORWARD policy of " + node.name() + " is DROP and no rule before it accepts the packet.")
                .shows(":FORWARD DROP, " + hits + " packets met the policy", chain.source());
        failed.stream()
                .limit(2)
                .forEach(flow -> claim.shows(
                        "SYN from " + flow.client().at() + " to " + flow.reached() + ": "
                                + Sentences.word(flow.state()),
                        flow.nearest().source()));
        Proof proof = new Proof(
                new Condition(
                        "the policy is DROP and has counted packets",
                        hits > 0 ? Ternary.YES : Ternary.UNKNOWN,
                        List.of(chain.source())),
                Condition.yes("the walk of the failed flows ends at that policy", List.of(chain.source())),
                Condition.yes(
                        "connections failed",
                        List.of(failed.getFirst().nearest().source())),
                Moments.near(that, chain.source(), failed),
                List.of(new Condition(
                        "PW-099: the node forwards",
                        node.netns()
                                .sysctl("net.ipv4.ip_forward")
                                .map(sysctl ->
                                        Ternary.of(!sysctl.value().strip().equals("0")))
                                .orElse(Ternary.UNKNOWN),
                        node.netns().sysctl("net.ipv4.ip_forward").map(SysctlFact::source).stream()
                                .toList())));
        return claim.not("PW-099", "net.ipv4.ip_forward is 1")
                .not("PW-069", "no policy rule matches before the chain's end")
                .remedy(
                        "iptables -P FORWARD ACCEPT  # on " + node.name(),
                        "medium, this node forwards what no rule forbids; better: restore the CNI's accept rules",
                        "iptables -P FORWARD DROP")
                .then("iptables -L FORWARD -nv on " + node.name() + ": the policy counter stands still")
                .unless("an accept rule in a dump of the same time")
                .explains(that, failed, all.size())
                .finding(Severity.S1, proof);
    }
}
