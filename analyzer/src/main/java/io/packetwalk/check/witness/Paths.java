package io.packetwalk.check.witness;

import io.packetwalk.check.Case;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.flow.Flow;
import io.packetwalk.walk.Path;
import io.packetwalk.walk.Step;
import io.packetwalk.walk.Verdict;
import io.packetwalk.walk.Walk;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** What the predicted walks of flows say about a cause. */
public final class Paths {

    private Paths() {}

    /**
     * Whether the walks of the flows end at a cause: YES when each walk that can tell has a broken path that matches, NO when one of them is delivered
     * on every path, UNKNOWN when none can tell.
     *
     * @param text the condition as a sentence
     * @param flows the failed flows
     * @param here whether a broken path ends at the cause
     */
    public static Condition end(Case that, String text, List<Flow> flows, Predicate<Path> here) {
        Ternary holds = Ternary.UNKNOWN;
        Set<Source> sources = new TreeSet<>();
        for (Flow flow : flows) {
            Optional<Walk> walk = that.walks().of(flow);
            if (walk.isEmpty() || walk.get().paths().isEmpty()) {
                continue;
            }
            List<Path> paths = walk.get().paths();
            List<Path> matching = broken(walk.get()).stream().filter(here).toList();
            if (!matching.isEmpty()) {
                matching.forEach(path -> sources.addAll(path.by()));
                holds = holds.no() ? Ternary.NO : Ternary.YES;
            } else if (paths.stream().noneMatch(path -> path.verdict() instanceof Verdict.Undetermined)) {
                holds = Ternary.NO;
            }
        }
        return new Condition(text, holds, sources.stream().limit(3).toList());
    }

    /** The ways of a walk that end badly: forward ones, else those of the answer. */
    public static List<Path> broken(Walk walk) {
        List<Path> forward = walk.paths().stream().filter(Paths::broken).toList();
        return forward.isEmpty() ? walk.reply().stream().filter(Paths::broken).toList() : forward;
    }

    /** The path ends before it reaches a pod: translation found nowhere to send it. */
    public static boolean beforeAnyPod(Case that, Path path) {
        return path.endpoint().flatMap(end -> that.cluster().podAt(end.ip())).isEmpty();
    }

    /** The path ends badly, and is known to. */
    public static boolean broken(Path path) {
        return switch (path.verdict()) {
            case Verdict.Delivered _d -> false;
            case Verdict.Undetermined _u -> false;
            case Verdict.Rejected _r -> true;
            case Verdict.Dropped _d -> true;
            case Verdict.Lost _l -> true;
        };
    }

    /** The path is decided by this line. */
    public static boolean decidedBy(Path path, Source line) {
        return path.by().stream()
                .anyMatch(source -> source.artifact().equals(line.artifact())
                        && source.from() <= line.to()
                        && line.from() <= source.to());
    }

    /** The step a path ends with. */
    public static Optional<Step> last(Path path) {
        return path.steps().isEmpty()
                ? Optional.empty()
                : Optional.of(path.steps().getLast());
    }
}
