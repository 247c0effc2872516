package io.packetwalk.report.text;

import io.packetwalk.check.witness.Sentences;
import io.packetwalk.report.Neutral;
import io.packetwalk.report.Report;
import io.packetwalk.report.text.Tone.Ink;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The answer of {@code analyze} for a terminal: the answer first, one finding in labelled lines (What, Why, Proof, Not, Do, Then), at most
 * {@value #SCREEN} lines unless everything was asked for.
 */
public final class AnswerText {
    private static final int SCREEN = 24;
    private static final int EVERYTHING = Integer.MAX_VALUE;
    private static final int LABEL = 9;
    private static final int PROOFS = 4;
    private static final int LACKS = 3;
    private static final int INCIDENTS = 3;
    private static final int WIDEST_STATEMENT = 72;

    private final Report report;
    private final Tone tone;

    private AnswerText(Report report, Tone tone) {
        this.report = report;
        this.tone = tone;
    }

    /** At most one screen; what does not fit is counted. */
    public static String screen(Report report, Tone tone) {
        return new AnswerText(report, tone).text(SCREEN);
    }

    /** Every finding in full. */
    public static String wide(Report report, Tone tone) {
        return new AnswerText(report, tone).text(EVERYTHING);
    }

    private String text(int most) {
        Lines out = new Lines(tone);
        out.hanging(tone.paint(Ink.BOLD, title()) + "  ", title().length() + 2, shape());
        out.add(Words.tally(report));
        Damages.first(report).ifPresent(damage -> out.add(tone.paint(Ink.YELLOW, damage)));
        out.blank();
        Lines tail = new Lines(tone);
        suppressed(tail);
        footer(tail);
        if (report.rootCauses().isEmpty()) {
            nothingBroken(out);
        }
        incidents(out);
        findings(out, most == EVERYTHING ? most : most - tail.count());
        out.append(tail);
        return out.text();
    }

    private String title() {
        return Neutral.of(String.join(" + ", report.bundle().inputs()));
    }

    private String shape() {
        List<String> parts = new ArrayList<>(Words.shape(report.bundle()));
        String window = Words.window(report.bundle());
        if (!window.isEmpty()) {
            parts.add(window);
        }
        parts.add(Words.count(report.bundle().artifacts(), "artifact"));
        return String.join(" · ", parts);
    }

    private void nothingBroken(Lines out) {
        out.add(tone.paint(Words.mood(report).equals("sound") ? Ink.GREEN : Ink.YELLOW, Words.headline(report)));
        label(out, "Seen", Words.seen(report));
        label(
                out,
                "Clear",
                Words.count(report.clear().size(), "cause")
                        + " looked for on complete evidence and not there; not looked at is not clear");
    }

    /** What is wrong, a line each, when it is more than one thing. */
    private void incidents(Lines out) {
        List<String> hidden = report.suppressedFindings().stream()
                .map(Report.Finding::fingerprint)
                .toList();
        List<Report.Incident> all = report.clusters().stream()
                .filter(incident -> incident.findings().isEmpty() || !hidden.containsAll(incident.findings()))
                .toList();
        if (all.size() < 2) {
            return;
        }
        List<Report.Incident> shown = all.subList(0, Math.min(INCIDENTS, all.size()));
        int column = shown.stream().mapToInt(each -> share(each).length()).max().orElse(0);
        for (Report.Incident incident : shown) {
            String name = incident.id().isEmpty() ? "no named cause" : incident.id() + " " + incident.element();
            out.add(share(incident)
                    + " ".repeat(column - share(incident).length() + 3)
                    + tone.paint(Ink.BOLD, Neutral.of(name))
                    + window(incident));
        }
        if (all.size() > INCIDENTS) {
            out.add(tone.paint(Ink.DIM, "… and " + Words.count(all.size() - INCIDENTS, "more incident")));
        }
        out.blank();
    }

    private static String share(Report.Incident incident) {
        return incident.affected().failed() + " of " + incident.affected().total() + " failed";
    }

    private static String window(Report.Incident incident) {
        Report.Window window = incident.window();
        return window == null ? "" : "   " + Words.span(window);
    }

    /**
     * Full cards while they fit; then one line each; then a number. The first finding is always in full. Of one cause at one element the first speaks for all, and what
     * is suppressed comes last.
     */
    private void findings(Lines out, int most) {
        List<Report.Finding> left = most == EVERYTHING ? told() : folded(told());
        boolean first = true;
        while (!left.isEmpty()) {
            Lines card = new Lines(tone);
            card(card, left.getFirst());
            boolean worthIt = left.getFirst().role().equals("root-cause") || most == EVERYTHING;
            boolean fits = out.count() + card.count() + left.size() - 1 <= most;
            if (!(worthIt && (first || fits))) {
                break;
            }
            out.append(card);
            left.removeFirst();
            first = false;
        }
        for (int i = 0; i < left.size(); i++) {
            if (out.count() >= most - 1 && left.size() - i > 1) {
                out.add(tone.paint(Ink.DIM, "… and " + (left.size() - i) + " more: -o wide, or the report"));
                break;
            }
            brief(out, left.get(i));
        }
    }

    private List<Report.Finding> told() {
        List<Report.Finding> told = new ArrayList<>(report.findings());
        told.removeAll(report.suppressedFindings());
        return told;
    }

    private static List<Report.Finding> folded(List<Report.Finding> findings) {
        Set<String> seen = new HashSet<>();
        List<Report.Finding> first = new ArrayList<>();
        for (Report.Finding finding : findings) {
            String subject = finding.subjects().isEmpty()
                    ? ""
                    : finding.subjects().getFirst().toString();
            if (seen.add(finding.id() + finding.role() + subject)) {
                first.add(finding);
            }
        }
        return first;
    }

    private void suppressed(Lines out) {
        for (Report.Finding finding : report.suppressedFindings()) {
            Report.Suppression why = Objects.requireNonNull(finding.suppressed());
            out.add(tone.paint(
                    Ink.DIM,
                    "suppressed " + finding.id() + " " + finding.name() + ": " + Neutral.of(why.reason())
                            + (why.until() == null ? "" : " (until " + why.until() + ")")));
        }
    }

    private void card(Lines out, Report.Finding finding) {
        heading(out, finding, role(finding));
        label(out, "What", finding.what() + affected(finding));
        label(out, "Why", finding.why());
        proof(out, finding);
        not(out, finding);
        for (Report.Remedy remedy : finding.remedies()) {
            String undo = remedy.undo().isEmpty() ? "" : "; undo: " + remedy.undo();
            label(out, "Do", remedy.command() + "   (risk: " + remedy.risk() + undo + ")");
        }
        if (!finding.then().isEmpty()) {
            label(out, "Then", finding.then());
        }
    }

    private static String role(Report.Finding finding) {
        return finding.role().equals("root-cause") ? "" : " · " + Words.role(finding.role());
    }

    private static String affected(Report.Finding finding) {
        Report.Affected affected = finding.affected();
        // "4 of 8 connections" already says it.
        boolean said = finding.what().contains(affected.failed() + " of " + affected.total() + " ");
        return affected.failed() == 0 || said
                ? ""
                : " (" + affected.failed() + " of " + affected.total() + " such flows failed)";
    }

    private void heading(Lines out, Report.Finding finding, String role) {
        String subject = finding.subjects().isEmpty()
                ? ""
                : "   " + Neutral.of(finding.subjects().getFirst().toString());
        out.add(tone.paint(ink(finding.confidence()), String.format(Locale.ROOT, "%-8s", finding.confidence()))
                + " "
                + tone.paint(Ink.BOLD, finding.id() + " " + finding.name())
                + subject
                + role);
    }

    private void brief(Lines out, Report.Finding finding) {
        String prefix = String.format(Locale.ROOT, "%-8s", finding.confidence());
        String name = finding.id() + " " + finding.name();
        out.add(tone.paint(ink(finding.confidence()), prefix)
                + " "
                + tone.paint(Ink.BOLD, name)
                + "   "
                + Neutral.of(news(finding))
                + role(finding));
    }

    /** The failure; of a cause that nothing is seen to fail by, the cause. */
    private static String news(Report.Finding finding) {
        return finding.what().endsWith(Sentences.NONE)
                ? finding.what().replace(Sentences.NONE, ": ") + finding.why()
                : finding.what();
    }

    private static Ink ink(String confidence) {
        return switch (confidence) {
            case "PROVEN" -> Ink.RED;
            case "LIKELY" -> Ink.YELLOW;
            default -> Ink.CYAN;
        };
    }

    private void proof(Lines out, Report.Finding finding) {
        List<Report.Evidence> shown = finding.evidence().stream().limit(PROOFS).toList();
        int column = shown.stream()
                .mapToInt(evidence -> Neutral.of(evidence.statement()).length())
                .filter(length -> length <= WIDEST_STATEMENT)
                .max()
                .orElse(0);
        String label = "Proof";
        for (Report.Evidence evidence : shown) {
            String statement = Neutral.of(evidence.statement());
            String gap = " ".repeat(Math.max(0, column - statement.length()) + 2);
            out.add(labelled(label) + statement + gap + tone.paint(Ink.CYAN, Neutral.of(evidence.source())));
            label = "";
        }
        if (finding.evidence().size() > PROOFS) {
            out.add(labelled("")
                    + tone.paint(
                            Ink.DIM, "and " + Words.count(finding.evidence().size() - PROOFS, "more place")));
        }
    }

    private void not(Lines out, Report.Finding finding) {
        if (finding.rejected().isEmpty()) {
            return;
        }
        List<String> shown = finding.rejected().stream()
                .limit(2)
                .map(rejected -> rejected.id() + ": " + rejected.why())
                .toList();
        int more = finding.rejected().size() - shown.size();
        label(out, "Not", String.join(" · ", shown) + (more > 0 ? " (" + more + " more in the report)" : ""));
    }

    private void footer(Lines out) {
        if (report.undetermined().isEmpty()) {
            return;
        }
        Map<String, Integer> lacking = Words.lacking(report);
        List<String> shown = lacking.keySet().stream().limit(LACKS).toList();
        int more = lacking.size() - shown.size();
        out.blank();
        String prefix = "Could not decide " + Words.count(report.undetermined().size(), "check") + ": ";
        out.hanging(prefix, 2, String.join("; ", shown) + (more > 0 ? "; and " + more + " more" : "") + ".");
        report.plan().stream()
                .findFirst()
                .ifPresent(next -> out.hanging(
                        "Get next: ",
                        2,
                        next.command() + "   (decides "
                                + Words.count(next.decides().size(), "check")
                                + (report.plan().size() > 1
                                        ? "; " + Words.count(report.plan().size() - 1, "more command")
                                                + ": packetwalk collect cluster --nodes all --plan REPORT)"
                                        : ")")));
    }

    private String labelled(String label) {
        return "  " + tone.paint(Ink.DIM, String.format(Locale.ROOT, "%-7s", label));
    }

    private void label(Lines out, String label, String text) {
        out.hanging(labelled(label), LABEL, text);
    }
}
