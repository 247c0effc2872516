package io.packetwalk.cli.verb;

import io.packetwalk.Integrity;
import io.packetwalk.Signatures;
import io.packetwalk.report.Neutral;
import io.packetwalk.report.Report;
import io.packetwalk.report.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What {@code verify} says, as the JSON contract writes it.
 *
 * @param schemaVersion {@code 1}
 * @param integrity {@code ok}, {@code damaged} or {@code no-manifest}
 * @param hashed files whose hash is the one of their manifest, or is not (see the notes)
 * @param unlisted files that no manifest beside them names
 * @param signature {@code good}, {@code wrong}, {@code missing}, or {@code not-asked}
 * @param presence kinds of evidence by node
 * @param clocks clock skew by node, where known
 * @param cannotAnswer checks that cannot decide, and what they lack
 * @param notes what limits our reading
 */
record Inspection(
        String schemaVersion,
        String integrity,
        int hashed,
        List<String> unlisted,
        String signature,
        List<Report.Presence> presence,
        List<Clock> clocks,
        List<Report.Undetermined> cannotAnswer,
        List<Report.Note> notes) {

    /** How far a node's clock is off, and how sure that is. */
    record Clock(String node, long skewMillis, long plusMinus, String against) {}

    /** @param check only this check's needs; empty for all */
    static Inspection of(
            Report report, Integrity integrity, Optional<Signatures> signatures, List<Clock> clocks, String check) {
        Stream<Report.Note> hashes = Stream.concat(
                        integrity.damage().stream(), signatures.stream().flatMap(each -> each.trouble().stream()))
                .map(note -> new Report.Note(
                        note.code(),
                        note.severity().name().toLowerCase(Locale.ROOT),
                        note.source().toString(),
                        Neutral.of(note.text())));
        return new Inspection(
                Report.SCHEMA_VERSION,
                integrity.word(),
                integrity.checked(),
                integrity.unlisted(),
                signatures.map(Signatures::word).orElse("not-asked"),
                report.presence(),
                clocks,
                report.undetermined().stream()
                        .filter(undecided -> check.isEmpty() || undecided.id().equals(check))
                        .toList(),
                Stream.concat(hashes, report.notes().stream()).distinct().toList());
    }

    /** For a terminal. */
    String text(boolean everyNote) {
        List<String> lines = new ArrayList<>();
        lines.add(
                switch (integrity) {
                    case "damaged" ->
                        "Integrity: damaged. A part of what was collected is not there, or was changed: see the notes.";
                    case "ok" ->
                        "Integrity: ok. The hashes of " + Words.count(hashed, "file") + " are those of the manifest.";
                    default ->
                        "Integrity: unknown. Nothing is visibly damaged; there is no manifest to check hashes against.";
                });
        if (!unlisted.isEmpty()) {
            lines.add("No manifest names " + Words.count(unlisted.size(), "file") + ", nobody vouches for "
                    + (unlisted.size() == 1 ? "it" : "them") + ": "
                    + Neutral.of(unlisted.stream().limit(3).collect(Collectors.joining(", ")))
                    + (unlisted.size() > 3 ? ", ..." : ""));
        }
        switch (signature) {
            case "good" -> lines.add("Signed: the key signed every manifest.");
            case "wrong" -> lines.add("Not signed by this key, or changed since: see the notes.");
            case "missing" -> lines.add("There is no manifest that could be signed.");
            default -> {
                // Nobody asked.
            }
        }
        for (Clock clock : clocks) {
            lines.add("clock of " + Neutral.of(clock.node()) + "  " + (clock.skewMillis() < 0 ? "" : "+")
                    + clock.skewMillis() + " ms ± " + clock.plusMinus()
                    + " against " + Neutral.of(clock.against()));
        }
        if (clocks.isEmpty()) {
            lines.add("Clocks cannot be compared: no manifest notes two of them, no packet was captured on two hosts.");
        }
        Map<String, List<Report.Presence>> kinds =
                new TreeMap<>(presence.stream().collect(Collectors.groupingBy(Report.Presence::kind)));
        lines.add("");
        kinds.forEach((kind, places) -> lines.add("  " + pad(kind) + "  " + states(places)));
        lines.add("");
        for (Report.Undetermined undecided : cannotAnswer) {
            for (Report.Missing missing : undecided.missing()) {
                String how = missing.command().isEmpty() ? "" : "   get it: " + missing.command();
                lines.add("cannot answer  " + undecided.id() + "  lacks " + missing.what() + " (" + missing.why() + ")"
                        + how);
            }
        }
        if (cannotAnswer.isEmpty()) {
            lines.add("Nothing that was looked for lacks evidence.");
        }
        List<Report.Note> shown = notes.stream()
                .filter(note -> everyNote || !note.severity().equals("hint"))
                .toList();
        shown.forEach(note -> lines.add(note.severity() + "  " + Neutral.of(note.source()) + "  " + note.text()));
        int left = notes.size() - shown.size();
        if (left > 0) {
            lines.add(Words.count(left, "hint") + " more with -v");
        }
        return String.join("\n", lines) + "\n";
    }

    private static String states(List<Report.Presence> places) {
        Map<String, List<String>> byState = new TreeMap<>();
        places.forEach(place -> byState.computeIfAbsent(place.state(), _state -> new ArrayList<>())
                .add(place.node()));
        return byState.entrySet().stream()
                .map(entry -> Neutral.of(entry.getKey() + ": " + String.join(", ", entry.getValue())))
                .collect(Collectors.joining("; "));
    }

    private static String pad(String kind) {
        return kind + " ".repeat(Math.max(0, 20 - kind.length()));
    }
}
