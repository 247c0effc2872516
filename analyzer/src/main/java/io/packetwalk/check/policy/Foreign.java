package io.packetwalk.check.policy;

import io.packetwalk.check.Case;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.witness.FailedFlows;
import io.packetwalk.check.witness.Moments;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.flow.Flow;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Failed flows whose walk ends at a rule that neither Kubernetes nor a network plugin wrote. */
final class Foreign {

    private static final List<String> OWN =
            List.of("KUBE-", "cali-", "CNI-", "FLANNEL", "CILIUM", "WEAVE", "kube-", "policy", "ANTREA", "DOCKER");

    private Foreign() {}

    /** Makes the finding of one rule. */
    interface Finder {
        Finding of(Case that, Stop at, List<Flow> failed);
    }

    /** One finding for each rule at which failed walks end and that {@code ours} accepts. Tunnel packets are PW-092's. */
    static Outcome rules(Case that, Predicate<Step> ours, String clear, Finder finder) {
        Set<Integer> tunnels = new TreeSet<>();
        that.cluster().nodes().stream()
                .flatMap(node -> node.netns().links().stream())
                .forEach(link -> link.vxlan().ifPresent(vxlan -> tunnels.add(vxlan.port())));
        Map<Source, List<Flow>> byRule = new TreeMap<>();
        Map<Source, Step> stops = new TreeMap<>();
        FailedFlows failed = new FailedFlows(that);
        for (Flow flow : that.flows().failed()) {
            Optional<Step> decided = failed.rule(flow);
            decided.or(() -> Suspects.of(that, flow))
                    .filter(step -> (step.kind() == Step.Kind.RULE_HIT || inPod(step))
                            && !step.sources().isEmpty())
                    .filter(step ->
                            step.chain().equals("DOCKER-USER") || OWN.stream().noneMatch(step.chain()::startsWith))
                    .filter(step -> !(step.before().tuple().proto().equals(Proto.UDP)
                            && tunnels.contains(step.before().tuple().dst().port())))
                    .filter(ours)
                    .ifPresent(step -> {
                        stops.putIfAbsent(step.sources().getFirst(), step);
                        byRule.computeIfAbsent(step.sources().getFirst(), rule -> new ArrayList<>())
                                .add(flow);
                    });
        }
        List<Finding> findings = new ArrayList<>();
        byRule.forEach((rule, flows) -> findings.add(finder.of(
                that,
                new Stop(
                        rule,
                        Optional.ofNullable(stops.get(rule)).orElseThrow(),
                        failed.rule(flows.getFirst()).isPresent(),
                        failed.stop(flows.getFirst()).equals(failed.rule(flows.getFirst()))),
                flows)));
        return Outcome.of(findings, unknown(that), clear);
    }

    /** A translation in a pod's own network; one of a node ends no packet by itself. */
    private static boolean inPod(Step step) {
        return step.kind() == Step.Kind.TRANSLATE && step.netns().startsWith("pod/");
    }

    /** What is missing to follow failed flows to their end: any of them may end at such a rule. */
    private static List<Missing> unknown(Case that) {
        FailedFlows failed = new FailedFlows(that);
        return that.flows().failed().stream()
                .filter(flow -> failed.brokenPath(flow).isEmpty())
                .flatMap(flow -> that.walks().of(flow).stream())
                .flatMap(walk -> walk.paths().stream())
                .flatMap(path -> path.missing().stream())
                .distinct()
                .limit(3)
                .toList();
    }

    /**
     * Where walks end.
     *
     * @param rule the rule
     * @param step the step of the first walk that ends there
     * @param decided whether the walks end there for sure; otherwise they hang on what the rule asks for, and no dump tells
     * @param ends whether the rule itself ends the packet; otherwise the hop limit that it gives it does so further on
     */
    record Stop(Source rule, Step step, boolean decided, boolean ends) {

        /** The node, or the pod in whose own network namespace the rule is. */
        ObjectRef subject() {
            String[] pod = step.netns().split("/", -1);
            return pod.length == 3 ? ObjectRef.pod(pod[1], pod[2]) : ObjectRef.node(step.node());
        }

        boolean inPod() {
            return subject().kind().equals("Pod");
        }

        /** How a sentence names it. */
        String where() {
            return inPod() ? subject().toString() : step.node();
        }

        /** The rule does not end the packet itself, it gives it a hop limit. */
        boolean lifetime() {
            return decided && !ends && step.kind() == Step.Kind.RULE_HIT;
        }

        /** The rule sends the packet to a port on which nothing listens. */
        boolean redirects() {
            return step.kind() == Step.Kind.TRANSLATE;
        }

        Claim claim(CheckId id, Case that, List<Flow> failed) {
            Flow first = failed.getFirst();
            return Claim.of(id)
                    .about(subject())
                    .what(Sentences.failed("through " + where(), failed, failed))
                    .shows(step.text(), rule)
                    .shows(
                            "to " + first.server().at() + ": " + Sentences.word(first.state()),
                            first.nearest().source())
                    .explains(that, failed, failed.size());
        }

        Proof proof(Case that, List<Flow> failed) {
            return new Proof(
                    decided
                            ? Condition.yes(
                                    redirects()
                                            ? "the rule sends the packet to another port"
                                            : ends ? "the rule drops the packet" : "the rule sets its hop limit",
                                    List.of(rule))
                            : Suspects.mechanism(that, step, rule),
                    decided
                            ? Condition.yes("the walk of the failed flows ends at that rule", List.of(rule))
                            : Suspects.path(that, failed.getFirst()),
                    Stated.observed(failed),
                    Moments.near(that, rule, failed),
                    List.of());
        }
    }
}
