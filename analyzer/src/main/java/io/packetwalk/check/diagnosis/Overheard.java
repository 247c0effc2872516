package io.packetwalk.check.diagnosis;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Confidence;
import io.packetwalk.check.Evidence;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.walk.Walk;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What explains failures that nobody captured: most bundles hold no capture at all. The checks run once more on those failures alone, as if they had been seen; what
 * comes of it is never more than LIKELY, for neither a prediction nor the word of a program is an observation (failure catalogue, confidence rules).
 */
final class Overheard {

    /** Conditions of a proof that only an observation can fulfil: that it failed, and when ({@link io.packetwalk.check.Proof}). */
    private static final int OBSERVED = 2;

    private static final int IN_TIME = 3;

    private final Hearsay hearsay;

    private Overheard(Hearsay hearsay) {
        this.hearsay = hearsay;
    }

    /**
     * The findings, and those that explain what was heard.
     *
     * @param run runs all checks on a case, and gives their outcomes in order
     * @param outcomes the outcomes of the checks; one that found something only now has found it
     */
    static List<Finding> with(
            Case that,
            Hearsay hearsay,
            List<Finding> findings,
            List<Check> checks,
            Function<Case, List<Outcome>> run,
            Map<CheckId, Outcome> outcomes) {
        return hearsay.empty()
                ? findings
                : new Overheard(hearsay).joined(run.apply(hearsay.in(that)), findings, checks, outcomes);
    }

    private List<Finding> joined(
            List<Outcome> heard, List<Finding> findings, List<Check> checks, Map<CheckId, Outcome> outcomes) {
        Map<String, Finding> all = new LinkedHashMap<>();
        List<Finding> doubles = new ArrayList<>();
        for (Finding finding : findings) {
            if (all.putIfAbsent(Ranking.fingerprint(finding), finding) != null) {
                doubles.add(finding);
            }
        }
        for (int i = 0; i < checks.size(); i++) {
            Check check = checks.get(i);
            if (heard.get(i) instanceof Outcome.Found(List<Finding> found)) {
                List<Finding> mine = found.stream()
                        .filter(finding -> !hearsay.explained(finding).isEmpty())
                        .map(this::asHeard)
                        .toList();
                mine.forEach(finding -> all.merge(Ranking.fingerprint(finding), finding, Overheard::both));
                if (!mine.isEmpty() && !(outcomes.get(check.id()) instanceof Outcome.Found)) {
                    outcomes.put(check.id(), new Outcome.Found(mine));
                }
            }
        }
        return Stream.concat(all.values().stream(), doubles.stream()).toList();
    }

    /** One cause that the bundle shows at work, and that explains what was heard, too. */
    private static Finding both(Finding seen, Finding heard) {
        return seen.confidence() == Confidence.POSSIBLE && heard.confidence() != Confidence.POSSIBLE
                ? heard.alsoTelling(seen.told())
                : seen.alsoTelling(heard.told());
    }

    /** The finding without what only an observation would give it. */
    private Finding asHeard(Finding finding) {
        List<Hearsay.Failure> failures = hearsay.explained(finding);
        List<Condition> conditions = new ArrayList<>();
        for (int at = 0; at < finding.conditions().size(); at++) {
            conditions.add(weaker(at, finding.conditions().get(at), failures));
        }
        List<Evidence> evidence = new ArrayList<>();
        finding.evidence().stream()
                .filter(shown -> stands(shown.source())
                        && failures.stream()
                                .noneMatch(failure -> failure.source().equals(shown.source())))
                .forEach(evidence::add);
        failures.stream()
                .filter(failure -> stands(failure.source()))
                .limit(3)
                .forEach(failure -> evidence.add(new Evidence(failure.what(), failure.source())));
        Confidence most = finding.confidence() == Confidence.PROVEN ? Confidence.LIKELY : finding.confidence();
        int more = failures.size() - 1;
        Optional<Walk> walk = hearsay.walk().or(finding::walk);
        return new Finding(
                finding.id(),
                finding.subjects(),
                most,
                finding.severity(),
                failures.getFirst().what()
                        + (more == 0 ? "." : ", and " + more + (more == 1 ? " more failure." : " more failures.")),
                finding.why(),
                evidence,
                conditions,
                finding.rejected(),
                finding.remedies(),
                finding.then(),
                finding.wouldChangeOurMind(),
                List.of(),
                0,
                List.of(),
                failures.stream().map(Hearsay.Failure::name).toList(),
                walk);
    }

    private static Condition weaker(int at, Condition condition, List<Hearsay.Failure> failures) {
        List<Source> said = failures.stream()
                .map(Hearsay.Failure::source)
                .filter(Overheard::stands)
                .limit(3)
                .toList();
        if (at == OBSERVED || at == IN_TIME) {
            return new Condition(
                    condition.text()
                            + (said.isEmpty()
                                    ? ": it was asked about, nothing shows it"
                                    : ": a log says so, no capture"),
                    Ternary.UNKNOWN,
                    said);
        }
        List<Source> sources =
                condition.sources().stream().filter(Overheard::stands).toList();
        return new Condition(condition.text(), condition.holds(), sources);
    }

    private static boolean stands(Source source) {
        return !source.artifact().equals(Hearsay.NOWHERE);
    }
}
