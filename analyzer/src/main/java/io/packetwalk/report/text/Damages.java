package io.packetwalk.report.text;

import io.packetwalk.evidence.Damage;
import io.packetwalk.report.Neutral;
import io.packetwalk.report.Report;
import java.util.List;
import java.util.Optional;

/** What of the inputs could not be read, in a line: whoever reads only the answer must not take it for an answer about everything. */
final class Damages {

    private Damages() {}

    /** The first damage and how many there are more, empty when all is whole. */
    static Optional<String> first(Report report) {
        List<Report.Note> damages = report.notes().stream()
                .filter(note -> Damage.says(note.code()) && !note.severity().equals("hint"))
                .toList();
        return damages.stream()
                .findFirst()
                .map(note -> "Not all was read: " + Neutral.of(note.source()) + ": " + Neutral.of(note.text())
                        + (damages.size() > 1
                                ? " (" + Words.count(damages.size() - 1, "more artifact")
                                        + " cut, lost or not known: -v)"
                                : ""));
    }
}
