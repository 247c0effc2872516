package io.packetwalk.check.witness;

import io.packetwalk.check.Case;
import io.packetwalk.flow.Flow;
import io.packetwalk.walk.Path;
import io.packetwalk.walk.Step;
import io.packetwalk.walk.Verdict;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Failed flows with the walk that predicts them, and how the ones that a cause explains are picked.
 *
 * @param that the case
 */
public record FailedFlows(Case that) {

    /** Failed flows that match. */
    public List<Flow> where(Predicate<Flow> matches) {
        return that.flows().failed().stream().filter(matches).toList();
    }

    /** Flows, failed or not, that match: the base of a fraction. */
    public List<Flow> base(Predicate<Flow> matches) {
        return Arrivals.of(that).all().stream().filter(matches).toList();
    }

    /** The path of a flow's walk that ends badly, the likeliest first; empty when the walk says it works or cannot tell. */
    public Optional<Path> brokenPath(Flow flow) {
        List<Path> broken = that.walks().of(flow).map(Paths::broken).orElse(List.of());
        List<Path> taken = broken.stream()
                .filter(path -> flow.translated().isPresent()
                        && path.endpoint().equals(flow.translated().map(Flow.Party::at)))
                .toList();
        return (taken.isEmpty() ? broken : taken).stream().max(Comparator.comparingDouble(Path::weight));
    }

    /**
     * The rule at which the broken path of a flow ends; that has set a hop limit which ends it further on; or that sends it, in the pod that it has come to, to a port on which nothing
     * listens.
     */
    public Optional<Step> rule(Flow flow) {
        Optional<Path> broken = brokenPath(flow);
        Optional<Step> redirect = broken.filter(path -> path.verdict() instanceof Verdict.Rejected)
                .flatMap(FailedFlows::redirect);
        if (redirect.isPresent()) {
            return redirect;
        }
        boolean exceeded = broken.filter(path -> path.verdict() instanceof Verdict.Rejected(String how)
                        && (how.equals("icmp-time-exceeded") || how.equals("icmp6-time-exceeded")))
                .isPresent();
        return exceeded
                ? broken.stream()
                        .flatMap(path -> path.steps().stream()
                                .filter(step -> step.kind() == Step.Kind.RULE_HIT
                                        && step.sources().stream().anyMatch(path.by()::contains)))
                        .findFirst()
                : stop(flow);
    }

    /** The last translation, when it is of the pod at which the path arrives. */
    private static Optional<Step> redirect(Path path) {
        Optional<Step> end = Paths.last(path).filter(step -> step.kind() == Step.Kind.ARRIVE);
        return path.steps().stream()
                .filter(step -> step.kind() == Step.Kind.TRANSLATE)
                .reduce((one, other) -> other)
                .filter(step -> step.netns().startsWith("pod/")
                        && end.filter(last -> last.netns().equals(step.netns())).isPresent()
                        && !step.sources().isEmpty()
                        && !step.before()
                                .tuple()
                                .dst()
                                .equals(step.after().tuple().dst()));
    }

    /** The last step of the broken path of a flow. */
    public Optional<Step> stop(Flow flow) {
        return brokenPath(flow)
                .filter(path -> !path.steps().isEmpty())
                .map(path -> path.steps().getLast());
    }
}
