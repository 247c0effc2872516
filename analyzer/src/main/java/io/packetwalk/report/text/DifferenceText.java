package io.packetwalk.report.text;

import io.packetwalk.report.Difference;
import io.packetwalk.report.Neutral;
import io.packetwalk.report.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A difference for people: gone first, then new, changed, unchanged, and what could not be compared. */
public final class DifferenceText {
    private static final int COLUMN = 62;
    private static final int SHOWN = 5;

    private static final List<String> ORDER = List.of(
            Difference.GONE, Difference.NEW, Difference.CHANGED, Difference.UNCHANGED, Difference.NOT_COMPARABLE);

    private DifferenceText() {}

    /**
     * The lines of a comparison.
     *
     * @param only kinds to show: findings, walks, model
     */
    public static String of(Difference difference, List<String> only) {
        List<String> lines = new ArrayList<>();
        for (String change : ORDER) {
            if (only.contains("findings")) {
                difference.findings().stream()
                        .filter(claim -> claim.change().equals(change))
                        .forEach(claim -> lines.add(claim(claim)));
            }
            if (only.contains("walks")) {
                walks(difference, change, lines);
            }
            if (only.contains("model")) {
                model(difference, change, lines);
            }
        }
        if (lines.isEmpty()) {
            lines.add("Nothing to compare: neither side has a finding or a walk.");
        }
        lines.add(
                difference.different()
                        ? "different"
                        : difference.identical() ? "identical" : "cannot tell: what could be compared is the same");
        return Neutral.of(String.join("\n", lines)) + "\n";
    }

    /** The first of each part, for a rule set that is another has thousands. */
    private static void model(Difference difference, String change, List<String> lines) {
        Map<String, List<Difference.Trait>> parts = difference.model().stream()
                .filter(trait -> trait.change().equals(change))
                .collect(Collectors.groupingBy(Difference.Trait::what, TreeMap::new, Collectors.toList()));
        parts.forEach((what, traits) -> {
            traits.stream().limit(SHOWN).forEach(trait -> {
                lines.add(sign(change) + " " + pad((what + " " + trait.name()).strip())
                        + ends(first(trait.before()), first(trait.after())));
            });
            if (traits.size() > SHOWN) {
                lines.add(sign(change) + " " + Words.count(traits.size() - SHOWN, "more") + " of " + what
                        + "; all of them: -o json");
            }
        });
    }

    private static @Nullable String first(@Nullable String text) {
        if (text == null || text.indexOf('\n') < 0) {
            return text;
        }
        int more = (int) text.lines().count() - 1;
        return text.substring(0, text.indexOf('\n')) + " (and " + Words.count(more, "more line") + ")";
    }

    private static void walks(Difference difference, String change, List<String> lines) {
        List<Difference.Way> ways = difference.walks().stream()
                .filter(way -> way.change().equals(change))
                .toList();
        if (change.equals(Difference.NOT_COMPARABLE) && ways.size() > 1) {
            String why = ways.stream().map(Difference.Way::why).distinct().collect(Collectors.joining(", "));
            lines.add(sign(change) + " " + Words.count(ways.size(), "walk") + " not comparable: " + why);
            return;
        }
        ways.stream()
                .limit(SHOWN)
                .forEach(way -> lines.add(sign(change) + " " + pad("walk " + way.from() + " → " + way.to())
                        + (change.equals(Difference.UNCHANGED)
                                ? "unchanged, " + fate(way.before())
                                : fate(way.before()) + "  →  " + fate(way.after()))
                        + (way.why().isEmpty() ? "" : "   " + way.why())));
        if (ways.size() > SHOWN) {
            lines.add(sign(change) + " " + Words.count(ways.size() - SHOWN, "more walk") + " " + change);
        }
    }

    private static String claim(Difference.Claim claim) {
        Report.Finding finding = Optional.ofNullable(claim.after())
                .or(() -> Optional.ofNullable(claim.before()))
                .orElseThrow();
        String subjects = finding.subjects().stream()
                .map(Report.Subject::toString)
                .limit(2)
                .collect(Collectors.joining(" "));
        String why = claim.why().isEmpty() ? "" : ": " + claim.why();
        return sign(claim.change()) + " "
                + pad(finding.confidence() + " " + finding.id() + " " + finding.name() + "  " + subjects)
                + claim.change().replace('-', ' ') + why;
    }

    private static String ends(@Nullable String before, @Nullable String after) {
        return (before == null ? "-" : before) + "  →  " + (after == null ? "-" : after);
    }

    private static String fate(Difference.@Nullable Fate fate) {
        return fate == null ? "-" : fate.verdict() + " (" + fate.symptom().toLowerCase(Locale.ROOT) + ")";
    }

    private static String pad(String text) {
        return text + " ".repeat(Math.max(2, COLUMN - text.length()));
    }

    private static String sign(String change) {
        return switch (change) {
            case Difference.GONE -> "-";
            case Difference.NEW -> "+";
            case Difference.CHANGED -> "~";
            case Difference.UNCHANGED -> "=";
            default -> "?";
        };
    }
}
