package io.packetwalk.check.policy;

import io.packetwalk.check.Case;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.Counters;
import io.packetwalk.fact.netfilter.IptablesRuleFact;
import io.packetwalk.fact.nft.NftRuleFact;
import io.packetwalk.fact.nft.NftStatement;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Node;
import io.packetwalk.model.Ruleset;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Path;
import io.packetwalk.walk.Step;
import io.packetwalk.walk.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Rules that drop or reject what a dump does not tell enough to say: a rate limit, a count of connections, the bytes of a packet. Where a failed connection hangs on
 * such a rule, and its counter says that it did drop, it is suspected.
 */
final class Suspects {

    private Suspects() {}

    /** The rule that a failed flow's walk hangs on; empty when the walk can tell, or when the rule has dropped nothing so far. */
    static Optional<Step> of(Case that, Flow flow) {
        return that.walks().of(flow).stream()
                .flatMap(walk -> walk.paths().stream())
                .filter(path -> path.verdict() instanceof Verdict.Undetermined)
                .flatMap(path -> hangs(path).stream())
                .filter(step -> stops(step.text()) && !dropped(that, step).no())
                .findFirst();
    }

    /** The rule with which the first of both alternatives ends, when it decides between them. */
    private static Optional<Step> hangs(Path path) {
        return path.steps().isEmpty()
                ? Optional.empty()
                : Optional.of(path.steps().getLast())
                        .filter(step -> step.kind() == Step.Kind.RULE_HIT
                                && !step.sources().isEmpty())
                        .filter(step -> path.by().contains(step.sources().getFirst()));
    }

    private static boolean stops(String rule) {
        return rule.contains("-j DROP")
                || rule.contains("-j REJECT")
                || rule.matches(".*\\b(drop|reject)\\b(?!\\s*[:}]).*");
    }

    /** Whether its counter says that it has dropped anything; a rule set saved without counters does not tell. */
    private static Ternary dropped(Case that, Step step) {
        return that.cluster()
                .node(step.node())
                .map(Node::netns)
                .flatMap(netns -> counters(netns.rules(), step.sources().getFirst()))
                .map(Counters::packets)
                .map(packets -> Ternary.of(packets > 0))
                .orElse(Ternary.UNKNOWN);
    }

    private static Optional<Counters> counters(Ruleset rules, Source rule) {
        return rules.rules().stream()
                .filter(fact -> fact.source().equals(rule))
                .findFirst()
                .map(IptablesRuleFact::counters)
                .orElseGet(() -> rules.nft().rules().stream()
                        .filter(fact -> fact.source().equals(rule))
                        .findFirst()
                        .flatMap(Suspects::counters));
    }

    /** Of a rule with a counter at its end, behind all that it asks for. */
    private static Optional<Counters> counters(NftRuleFact rule) {
        return rule.statements().stream()
                .flatMap(statement -> statement instanceof NftStatement.Count(Optional<Counters> count)
                        ? count.stream()
                        : Stream.empty())
                .reduce((one, other) -> other);
    }

    /** That the rule has dropped packets, as far as its counter tells. */
    static Condition mechanism(Case that, Step step, Source rule) {
        return new Condition(
                "the rule drops what it matches, and has counted packets", dropped(that, step), List.of(rule));
    }

    /** That the failed packets are among what it matched, which the dump does not tell. */
    static Condition path(Case that, Flow flow) {
        String missing = that.walks().of(flow).stream()
                .flatMap(walk -> walk.paths().stream())
                .flatMap(path -> path.missing().stream())
                .map(Missing::what)
                .distinct()
                .limit(2)
                .collect(Collectors.joining("; "));
        return Condition.unknown("the failed packets are among what it matched; that hangs on " + missing);
    }
}
