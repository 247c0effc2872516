package io.packetwalk.check.diagnosis;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Checks;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** Runs all checks on a case and ranks what they found. A check that throws is our bug: it is reported as crashed and nothing else is lost. */
public final class Examination {
    /** Layers whose checks go over the nodes. */
    private static final Set<String> OF_NODES = Set.of("conntrack", "policy", "podnet");

    private Examination() {}

    /**
     * Runs {@link Checks#ALL}.
     *
     * @param workers threads that run checks; the result does not depend on it
     */
    public static Diagnosis of(Case that, int workers) {
        return of(that, Checks.ALL, workers);
    }

    static Diagnosis of(Case that, List<Check> checks, int workers) {
        List<Outcome> each = run(checks, that, workers);
        Map<CheckId, Outcome> outcomes = new TreeMap<>();
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < checks.size(); i++) {
            Outcome outcome = each.get(i);
            outcomes.put(checks.get(i).id(), outcome);
            if (outcome instanceof Outcome.Found found) {
                findings.addAll(found.findings());
            }
        }
        List<Finding> all = PassedOn.to(that, findings);
        all = Overheard.with(
                that, LoggedFailures.of(that), all, checks, heard -> run(checks, heard, workers), outcomes);
        all = Overheard.with(that, asked(that, all), all, checks, heard -> run(checks, heard, workers), outcomes);
        return new Diagnosis(Ranking.of(that, all), Collections.unmodifiableMap(outcomes));
    }

    /** What was asked, unless something that is found explains it. */
    private static Hearsay asked(Case that, List<Finding> findings) {
        AskedFailure asked = AskedFailure.of(that);
        boolean explained = findings.stream().map(asked::judged).anyMatch(asked::explainedBy);
        return explained
                ? Hearsay.NOTHING
                : that.asked().map(question -> AskedFlow.of(that, question)).orElse(Hearsay.NOTHING);
    }

    private static List<Outcome> run(List<Check> checks, Case that, int workers) {
        return Crew.all(
                workers,
                checks.stream()
                        .<Callable<Outcome>>map(check -> () -> run(check, that))
                        .toList());
    }

    private static Outcome run(Check check, Case that) {
        try {
            return grounded(check, check.run(that), that);
        } catch (RuntimeException bug) {
            StackTraceElement[] trace = bug.getStackTrace();
            return new Outcome.Crashed(bug + (trace.length == 0 ? "" : " at " + trace[0]));
        }
    }

    /** What holds of every node is no news where no node is known: nothing was looked at. */
    private static Outcome grounded(Check check, Outcome outcome, Case that) {
        boolean blind = outcome instanceof Outcome.Clear
                && OF_NODES.contains(check.id().layer())
                && that.cluster().nodes().isEmpty();
        return blind
                ? new Outcome.Undetermined(List.of(new Missing(
                        "the state of any node", "the bundle knows no node", "packetwalk collect node --pods")))
                : outcome;
    }
}
