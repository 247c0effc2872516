package io.packetwalk.check.diagnosis;

import io.packetwalk.check.Case;
import io.packetwalk.check.Confidence;
import io.packetwalk.check.Evidence;
import io.packetwalk.check.Finding;
import io.packetwalk.check.witness.Paths;
import io.packetwalk.evidence.Source;
import io.packetwalk.flow.Flow;
import io.packetwalk.walk.Path;
import io.packetwalk.walk.Question;
import io.packetwalk.walk.Walk;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The failure that the reader asked about.
 *
 * @param question the packet; empty when nothing was asked
 * @param ends the lines at which the walk of that packet ends badly
 * @param flows captured flows of the same client to the same place
 */
record AskedFailure(Optional<Question> question, Set<Source> ends, Set<String> flows) {

    static AskedFailure of(Case that) {
        if (that.asked().isEmpty()) {
            return new AskedFailure(Optional.empty(), Set.of(), Set.of());
        }
        Question asked = that.asked().get();
        Walk walk = that.walks().of(asked);
        Set<Source> ends = Paths.broken(walk).stream()
                .map(Path::by)
                .flatMap(List::stream)
                .collect(Collectors.toCollection(HashSet::new));
        Set<String> flows = that.flows().failed().stream()
                .filter(flow -> same(that, asked, flow))
                .map(Flow::id)
                .collect(Collectors.toSet());
        return new AskedFailure(that.asked(), ends, flows);
    }

    private static boolean same(Case that, Question asked, Flow flow) {
        boolean port = flow.proto().equals(asked.proto())
                && (asked.port() == 0 || flow.server().at().port() == asked.port());
        return port && from(that, asked.from(), flow) && to(that, asked.to(), flow);
    }

    private static boolean from(Case that, Question.Origin origin, Flow flow) {
        return switch (origin) {
            case Question.Origin.InPod pod ->
                flow.client().object().filter(pod.pod()::equals).isPresent();
            case Question.Origin.OnNode node ->
                that.cluster()
                        .nodeAt(flow.client().at().ip())
                        .filter(there -> there.name().equals(node.node()))
                        .isPresent();
            case Question.Origin.Outside outside ->
                outside.ip()
                        .map(flow.client().at().ip()::equals)
                        .orElseGet(() ->
                                that.cluster().objectAt(flow.client().at().ip()).isEmpty());
        };
    }

    private static boolean to(Case that, Question.Target target, Flow flow) {
        return switch (target) {
            case Question.Target.ToService service ->
                that.cluster()
                        .service(
                                service.service().namespace(), service.service().name())
                        .filter(there -> there.fronts(flow.server().at().ip()))
                        .isPresent();
            case Question.Target.ToPod pod ->
                that.cluster()
                        .pod(pod.pod().namespace(), pod.pod().name())
                        .filter(there -> there.ips().contains(flow.server().at().ip()))
                        .isPresent();
            case Question.Target.ToNode node ->
                that.cluster()
                        .node(node.node())
                        .filter(there -> there.owns(flow.server().at().ip()))
                        .isPresent();
            case Question.Target.ToAddress address ->
                address.ip().equals(flow.server().at().ip());
            case Question.Target.ToName _name -> false;
        };
    }

    /** The finding is about what was asked: it cites the line where the walk ends, explains a flow of the same kind, or shows the same walk. */
    boolean concerns(Finding finding) {
        return question.isPresent()
                && (finding.told().contains(AskedFlow.TOLD)
                        || finding.walk().map(Walk::question).equals(question)
                        || finding.explains().stream().anyMatch(flows::contains)
                        || ends(finding));
    }

    /** The walk ends at a line that the finding cites for its mechanism. */
    private boolean ends(Finding finding) {
        return Stream.concat(
                        finding.evidence().stream().map(Evidence::source),
                        finding.conditions().stream().limit(1).flatMap(condition -> condition.sources().stream()))
                .anyMatch(ends::contains);
    }

    /** The finding is the cause of what was asked. Of those that explain it though nobody captured it ({@link AskedFlow}) the first on the way is, which {@link Ranking} tells. */
    boolean explainedBy(Finding finding) {
        return concerns(finding)
                && finding.confidence() != Confidence.POSSIBLE
                && !finding.told().contains(AskedFlow.TOLD);
    }

    /**
     * A mechanism that is visible, at the line where the walk of the asked packet ends, is likely although no such packet was captured (failure catalogue, LIKELY:
     * rules a and c).
     */
    Finding judged(Finding finding) {
        boolean visible = !finding.conditions().isEmpty()
                && Objects.requireNonNull(finding.conditions().getFirst())
                        .holds()
                        .yes();
        boolean excluded = finding.conditions().stream()
                .skip(4)
                .anyMatch(condition -> condition.holds().no());
        return question.isPresent()
                        && finding.confidence() == Confidence.POSSIBLE
                        && visible
                        && !excluded
                        && ends(finding)
                ? finding.withConfidence(Confidence.LIKELY)
                : finding;
    }
}
