package io.packetwalk.check.loss;

import io.packetwalk.check.Case;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.Moments;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Leg;
import io.packetwalk.model.CounterReadings;
import io.packetwalk.model.Node;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A cause that a counter of a node tells by growing, and connections that lost packets there.
 *
 * @param id the check
 * @param names its counters
 * @param missing what to ask for where they were not read twice
 * @param why the cause, of a node and the counter that grew most
 * @param others look-alikes of a node
 * @param rest what is not the cause and what to do, added to a claim
 */
record CountedLoss(
        CheckId id,
        Predicate<String> names,
        Function<Node, Missing> missing,
        BiFunction<Node, CounterReadings.Growth, String> why,
        Function<Node, List<Condition>> others,
        BiFunction<Node, Claim, Claim> rest) {

    Outcome run(Case that, String clear) {
        if (that.cluster().nodes().isEmpty()) {
            return new Outcome.Undetermined(List.of(new Missing(
                    "counters of nodes", "no node is in the bundle", "packetwalk-collect node  # on every node")));
        }
        List<Finding> findings = new ArrayList<>();
        List<Missing> lacking = new ArrayList<>();
        for (Node node : that.cluster().nodes()) {
            CounterReadings counters = node.netns().counters();
            List<CounterReadings.Growth> grown = counters.grown(names);
            if (!grown.isEmpty()) {
                findings.add(finding(that, node, grown));
            } else if (!counters.twice(names) && !never(counters)) {
                lacking.add(missing.apply(node));
            }
        }
        return Outcome.of(findings, lacking, clear);
    }

    /** What never happened since boot did not happen now. */
    private boolean never(CounterReadings counters) {
        return counters.all().stream().anyMatch(fact -> names.test(fact.name()))
                && counters.all().stream()
                        .filter(fact -> names.test(fact.name()))
                        .allMatch(fact -> fact.value() == 0);
    }

    private Finding finding(Case that, Node node, List<CounterReadings.Growth> grown) {
        CounterReadings.Growth most = grown.getFirst();
        Thinned thinned = Thinned.at(that, node);
        List<Source> fewer = thinned.legs().stream().map(Leg::source).limit(3).toList();
        List<Flow> failed = thinned.failed();
        Proof proof = new Proof(
                Condition.yes(most.name() + " grew between two readings", List.of(most.before(), most.after())),
                new Condition(
                        "packets were seen before " + node.name() + " and not behind",
                        fewer.isEmpty() ? Ternary.UNKNOWN : Ternary.YES,
                        fewer),
                new Condition(
                        "connections through " + node.name() + " lost packets", Ternary.of(!fewer.isEmpty()), fewer),
                Moments.near(that, most.after(), thinned.flows()),
                others.apply(node));
        int count = thinned.flows().size();
        Claim claim = Claim.of(id)
                .about(ObjectRef.node(node.name()))
                .what(
                        count == 0
                                ? node.name() + " loses packets: " + most.name() + " grew by " + most.by() + "."
                                : count + (count == 1 ? " connection" : " connections") + " through " + node.name()
                                        + " lost packets, for example "
                                        + thinned.flows().getFirst().client() + " to "
                                        + thinned.flows().getFirst().server() + ".")
                .why(why.apply(node, most));
        grown.stream()
                .limit(3)
                .forEach(growth -> claim.shows(
                        growth.name() + " grew by " + growth.by() + " between two readings", growth.after()));
        fewer.stream().limit(1).forEach(at -> claim.shows("fewer packets than at the point before", at));
        if (failed.isEmpty() && count > 0) {
            claim.explainsTold("packets lost at " + node.name());
        }
        return rest.apply(node, claim)
                .explains(that, failed, count)
                .finding(count == 0 ? Severity.S3 : Severity.S2, proof);
    }

    /** A look-alike that a counter of the node would tell. */
    static Condition stands(Node node, String text, Predicate<String> names) {
        CounterReadings counters = node.netns().counters();
        List<CounterReadings.Growth> grown = counters.grown(names);
        return new Condition(
                text,
                !grown.isEmpty() ? Ternary.NO : counters.twice(names) ? Ternary.YES : Ternary.UNKNOWN,
                grown.stream().map(CounterReadings.Growth::after).limit(2).toList());
    }
}
