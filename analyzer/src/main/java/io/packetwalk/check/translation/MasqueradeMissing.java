package io.packetwalk.check.translation;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.FailedFlows;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.netfilter.IptablesRuleFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Node;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** PW-057: packets are marked for masquerading, and nothing masquerades them: the answer takes another way than the request. */
public final class MasqueradeMissing implements Check {

    private static final CheckId ID = new CheckId("PW-057", "masquerade-missing", "translation", 20);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Node> nodes = that.cluster().nodes().stream()
                .filter(node -> Proxies.of(node) == Proxies.Kind.IPTABLES)
                .toList();
        List<Finding> findings = new ArrayList<>();
        List<Missing> missing = new ArrayList<>();
        for (Node node : nodes) {
            if (!node.netns().complete("iptables-save")) {
                missing.add(
                        new Missing("rules of " + node.name(), "not complete", "iptables-save -c on " + node.name()));
                continue;
            }
            List<IptablesRuleFact> jumps = node.netns().rules().rules().stream()
                    .filter(rule -> rule.family().equals("ip")
                            && rule.table().equals("nat")
                            && rule.chain().equals("POSTROUTING"))
                    .toList();
            boolean jump = jumps.stream().anyMatch(rule -> rule.text().contains("-j KUBE-POSTROUTING"));
            Optional<IptablesRuleFact> marks = node.netns().rules().rules().stream()
                    .filter(rule -> rule.family().equals("ip") && rule.chain().equals("KUBE-MARK-MASQ"))
                    .findFirst();
            if (!jump && marks.isPresent()) {
                findings.add(finding(that, node, marks.get()));
            }
        }
        if (findings.isEmpty()) {
            MarkedOnly.of(that).forEach(way -> findings.add(finding(that, way)));
        }
        if (nodes.isEmpty() && findings.isEmpty()) {
            return new Outcome.NotApplicable("no node is known to run kube-proxy in iptables mode");
        }
        return Outcome.of(findings, missing, "every node with kube-proxy's chains jumps to KUBE-POSTROUTING");
    }

    /** What needs the node's address: clients outside, the node itself, and a pod that reaches itself. */
    private static boolean marked(Case that, Flow flow) {
        return that.cluster().podAt(flow.client().at().ip()).isEmpty()
                || flow.translated()
                        .filter(party ->
                                party.at().ip().equals(flow.client().at().ip()))
                        .isPresent();
    }

    private static Finding finding(Case that, Node node, IptablesRuleFact mark) {
        List<Flow> all = new FailedFlows(that)
                .base(flow -> Whereabouts.entry(that, flow).filter(node::equals).isPresent()
                        && that.cluster().podAt(flow.server().at().ip()).isEmpty()
                        && marked(that, flow));
        List<Flow> failed = all.stream().filter(flow -> flow.state().failed()).toList();
        Source dump = Source.whole(mark.source().artifact());
        Proof proof = Stated.ending(
                that,
                Condition.yes("nat POSTROUTING has no jump to KUBE-POSTROUTING", List.of(dump)),
                failed,
                path -> !path.masqueraded());
        return Claim.of(ID)
                .about(ObjectRef.node(node.name()))
                .what(Sentences.failed(
                        "Services through " + node.name() + " by clients that need its address", failed, all))
                .why(
                        "Packets are marked in KUBE-MARK-MASQ, but POSTROUTING never enters KUBE-POSTROUTING, so they keep their source and the answer does not come"
                                + " back through the node.")
                .shows("no -A POSTROUTING -j KUBE-POSTROUTING", dump)
                .shows(mark.text(), mark.source())
                .not("PW-066", "the source address is not rewritten at all")
                .remedy(
                        "iptables -t nat -I POSTROUTING -m comment --comment \"kubernetes postrouting rules\" -j KUBE-POSTROUTING  # on "
                                + node.name(),
                        "low, this node; kube-proxy writes the same rule when it starts",
                        "iptables -t nat -D POSTROUTING -m comment --comment \"kubernetes postrouting rules\" -j KUBE-POSTROUTING")
                .then("iptables-save -t nat | grep 'A POSTROUTING' on " + node.name())
                .unless("a dump of the same time with the jump")
                .explains(that, failed, all.size())
                .finding(Severity.S1, proof);
    }

    private static Finding finding(Case that, MarkedOnly way) {
        String node = way.node().name();
        return Claim.of(ID)
                .about(ObjectRef.node(node))
                .what(Sentences.failed(
                        "Services through " + node + " by clients that need its address", way.failed(), way.failed()))
                .why(
                        "Packets are marked for masquerading on " + node
                                + " and leave it with their own source: no rule of its postrouting acts on the mark. The answer goes straight to the client, from an address that it did not ask.")
                .shows(way.mark().text(), way.mark().sources().getFirst())
                .not("PW-066", "the source address is not rewritten at all")
                .remedy(
                        "iptables -t nat -S POSTROUTING; iptables -t nat -S KUBE-POSTROUTING; nft -a list table ip kube-proxy  # on "
                                + node,
                        "none, reads only",
                        "")
                .remedy(
                        "kubectl -n kube-system delete pod KUBE-PROXY-POD  # the one on " + node
                                + "; it writes its rules anew",
                        "low, rules stay while it restarts",
                        "none needed")
                .then(Sentences.trace(
                        way.failed(), way.failed().getFirst().server().at().toString()))
                .unless("a rule dump of the same time in which marked packets are masqueraded")
                .explains(that, way.failed(), way.failed().size())
                .finding(
                        Severity.S1,
                        Stated.ending(
                                that,
                                Condition.yes(
                                        "marked packets leave " + node + " with their own source",
                                        way.mark().sources()),
                                way.failed(),
                                path -> !path.masqueraded()));
    }
}
