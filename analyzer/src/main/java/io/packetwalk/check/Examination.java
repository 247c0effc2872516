package io.packetwalk.check;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs all checks on a case and ranks what they found. A check that throws is our bug: it is reported as crashed and nothing else is lost. */
public final class Examination {

    private Examination() {}

    /** Runs {@link Checks#ALL}. */
    public static Diagnosis of(Case that) {
        return of(that, Checks.ALL);
    }

    static Diagnosis of(Case that, List<Check> checks) {
        Map<CheckId, Outcome> outcomes = new TreeMap<>();
        List<Finding> findings = new ArrayList<>();
        for (Check check : checks) {
            Outcome outcome = run(check, that);
            outcomes.put(check.id(), outcome);
            if (outcome instanceof Outcome.Found found) {
                findings.addAll(found.findings());
            }
        }
        return new Diagnosis(Ranking.of(that, findings), Collections.unmodifiableMap(outcomes));
    }

    private static Outcome run(Check check, Case that) {
        try {
            return check.run(that);
        } catch (RuntimeException bug) {
            StackTraceElement[] trace = bug.getStackTrace();
            return new Outcome.Crashed(bug + (trace.length == 0 ? "" : " at " + trace[0]));
        }
    }
}
