package io.packetwalk.report.html;

import io.packetwalk.report.Neutral;
import io.packetwalk.report.Report;
import io.packetwalk.report.text.Words;
import io.packetwalk.template.Card;
import io.packetwalk.template.Page;
import io.packetwalk.template.ReportPage;
import io.packetwalk.template.WalkView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The report as one HTML file. */
public final class HtmlReport {
    private final Report report;
    private final Places places;

    private HtmlReport(Report report) {
        this.report = report;
        this.places = new Places(report.excerpts());
    }

    /** The page; same report, same bytes. */
    public static String of(Report report) {
        // What stands in a saved report may be forged, also where our own words are expected: whatever still hides or
        // reorders text goes.
        return ReportPage.render(new HtmlReport(report).page())
                .lines()
                .map(Neutral::of)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** True when a file that begins like this was written by us and may be replaced. */
    public static boolean isOurs(String beginning) {
        return beginning.startsWith(ReportPage.MARKER);
    }

    private Page page() {
        Cards cards = new Cards(report, places);
        List<Card> causes = report.rootCauses().stream().map(cards::card).toList();
        List<Card> further = report.furtherFindings().stream().map(cards::card).toList();
        List<WalkView> asked = asked();
        boolean unexplained = causes.isEmpty() && report.flows().failed() > 0;
        return new Page(
                Neutral.of(String.join(" + ", report.bundle().inputs())),
                strip(),
                causes.isEmpty() ? (unexplained ? "unexplained" : "sound") : "broken",
                unexplained
                        ? "Flows failed, and no cause was found for them in this bundle."
                        : "No failure was found in this bundle.",
                Words.seen(report),
                causes,
                asked,
                new Page.Tally(
                        causes.size(),
                        further.size(),
                        report.clear().size(),
                        report.undetermined().size(),
                        report.notApplicable().size(),
                        report.crashed().size()),
                further,
                FlowTables.of(report.flows(), anchors()),
                Chunks.of(report),
                Covers.of(report),
                report.notes().stream()
                        .map(note -> new Page.NoteRow(
                                note.severity(), note.code(), Neutral.of(note.source()), Neutral.of(note.text())))
                        .toList(),
                about());
    }

    private Set<String> anchors() {
        return report.findings().stream().map(Report.Finding::fingerprint).collect(Collectors.toSet());
    }

    /** Walks that belong to no finding: the one the reader asked about. */
    private List<WalkView> asked() {
        Set<Integer> shown = report.findings().stream()
                .flatMap(finding -> finding.walk() == null ? Stream.<Integer>empty() : Stream.of(finding.walk()))
                .collect(Collectors.toSet());
        return IntStream.range(0, report.walks().size())
                .filter(at -> !shown.contains(at))
                .mapToObj(at -> Strips.walk(report, at, Set.of(), places))
                .toList();
    }

    private List<Page.Fact> strip() {
        List<Page.Fact> facts = new ArrayList<>();
        String window = Words.window(report.bundle());
        if (!window.isEmpty()) {
            facts.add(new Page.Fact("Window", window));
        }
        for (String part : Words.shape(report.bundle())) {
            facts.add(new Page.Fact("Shape", Neutral.of(part)));
        }
        facts.add(new Page.Fact("Artifacts", Words.count(report.bundle().artifacts(), "artifact")));
        if (report.presence().stream().anyMatch(presence -> presence.state().equals("redacted"))) {
            facts.add(new Page.Fact("Redaction", "redacted"));
        }
        return facts;
    }

    private List<Page.Fact> about() {
        List<Page.Fact> facts = new ArrayList<>();
        facts.add(new Page.Fact(
                "Written by", report.tool().name() + " " + report.tool().version()));
        facts.add(new Page.Fact("Schema", "version " + report.schemaVersion()));
        facts.add(new Page.Fact("Layout", Neutral.of(report.bundle().layout())));
        facts.add(new Page.Fact(
                "Checks",
                report.findings().size() + " findings, " + report.clear().size() + " clear, "
                        + report.undetermined().size() + " undecided, "
                        + report.notApplicable().size() + " not applicable"));
        for (Report.Crashed crashed : report.crashed()) {
            facts.add(new Page.Fact("Crashed", crashed.id() + " " + Neutral.of(crashed.error()) + " (our bug)"));
        }
        return facts;
    }
}
