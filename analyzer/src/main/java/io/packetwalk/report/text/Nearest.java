package io.packetwalk.report.text;

import io.packetwalk.evidence.Spelling;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The words nearest to one that is not known: by edits, with names that contain it first. */
public final class Nearest {
    private Nearest() {}

    /** At most {@code most} candidates, nearest first; none when nothing is near. */
    public static List<String> of(String word, Collection<String> candidates, int most) {
        String wanted = word.toLowerCase(Locale.ROOT);
        int far = Math.max(2, wanted.length() / 3);
        return candidates.stream()
                .distinct()
                .filter(candidate -> distance(wanted, candidate) <= far)
                .sorted(Comparator.comparingInt((String candidate) -> distance(wanted, candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(most)
                .toList();
    }

    /** {@code ; did you mean a or b?}, or nothing. */
    public static String hint(String word, Collection<String> candidates) {
        List<String> near = of(word, candidates, 3);
        return near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
    }

    private static int distance(String wanted, String candidate) {
        String other = candidate.toLowerCase(Locale.ROOT);
        return !wanted.isEmpty() && other.contains(wanted) ? 0 : Spelling.edits(wanted, other);
    }
}
