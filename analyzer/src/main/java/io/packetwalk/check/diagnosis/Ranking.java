package io.packetwalk.check.diagnosis;

import io.packetwalk.check.Case;
import io.packetwalk.check.Confidence;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Severity;
import io.packetwalk.evidence.Condition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Orders findings and gives each its role.
 *
 * <p>The serial order of the walk ranks, not a score: of all causes at LIKELY or above that explain a failure, the one whose promise comes first on the way
 * takes it, because it hides the later ones. A finding that takes no failure is no root cause: one that explains only failures that an earlier cause already
 * takes would fail next, one that explains none is an observation and, being latent, never worse than s3. What the reader asked about comes first within its role.
 */
final class Ranking {

    /** Conditions from here on are look-alikes ({@link io.packetwalk.check.Proof#conditions}). */
    private static final int LOOK_ALIKES = 4;

    private Ranking() {}

    static List<Ranked> of(Case that, List<Finding> found) {
        AskedFailure asked = AskedFailure.of(that);
        List<Finding> findings = found.stream().map(asked::judged).toList();
        Map<String, Finding> winners = winners(findings);
        List<Ranked> unranked = new ArrayList<>();
        for (Finding finding : findings) {
            Role role = role(asked, finding, winners);
            unranked.add(
                    new Ranked(0, role, fingerprint(finding), role == Role.OBSERVATION ? latent(finding) : finding));
        }
        unranked.sort(Comparator.comparing(Ranked::role)
                .thenComparing(ranked -> !asked.concerns(ranked.finding()))
                .thenComparingInt(ranked -> ranked.finding().id().rank())
                .thenComparing(ranked -> ranked.finding().confidence())
                .thenComparing(ranked -> ranked.finding().severity())
                .thenComparingInt(ranked -> -ranked.finding().explains().size())
                .thenComparing(Ranked::fingerprint));
        List<Ranked> ranked = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        for (Ranked next : unranked) {
            int nth = seen.merge(next.fingerprint(), 1, Integer::sum);
            String unique = nth == 1 ? next.fingerprint() : next.fingerprint() + "-" + nth;
            ranked.add(new Ranked(ranked.size() + 1, next.role(), unique, next.finding()));
        }
        return List.copyOf(ranked);
    }

    /** The finding that takes each failure: earliest on the walk, then surest, then the one that explains most. */
    private static Map<String, Finding> winners(List<Finding> findings) {
        Comparator<Finding> best = Comparator.comparingInt(
                        (Finding finding) -> finding.id().rank())
                .thenComparing(Finding::confidence)
                .thenComparingInt(finding -> -failures(finding).size())
                .thenComparing(finding -> finding.id().code())
                .thenComparing(Ranking::fingerprint);
        Map<String, Finding> winners = new TreeMap<>();
        for (Finding finding : findings.stream().sorted(best).toList()) {
            if (finding.confidence() != Confidence.POSSIBLE) {
                failures(finding).forEach(failure -> winners.putIfAbsent(failure, finding));
            }
        }
        return winners;
    }

    private static List<String> failures(Finding finding) {
        return Stream.of(
                        finding.explains().stream(),
                        finding.lookups().stream().map(lookup -> "lookup " + lookup),
                        finding.told().stream().map(told -> "told " + told))
                .flatMap(failures -> failures)
                .toList();
    }

    private static Role role(AskedFailure asked, Finding finding, Map<String, Finding> winners) {
        if (asked.explainedBy(finding) || winners.containsValue(finding)) {
            return Role.ROOT_CAUSE;
        }
        boolean rival = failures(finding).stream()
                .allMatch(failure -> winners.containsKey(failure) && rivals(winners.get(failure), finding));
        if (failures(finding).isEmpty() || finding.confidence() == Confidence.POSSIBLE || rival) {
            return Role.OBSERVATION;
        }
        return Role.WOULD_FAIL_NEXT;
    }

    /** One excludes the other, or cannot: two explanations of one failure, of which one holds, and nothing that follows once the first is mended. */
    private static boolean rivals(Finding winner, Finding loser) {
        return lookAlikes(winner, loser).anyMatch(condition -> condition.holds().yes())
                || lookAlikes(loser, winner)
                        .anyMatch(condition -> !condition.holds().yes());
    }

    /** What a finding says of another among its look-alikes, by its code. */
    private static Stream<Condition> lookAlikes(Finding finding, Finding other) {
        return finding.conditions().stream()
                .skip(LOOK_ALIKES)
                .filter(condition -> condition.text().startsWith(other.id().code() + ":"));
    }

    private static Finding latent(Finding finding) {
        return finding.withSeverity(Severity.S3);
    }

    /** The check and what it is about; nothing that changes when the same fault is captured again. */
    static String fingerprint(Finding finding) {
        String subject = finding.id().code() + finding.subjects();
        long hash = 0xcbf29ce484222325L;
        for (byte octet : subject.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (octet & 0xff)) * 0x100000001b3L; // FNV-1a
        }
        String word = Long.toUnsignedString(hash, 36);
        return finding.id().code() + "~" + word.substring(0, Math.min(6, word.length()));
    }
}
