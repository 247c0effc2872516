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
import io.packetwalk.check.witness.Moments;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.Counters;
import io.packetwalk.fact.netfilter.IptablesRuleFact;
import io.packetwalk.fact.netfilter.TableFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Node;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** PW-037: both iptables backends hold rules on a node, and the one that nobody looks at drops the packet. */
public final class BackendSplit implements Check {

    private static final CheckId ID = new CheckId("PW-037", "iptables-backend-split", "translation", 11);

    @Override
    public CheckId id() {
        return ID;
    }

    /** The rule that drops, and the flows that end there. */
    private record Hidden(Node node, IptablesRuleFact rule, List<Flow> flows) {}

    @Override
    public Outcome run(Case that) {
        List<Node> split =
                that.cluster().nodes().stream().filter(BackendSplit::both).toList();
        if (split.isEmpty()) {
            boolean dumped = that.cluster().nodes().stream()
                    .anyMatch(node -> node.netns().complete("iptables-save"));
            return dumped
                    ? new Outcome.Clear("no node's dumps show rules in both backends")
                    : new Outcome.Undetermined(List.of(new Missing(
                            "rules of the nodes",
                            "none were dumped",
                            "iptables-legacy-save -c; iptables-nft-save -c on every node")));
        }
        Map<Source, Hidden> hidden = new TreeMap<>();
        for (Flow flow : that.flows().failed()) {
            new FailedFlows(that)
                    .stop(flow)
                    .ifPresent(step -> split.stream()
                            .flatMap(node -> node.netns().rules().rules().stream()
                                    .filter(rule -> step.sources().contains(rule.source()))
                                    .filter(rule -> rule.backend() == minor(node))
                                    .map(rule -> new Hidden(node, rule, new ArrayList<>())))
                            .findFirst()
                            .ifPresent(
                                    found -> hidden.computeIfAbsent(found.rule().source(), rule -> found)
                                            .flows()
                                            .add(flow)));
        }
        return hidden.isEmpty()
                ? new Outcome.Clear("rules of a second backend stop no failed flow")
                : new Outcome.Found(hidden.values().stream()
                        .map(found -> finding(that, found))
                        .toList());
    }

    private static long rules(Node node, TableFact.Backend backend) {
        return node.netns().rules().rules().stream()
                .filter(rule -> rule.backend() == backend)
                .count();
    }

    private static boolean both(Node node) {
        return rules(node, TableFact.Backend.LEGACY) > 0 && rules(node, TableFact.Backend.NFT) > 0;
    }

    /** The backend with fewer rules is the one its owner does not know about. */
    private static TableFact.Backend minor(Node node) {
        return rules(node, TableFact.Backend.LEGACY) <= rules(node, TableFact.Backend.NFT)
                ? TableFact.Backend.LEGACY
                : TableFact.Backend.NFT;
    }

    private static Finding finding(Case that, Hidden hidden) {
        Node node = hidden.node();
        List<Flow> failed = hidden.flows();
        List<Flow> all = that.flows().all().stream()
                .filter(flow -> flow.state() != Flow.State.PARTIAL)
                .filter(flow -> failed.contains(flow)
                        || Whereabouts.client(that, flow).filter(node::equals).isPresent()
                        || Whereabouts.server(that, flow).filter(node::equals).isPresent())
                .toList();
        String backend = hidden.rule().backend() == TableFact.Backend.LEGACY ? "legacy" : "nft";
        String other = backend.equals("legacy") ? "nft" : "legacy";
        long hits = hidden.rule().counters().map(Counters::packets).orElse(0L);
        Claim claim = Claim.of(ID)
                .about(ObjectRef.node(node.name()))
                .what(Sentences.failed("packets through " + node.name(), failed, all))
                .why("iptables-" + backend + " of " + node.name()
                        + " holds a rule that stops them, beside the iptables-" + other
                        + " rules that everyone looks at; the kernel asks both.")
                .shows(
                        hidden.rule().text() + (hits > 0 ? " [+" + hits + "]" : ""),
                        hidden.rule().source());
        node.netns().rules().rules().stream()
                .filter(rule -> rule.backend() != hidden.rule().backend())
                .findFirst()
                .ifPresent(rule -> claim.shows("the other backend has rules as well", rule.source()));
        claim.shows(
                "SYN from " + failed.getFirst().client().at() + ": "
                        + Sentences.word(failed.getFirst().state()),
                failed.getFirst().nearest().source());
        Proof proof = new Proof(
                Condition.yes("both backends hold rules", List.of(hidden.rule().source())),
                Condition.yes(
                        "the walk through both ends at a rule of iptables-" + backend,
                        List.of(hidden.rule().source())),
                Condition.yes(
                        "connections failed",
                        List.of(failed.getFirst().nearest().source())),
                Moments.near(that, hidden.rule().source(), failed),
                List.of(new Condition(
                        "the rule has counted packets",
                        hits > 0 ? Ternary.YES : Ternary.UNKNOWN,
                        List.of(hidden.rule().source()))));
        return claim.not("PW-085", "the packet is stopped by a rule, not by a policy")
                .remedy(
                        "iptables-" + backend + " -t " + hidden.rule().table() + " -S "
                                + hidden.rule().chain() + "  # on " + node.name(),
                        "none, reads only",
                        "")
                .remedy(
                        "iptables-" + backend + " -t " + hidden.rule().table() + " "
                                + hidden.rule().text().replaceFirst("^-A", "-D") + "  # on " + node.name(),
                        "low, this rule",
                        "iptables-" + backend + " -t " + hidden.rule().table() + " "
                                + hidden.rule().text())
                .then("iptables-" + backend + "-save -c on " + node.name() + ": its counters stand still")
                .unless("a dump of the same time without the rule")
                .explains(that, failed, all.size())
                .finding(Severity.S1, proof);
    }
}
