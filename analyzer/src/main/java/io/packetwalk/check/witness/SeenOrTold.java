package io.packetwalk.check.witness;

import io.packetwalk.check.Case;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** Causes that captures show and, where they show none, logs tell. */
public final class SeenOrTold {

    private SeenOrTold() {}

    /**
     * The outcome of such a check.
     *
     * @param seen what captures show
     * @param tells whether a line of a log tells of it
     * @param told what a trail of such lines comes to
     * @param clear what is said when there is neither
     */
    public static Outcome of(
            Case that, List<Finding> seen, Predicate<String> tells, Function<LogTrail, Finding> told, String clear) {
        List<Finding> findings =
                seen.isEmpty() ? LogTrail.of(that, tells).stream().map(told).toList() : List.copyOf(seen);
        boolean blind = LogTrail.silent(that) && !Needs.traffic(that).isEmpty();
        return findings.isEmpty() && blind
                ? new Outcome.NotApplicable("no capture and no log of an application in the bundle")
                : Outcome.of(findings, List.of(), clear);
    }
}
