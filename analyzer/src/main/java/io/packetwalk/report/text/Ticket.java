package io.packetwalk.report.text;

import io.packetwalk.report.Neutral;
import io.packetwalk.report.Report;
import java.util.ArrayList;
import java.util.List;

/** The answer as Markdown for a ticket or a chat: at most {@value #MOST} lines, every claim with its place. */
public final class Ticket {
    private static final int MOST = 40;
    private static final int PROOFS = 5;

    private Ticket() {}

    public static String of(Report report) {
        List<String> lines = new ArrayList<>();
        lines.add("## " + inline(String.join(" + ", report.bundle().inputs())));
        lines.add("");
        lines.add(Words.tally(report) + ". " + Words.seen(report));
        List<Report.Finding> left = new ArrayList<>(report.findings());
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
            lines.add("Also: "
                    + String.join(
                            "; ",
                            left.stream()
                                    .map(finding -> finding.confidence() + " " + finding.id() + " " + finding.name())
                                    .toList())
                    + ".");
        }
        if (!report.undetermined().isEmpty()) {
            lines.add("");
            lines.add("Could not decide " + Words.count(report.undetermined().size(), "check") + ": "
                    + inline(String.join(
                            "; ",
                            Words.lacking(report).keySet().stream().limit(3).toList()))
                    + ".");
        }
        return String.join("\n", lines) + "\n";
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
