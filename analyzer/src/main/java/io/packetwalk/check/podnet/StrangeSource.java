package io.packetwalk.check.podnet;

import io.packetwalk.check.Case;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.Moments;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Leg;
import io.packetwalk.model.Cluster;
import io.packetwalk.net.Ip;
import io.packetwalk.walk.Path;
import io.packetwalk.walk.Step;
import io.packetwalk.walk.Symptom;
import io.packetwalk.walk.Verdict;
import io.packetwalk.walk.Walk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Packets within the cluster whose source a rule rewrites to an address that nobody in it has: their answers leave for that address and are never seen again. */
final class StrangeSource {

    private StrangeSource() {}

    /**
     * A rule and the flows it takes.
     *
     * @param rule the rule
     * @param step where it rewrites
     * @param failed flows that it takes
     */
    private record Rewrite(Source rule, Step step, List<Flow> failed) {

        Ip source() {
            return step.after().tuple().src().ip();
        }

        /** Points that saw their packets with that source. */
        List<Leg> rewritten() {
            return failed.stream()
                    .flatMap(flow -> flow.legs().stream())
                    .filter(leg -> leg.kind() == Leg.Kind.CAPTURE
                            && leg.tuple().src().ip().equals(source()))
                    .toList();
        }
    }

    static List<Finding> findings(Case that, CheckId id) {
        Map<Source, Rewrite> rewrites = new TreeMap<>();
        for (Flow flow : that.flows().failed()) {
            if (flow.state() == Flow.State.NO_REPLY || flow.state() == Flow.State.HALF_OPEN) {
                that.walks()
                        .of(flow)
                        .filter(walk -> walk.reply().stream().anyMatch(path -> path.symptom() != Symptom.OK))
                        .flatMap(walk -> strange(that, walk))
                        .ifPresent(step -> rewrites.computeIfAbsent(
                                        step.sources().getFirst(), rule -> new Rewrite(rule, step, new ArrayList<>()))
                                .failed()
                                .add(flow));
            }
        }
        return rewrites.values().stream()
                .map(rewrite -> finding(that, id, rewrite))
                .toList();
    }

    /** The rewriting of the source of packets that arrive in the cluster; of those that leave it, the address may be one that the network outside knows. */
    private static Optional<Step> strange(Case that, Walk walk) {
        Cluster cluster = that.cluster();
        return walk.paths().stream()
                .filter(path -> path.verdict() instanceof Verdict.Delivered && inside(cluster, path))
                .flatMap(path -> path.steps().stream())
                .filter(step ->
                        step.kind() == Step.Kind.TRANSLATE && !step.sources().isEmpty())
                .filter(step -> !step.before()
                        .tuple()
                        .src()
                        .ip()
                        .equals(step.after().tuple().src().ip()))
                .filter(step -> nobody(cluster, step.after().tuple().src().ip()))
                .findFirst();
    }

    private static boolean inside(Cluster cluster, Path path) {
        return path.endpoint()
                .filter(end -> cluster.podAt(end.ip()).isPresent()
                        || cluster.nodeAt(end.ip()).isPresent())
                .isPresent();
    }

    private static boolean nobody(Cluster cluster, Ip ip) {
        return !ip.unspecified()
                && cluster.objectAt(ip).isEmpty()
                && cluster.serviceAt(ip).isEmpty()
                && Stream.concat(
                                cluster.nodes().stream().map(node -> node.netns()),
                                cluster.pods().stream().flatMap(pod -> pod.netns().stream()))
                        .noneMatch(netns -> netns.owns(ip));
    }

    private static Finding finding(Case that, CheckId id, Rewrite rewrite) {
        Step step = rewrite.step();
        List<Leg> rewritten = rewrite.rewritten();
        List<Source> seen = rewritten.stream().map(Leg::source).limit(3).toList();
        List<Source> answered = rewritten.stream()
                .filter(leg -> leg.backwardPackets() > 0)
                .map(Leg::source)
                .limit(3)
                .toList();
        Claim claim = Claim.of(id)
                .about(ObjectRef.node(step.node()))
                .what(Sentences.failed("through " + step.node(), rewrite.failed(), rewrite.failed()))
                .why("A rule on " + step.node() + " gives the packets the source " + rewrite.source()
                        + ", which nobody in this bundle has: the answers go there, and not back.")
                .shows(step.text(), rewrite.rule());
        answered.stream().findFirst().ifPresent(source -> claim.shows("answers to " + rewrite.source(), source));
        Proof proof = new Proof(
                Condition.yes("a rule rewrites the source to " + rewrite.source(), List.of(rewrite.rule())),
                new Condition(
                        "captures show the packets with that source",
                        seen.isEmpty() ? Ternary.UNKNOWN : Ternary.YES,
                        seen),
                Stated.observed(rewrite.failed()),
                Moments.near(that, rewrite.rule(), rewrite.failed()),
                List.of(new Condition(
                        "PW-069 PW-169: the server answers, and to that address",
                        answered.isEmpty() ? Ternary.UNKNOWN : Ternary.YES,
                        answered)));
        return claim.not("PW-057", "the source is rewritten, to a wrong address")
                .remedy(
                        "iptables-save -c -t nat; nft -a list ruleset  # on " + step.node() + ": who wrote the rule?",
                        "none, reads only",
                        "")
                .then("the rule's counter on " + step.node() + " stands still")
                .unless("a host that has " + rewrite.source() + " and sends the answers back through " + step.node())
                .explains(that, rewrite.failed(), rewrite.failed().size())
                .finding(Severity.S1, proof);
    }
}
