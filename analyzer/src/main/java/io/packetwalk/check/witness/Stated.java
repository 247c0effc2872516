package io.packetwalk.check.witness;

import io.packetwalk.check.Case;
import io.packetwalk.check.Proof;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.flow.Flow;
import io.packetwalk.walk.Path;
import java.util.List;
import java.util.function.Predicate;

/** Proofs of causes that one artifact states outright: what remains to be shown is that a failure ends there. */
public final class Stated {

    private Stated() {}

    /**
     * The proof of a cause that captured connections may end at.
     *
     * @param mechanism what is wrong, with its sources
     * @param failed the connections that may end there
     * @param here whether a broken path ends there
     * @param others look-alikes
     */
    public static Proof ending(
            Case that, Condition mechanism, List<Flow> failed, Predicate<Path> here, Condition... others) {
        return new Proof(
                mechanism,
                Paths.end(that, "the walk of the failed connections ends there", failed, here),
                observed(failed),
                near(that, mechanism, failed),
                List.of(others));
    }

    /**
     * The proof of a cause whose failure a status, an event or a log line tells. The message names the object that failed, so it is on the path, and it
     * is of the moment it tells of.
     *
     * @param mechanism what is wrong
     * @param told the message; its sources say where it stands
     */
    public static Proof told(Condition mechanism, Condition told, Condition... others) {
        Condition path = new Condition("the message names what failed", told.holds(), told.sources());
        Condition time = new Condition("the message is of the failure itself", told.holds(), told.sources());
        return new Proof(mechanism, path, told, time, List.of(others));
    }

    /** The condition that connections failed so. */
    public static Condition observed(List<Flow> failed) {
        return new Condition(
                "connections failed so",
                Ternary.of(!failed.isEmpty()),
                failed.stream().limit(3).map(flow -> flow.nearest().source()).toList());
    }

    private static Condition near(Case that, Condition mechanism, List<Flow> failed) {
        return mechanism.sources().isEmpty()
                ? Condition.unknown("collected within 300 s of the failure")
                : Moments.near(that, mechanism.sources().getFirst(), failed);
    }
}
