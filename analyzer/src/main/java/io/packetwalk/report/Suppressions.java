package io.packetwalk.report;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Findings that somebody chose not to be told of, each with a reason and perhaps a last day: {@code WHAT UNTIL REASON...}, one a line, {@code #} for comments. WHAT is a
 * fingerprint ({@code PW-034~k3x9}) or a check ({@code PW-117}); UNTIL a date or {@code never}.
 *
 * @param rules in order
 */
public record Suppressions(List<Rule> rules) {
    public Suppressions {
        rules = List.copyOf(rules);
    }

    /**
     * One line.
     *
     * @param what fingerprint or check
     * @param until last day, empty for always
     * @param reason why
     * @param place file and line
     */
    public record Rule(String what, Optional<LocalDate> until, String reason, String place) {
        boolean names(Report.Finding finding) {
            return what.equals(finding.fingerprint()) || what.equals(finding.id());
        }

        boolean over(LocalDate today) {
            return until.filter(today::isAfter).isPresent();
        }
    }

    /**
     * Reads a file.
     *
     * @param name its name, for messages
     * @throws IllegalArgumentException with place and reason when a line is no rule
     */
    public static Suppressions read(String name, List<String> lines) {
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                rules.add(rule(line, name + ":" + (i + 1)));
            }
        }
        return new Suppressions(rules);
    }

    private static Rule rule(String line, String place) {
        String[] words = line.split("\\s+", 3);
        if (!words[0].matches("PW-\\d{3}(~[0-9a-z]+(-\\d+)?)?")) {
            throw new IllegalArgumentException(
                    place + ": '" + words[0] + "' is neither a fingerprint (PW-034~k3x9) nor a check (PW-034)");
        }
        if (words.length < 3) {
            throw new IllegalArgumentException(
                    place + ": WHAT UNTIL REASON are needed; a suppression without a reason is none");
        }
        return new Rule(words[0], day(words[1], place), words[2], place);
    }

    private static Optional<LocalDate> day(String word, String place) {
        if (word.equals("never")) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDate.parse(word));
        } catch (DateTimeException notADay) {
            throw new IllegalArgumentException(
                    place + ": '" + word + "' is neither a day (2026-12-31) nor never", notADay);
        }
    }

    /**
     * The report with what is suppressed marked so. A rule that is over does nothing, one that names nothing is said, so that files do not grow for ever.
     *
     * @param today the day to judge expiry by
     */
    public Report applied(Report report, LocalDate today) {
        Set<Rule> used = new HashSet<>();
        List<Report.Finding> findings = new ArrayList<>();
        for (Report.Finding finding : report.findings()) {
            Optional<Rule> rule = rules.stream()
                    .filter(each -> each.names(finding) && !each.over(today))
                    .findFirst();
            rule.ifPresent(used::add);
            findings.add(rule.map(each -> finding.because(new Report.Suppression(Neutral.of(each.reason()), day(each))))
                    .orElse(finding));
        }
        Stream<Report.Note> told =
                rules.stream().filter(rule -> !used.contains(rule)).map(rule -> note(rule, today));
        return report.with(
                findings, Stream.concat(report.notes().stream(), told).toList());
    }

    private static @Nullable String day(Rule rule) {
        return rule.until().map(LocalDate::toString).orElse(null);
    }

    private static Report.Note note(Rule rule, LocalDate today) {
        return rule.over(today)
                ? new Report.Note(
                        "suppression-over",
                        "warn",
                        Neutral.of(rule.place()),
                        rule.what() + " is told again: its suppression ended on " + day(rule))
                : new Report.Note(
                        "suppression-unused",
                        "hint",
                        Neutral.of(rule.place()),
                        "nothing found is " + rule.what() + ": the line can go");
    }
}
