package io.packetwalk.report.text;

import io.packetwalk.report.Neutral;
import io.packetwalk.report.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The answer as Markdown for a ticket or a chat: at most {@value #MOST} lines, every claim with its place. */
public final class Ticket {
    private static final int MOST = 40;
    private static final int PROOFS = 5;
    private static final int SUPPRESSED = 5;
    private static final int LACKS = 3;

    private Ticket() {}

    public static String of(Report report) {
        List<String> lines = new ArrayList<>();
        lines.add("## " + inline(String.join(" + ", report.bundle().inputs())));
        lines.add("");
        if (report.rootCauses().isEmpty()) {
            lines.add("**" + Words.headline(report) + "**");
            lines.add("");
        }
        lines.add(Words.tally(report) + ". " + Words.seen(report));
        Damages.first(report).ifPresent(damage -> lines.add(inline(damage) + "."));
        List<Report.Finding> left = new ArrayList<>(report.findings());
        left.removeAll(report.suppressedFindings());
        while (!left.isEmpty()) {
            List<String> section = section(left.getFirst());
            if (lines.size() + section.size() > MOST - 4) {
                break;
            }
            lines.addAll(section);
            left.removeFirst();
        }
        if (!left.isEmpty()) {
            lines.add("");
            lines.add("Also: " + String.join("; ", kinds(left)) + ".");
        }
        if (!report.suppressedFindings().isEmpty()) {
            lines.add("");
            lines.add("Suppressed: "
                    + String.join(
                            "; ",
                            report.suppressedFindings().stream()
                                    .map(Ticket::suppressed)
                                    .distinct()
                                    .limit(SUPPRESSED)
                                    .toList())
                    + ".");
        }
        if (!report.undetermined().isEmpty()) {
            lines.add("");
            List<String> lacking = List.copyOf(Words.lacking(report).keySet());
            lines.add("Could not decide " + Words.count(report.undetermined().size(), "check") + ": "
                    + inline(String.join("; ", lacking.stream().limit(LACKS).toList()))
                    + (lacking.size() > LACKS ? "; and " + (lacking.size() - LACKS) + " more" : "") + ".");
            report.plan().stream().findFirst().ifPresent(next -> lines.add("Get next: " + code(next.command())));
        }
        return String.join("\n", lines) + "\n";
    }

    /** Findings by kind, each kind once with its number. */
    private static List<String> kinds(List<Report.Finding> findings) {
        Map<String, Integer> kinds = new LinkedHashMap<>();
        findings.forEach(finding -> kinds.merge(
                finding.confidence() + " " + finding.id() + " " + finding.name() + " (" + Words.role(finding.role())
                        + ")",
                1,
                Integer::sum));
        return kinds.entrySet().stream()
                .map(kind -> (kind.getValue() > 1 ? kind.getValue() + " × " : "") + kind.getKey())
                .toList();
    }

    private static String suppressed(Report.Finding finding) {
        Report.Suppression why = Objects.requireNonNull(finding.suppressed());
        return finding.id() + " " + finding.name() + ", " + inline(why.reason())
                + (why.until() == null ? "" : " (until " + why.until() + ")");
    }

    /** One finding for a ticket. */
    public static String finding(Report.Finding finding) {
        return String.join("\n", section(finding)).strip() + "\n";
    }

    private static List<String> section(Report.Finding finding) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("### " + finding.confidence() + " " + finding.id() + " " + finding.name() + " ("
                + Words.role(finding.role()) + ")");
        lines.add("**What** " + inline(finding.what()) + "  ");
        lines.add("**Why** " + inline(finding.why()));
        lines.add("");
        finding.evidence().stream()
                .limit(PROOFS)
                .forEach(evidence -> lines.add("- " + inline(evidence.statement()) + " " + code(evidence.source())));
        for (Report.Remedy remedy : finding.remedies()) {
            lines.add("- **Do** " + code(remedy.command()) + " risk: " + inline(remedy.risk())
                    + (remedy.undo().isEmpty() ? "" : "; undo: " + inline(remedy.undo())));
        }
        if (!finding.then().isEmpty()) {
            lines.add("- **Then** " + inline(finding.then()));
        }
        return lines;
    }

    /** Text that Markdown must not read as markup, a link or HTML. */
    private static String inline(String text) {
        return Neutral.of(text).replaceAll("([\\\\`*_\\[\\]<>|#])", "\\\\$1");
    }

    /** A code span that a backtick inside cannot end (CommonMark 6.1). */
    private static String code(String text) {
        String safe = Neutral.of(text);
        int longest = 0;
        int run = 0;
        for (int i = 0; i < safe.length(); i++) {
            run = safe.charAt(i) == '`' ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        String fence = "`".repeat(longest + 1);
        String pad = longest > 0 ? " " : "";
        return fence + pad + safe + pad + fence;
    }
}
