package io.packetwalk.walk;

import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.Pod;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.policy.By;
import io.packetwalk.policy.Direction;
import io.packetwalk.policy.Enforcement;
import io.packetwalk.policy.inquiry.Inquiry;
import io.packetwalk.walk.cni.CiliumPolicies;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the policies say about a walk, as steps of it: the sender's after translation, the receiver's before delivery. They meet pod addresses and target ports, never a
 * Service's (semantics of the FORWARD hook: destination already translated, source not yet).
 *
 * <p>The verdict stays with the kernel's rules where they were dumped; a policy that says otherwise is a contradiction to be seen, not a verdict.
 */
public final class PolicySteps {

    private final Cluster cluster;
    private final Rulings rulings;
    /** Who enforces on a node takes a look at all of its rules. */
    private final Map<String, Enforcement> enforced = new ConcurrentHashMap<>();

    PolicySteps(Cluster cluster, Rulings rulings) {
        this.cluster = cluster;
        this.rulings = rulings;
    }

    /** The steps of a request with what policies say about it. */
    List<Step> beside(Passage passage) {
        List<Step> steps = passage.steps();
        if (rulings.none() || steps.isEmpty() || passage.ending().isEmpty()) {
            return steps;
        }
        FiveTuple last = passage.packet().innermost().tuple();
        Ip source = steps.stream()
                .map(step -> step.before().tuple().src().ip())
                .filter(ip -> !ip.unspecified())
                .findFirst()
                .orElse(last.src().ip());
        if (cluster.serviceAt(last.dst().ip()).isPresent()) {
            return steps;
        }
        List<Step> all = new ArrayList<>(steps);
        cluster.podAt(source)
                .flatMap(pod -> guarded(passage, pod, Direction.EGRESS, source, last))
                .ifPresent(step -> all.add(translated(all, last), step));
        cluster.podAt(last.dst().ip())
                .filter(pod -> all.stream().anyMatch(step -> step.node().equals(pod.node())))
                .flatMap(pod -> guarded(passage, pod, Direction.INGRESS, seen(steps, pod, source, last), last))
                .ifPresent(step -> all.add(arrival(all), step));
        return List.copyOf(all);
    }

    /** Behind the first step after which the packet has its last destination. */
    private static int translated(List<Step> steps, FiveTuple last) {
        for (int i = 0; i < steps.size() - 1; i++) {
            if (steps.get(i).after().tuple().dst().equals(last.dst())) {
                return i + 1;
            }
        }
        return Math.max(0, steps.size() - 1);
    }

    private static int arrival(List<Step> steps) {
        return steps.getLast().kind() == Step.Kind.ARRIVE || steps.getLast().kind() == Step.Kind.RULE_HIT
                ? steps.size() - 1
                : steps.size();
    }

    /** The source with which the packet comes to the receiver's node. */
    private static Ip seen(List<Step> steps, Pod pod, Ip source, FiveTuple last) {
        return steps.stream()
                .filter(step -> step.node().equals(pod.node()) && step.netns().equals("host"))
                .filter(step -> step.before().tuple().dst().equals(last.dst()))
                .map(step -> step.before().tuple().src().ip())
                .filter(ip -> !ip.unspecified())
                .findFirst()
                .orElse(source);
    }

    private Optional<Step> guarded(Passage passage, Pod pod, Direction direction, Ip source, FiveTuple last) {
        boolean egress = direction == Direction.EGRESS;
        boolean node = !egress
                && cluster.nodeAt(source)
                        .filter(at -> at.name().equals(pod.node()))
                        .isPresent();
        Optional<Inquiry.Side> asked = node
                ? Optional.empty()
                : rulings.asked(
                        direction,
                        egress ? source : last.dst().ip(),
                        egress ? last.dst().ip() : source,
                        last);
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        Inquiry.Side side = asked.get();
        Enforcement enforcement = cluster.node(pod.node())
                .map(at -> enforced.computeIfAbsent(at.name(), name -> Enforcement.of(at)))
                .orElse(Enforcement.UNKNOWN);
        Optional<Ternary> map = byMap(
                passage,
                CiliumPolicies.title(direction, egress ? source : last.dst().ip()));
        Basis basis = basis(passage, pod, side, enforcement, map);
        Hop hop = new Hop(
                new FiveTuple(
                        last.proto(),
                        new io.packetwalk.net.IpPort(source, last.src().port()),
                        last.dst()),
                0,
                "");
        List<Source> sources = side.by().stream().map(By::source).distinct().toList();
        return Optional.of(new Step(
                pod.node(),
                "pod/" + pod.ref().namespace() + "/" + pod.ref().name(),
                Step.Kind.POLICY_TIER,
                "",
                "",
                "",
                direction.word() + " policy " + side.verdict().name() + ": " + side.reason()
                        + remark(basis, side, enforcement, pod, map.isPresent()),
                hop,
                hop,
                basis,
                sources));
    }

    /** Whether the policy map of an endpoint let the packet pass; empty when none was asked on the way. */
    private static Optional<Ternary> byMap(Passage passage, String title) {
        List<Step> steps = passage.steps();
        for (int at = steps.size() - 1; at >= 0; at--) {
            if (steps.get(at).text().startsWith(title)) {
                boolean went = at < steps.size() - 1 || ends(passage, Verdict.Delivered.class);
                return Optional.of(went ? Ternary.YES : stopped(passage) ? Ternary.NO : Ternary.UNKNOWN);
            }
        }
        return Optional.empty();
    }

    private static boolean stopped(Passage passage) {
        return ends(passage, Verdict.Dropped.class) || ends(passage, Verdict.Rejected.class);
    }

    private static boolean ends(Passage passage, Class<? extends Verdict> how) {
        return passage.ending().filter(end -> how.isInstance(end.verdict())).isPresent();
    }

    private static Basis basis(
            Passage passage, Pod pod, Inquiry.Side side, Enforcement enforcement, Optional<Ternary> map) {
        Step last = passage.steps().getLast();
        boolean stopped = map.map(Ternary::no)
                .orElse(last.node().equals(pod.node())
                        && Enforcement.ofChain(last.chain()).isPresent()
                        && stopped(passage));
        boolean passed = map.map(Ternary::yes)
                .orElse(ends(passage, Verdict.Delivered.class)
                        && (enforcement.byRules() || enforcement == Enforcement.NONE));
        return switch (side.verdict()) {
            case DENIED -> passed ? Basis.CONTRADICTED : Basis.DERIVED;
            case ALLOWED -> stopped ? Basis.CONTRADICTED : Basis.DERIVED;
            case UNDETERMINED -> Basis.ASSUMED;
        };
    }

    private static String remark(Basis basis, Inquiry.Side side, Enforcement enforcement, Pod pod, boolean map) {
        if (basis == Basis.CONTRADICTED && map) {
            return "; but the policy map on " + pod.node()
                    + (side.verdict() == Inquiry.Word.ALLOWED ? " stops it" : " lets it pass");
        }
        if (basis == Basis.CONTRADICTED) {
            return side.verdict() == Inquiry.Word.ALLOWED
                    ? "; but the rules of " + pod.node() + " stop it (PW-079)"
                    : enforcement == Enforcement.NONE
                            ? "; but nothing on " + pod.node() + " enforces policies (PW-078)"
                            : "; but the rules of " + pod.node() + " let it pass (PW-079)";
        }
        return enforcement == Enforcement.UNKNOWN && side.verdict() == Inquiry.Word.DENIED
                ? "; whether " + pod.node() + " enforces it was not dumped"
                : "";
    }
}
