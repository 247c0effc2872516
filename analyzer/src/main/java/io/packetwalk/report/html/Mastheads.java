package io.packetwalk.report.html;

import io.packetwalk.evidence.Damage;
import io.packetwalk.report.Neutral;
import io.packetwalk.report.Report;
import io.packetwalk.report.text.Words;
import io.packetwalk.template.Page;
import java.util.ArrayList;
import java.util.List;

/** What the page says of the bundle and of itself: the strip at its head, and the facts at its foot. */
final class Mastheads {
    private Mastheads() {}

    static List<Page.Fact> strip(Report report) {
        List<Page.Fact> facts = new ArrayList<>();
        String window = Words.window(report.bundle());
        if (!window.isEmpty()) {
            facts.add(new Page.Fact("Window", window));
        }
        for (String part : Words.shape(report.bundle())) {
            facts.add(new Page.Fact("Shape", Neutral.of(part)));
        }
        facts.add(new Page.Fact("Artifacts", Words.count(report.bundle().artifacts(), "artifact")));
        facts.add(new Page.Fact("Redaction", redaction(report)));
        facts.add(integrity(report));
        return facts;
    }

    private static String redaction(Report report) {
        return report.presence().stream().anyMatch(presence -> presence.state().equals("redacted"))
                ? "redacted"
                : "not redacted";
    }

    /** What reading alone can tell; whether every byte is the manifest's is the business of {@code verify}. */
    private static Page.Fact integrity(Report report) {
        long damaged = report.notes().stream()
                .filter(note -> Damage.says(note.code()) && !note.severity().equals("hint"))
                .map(Report.Note::source)
                .distinct()
                .count();
        if (damaged > 0) {
            return new Page.Fact("Integrity", Words.count(damaged, "artifact") + " cut, lost or changed", "bad");
        }
        boolean manifest =
                report.coverage().stream().anyMatch(read -> read.format().equals("packetwalk-manifest"));
        return manifest
                ? new Page.Fact("Integrity", "whole by its manifest", "ok")
                : new Page.Fact("Integrity", "integrity unknown: no manifest");
    }

    static List<Page.Fact> about(Report report) {
        List<Page.Fact> facts = new ArrayList<>();
        facts.add(new Page.Fact(
                "Written by", report.tool().name() + " " + report.tool().version()));
        facts.add(new Page.Fact("Schema", "version " + report.schemaVersion()));
        facts.add(new Page.Fact("Layout", Neutral.of(report.bundle().layout())));
        facts.add(new Page.Fact(
                "Checks",
                Words.count(report.findings().size(), "finding") + ", "
                        + report.clear().size() + " clear, "
                        + report.undetermined().size() + " undecided, "
                        + report.notApplicable().size() + " not applicable"));
        facts.add(new Page.Fact(
                "Kept",
                Words.count(report.walks().size(), "walk") + ", "
                        + Words.count(report.excerpts().size(), "cited place") + " with the lines around each, "
                        + "headers of packets and no payload"));
        for (Report.Crashed crashed : report.crashed()) {
            facts.add(new Page.Fact("Crashed", crashed.id() + " " + Neutral.of(crashed.error()) + " (our bug)", "bad"));
        }
        return facts;
    }
}
