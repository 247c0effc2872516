package io.packetwalk.check.routing;

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
import io.packetwalk.check.witness.Outsiders;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.netfilter.IptablesRuleFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Node;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** PW-106: the AWS network plugin marks what comes in by the first interface, and the routing rule that sends answers back there is missing. */
public final class AwsMarkRule implements Check {

    private static final CheckId ID = new CheckId("PW-106", "aws-cni-path", "podnet", 14);

    /** The mark of connections that came in by the first interface (amazon-vpc-cni-k8s, {@code AWS_VPC_K8S_CNI_CONNMARK}). */
    private static final long MARK = 0x80;

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Finding> findings = new ArrayList<>();
        List<Missing> missing = new ArrayList<>();
        boolean theirs = false;
        for (Node node : that.cluster().nodes()) {
            Optional<IptablesRuleFact> marking = marking(node);
            theirs |= marking.isPresent();
            if (marking.isPresent() && !node.netns().complete("ip-rule")) {
                missing.add(new Missing(
                        "routing rules of " + node.name(), "not dumped", "ip rule show  # on " + node.name()));
            } else if (marking.isPresent() && !ruled(node)) {
                findings.add(finding(that, node, marking.get()));
            }
        }
        return theirs
                ? Outcome.of(findings, missing, "marked answers go back by the first interface on every node")
                : new Outcome.NotApplicable("no node has the marks of the AWS network plugin");
    }

    /** {@code -A PREROUTING -i eni+ -m comment --comment "AWS, primary ENI" -j CONNMARK --restore-mark --nfmask 0x80 --ctmask 0x80}. */
    private static Optional<IptablesRuleFact> marking(Node node) {
        return node.netns().rules().rules().stream()
                .filter(rule -> rule.table().equals("mangle") && rule.text().contains("AWS, primary ENI"))
                .filter(rule -> rule.text().contains("--restore-mark"))
                .findFirst();
    }

    private static boolean ruled(Node node) {
        return node.netns().routingRules().stream()
                .anyMatch(rule -> rule.mark() == MARK
                        && (rule.mask() & MARK) != 0
                        && rule.table().equals("main"));
    }

    private static Finding finding(Case that, Node node, IptablesRuleFact marking) {
        List<Flow> all = new FailedFlows(that)
                .base(flow -> Outsiders.sent(that, flow)
                        && node.owns(flow.server().at().ip()));
        List<Flow> failed = all.stream()
                .filter(flow -> flow.state() == Flow.State.NO_REPLY || flow.state() == Flow.State.HALF_OPEN)
                .toList();
        List<Source> at = new ArrayList<>(List.of(marking.source()));
        node.netns().routingRules().stream().limit(1).forEach(rule -> at.add(rule.source()));
        Proof proof = new Proof(
                Condition.yes("answers are marked 0x80, and no rule sends that mark to the main table", at),
                new Condition(
                        "the failed connections came in by an address of " + node.name(),
                        failed.isEmpty() ? Ternary.UNKNOWN : Ternary.YES,
                        failed.stream()
                                .limit(3)
                                .map(flow -> flow.nearest().source())
                                .toList()),
                Stated.observed(failed),
                Moments.near(that, marking.source(), failed),
                List.of(Condition.unknown("the pods behind it have their address on a second interface")));
        return Claim.of(ID)
                .about(ObjectRef.node(node.name()))
                .what(Sentences.failed("from outside through " + node.name(), failed, all))
                .why(
                        node.name()
                                + " marks the answers of connections that came in by its first interface, and lacks the rule"
                                + " \"from all fwmark 0x80/0x80 lookup main\": answers of pods on other interfaces leave by these.")
                .shows(marking.text(), marking.source())
                .shows("no routing rule for mark 0x80", at.getLast())
                .not("PW-066", "the rule that is missing is known")
                .remedy("ip rule; iptables-save -t mangle | grep CONNMARK  # on " + node.name(), "none, reads only", "")
                .remedy(
                        "ip rule add pref 1024 from all fwmark 0x80/0x80 lookup main  # on " + node.name()
                                + "; then restart its aws-node pod",
                        "low, answers take the way they came",
                        "ip rule del pref 1024")
                .then("a connection from outside to a node port of " + node.name() + " is answered")
                .unless("pods with security groups of their own, which have other rules")
                .explains(that, failed, all.size())
                .finding(failed.isEmpty() ? Severity.S3 : Severity.S1, proof);
    }
}
