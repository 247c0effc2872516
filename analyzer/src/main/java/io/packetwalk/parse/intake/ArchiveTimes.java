package io.packetwalk.parse.intake;

import io.packetwalk.bundle.Artifact;
import io.packetwalk.bundle.layout.Layout;
import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Window;
import io.packetwalk.fact.Reading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Windows for artifacts that neither a manifest nor their content dates: their time in the archive, only when the layout's collector
 * writes files as it collects them. A weak witness, so a note says that it was heard.
 */
final class ArchiveTimes {

    private ArchiveTimes() {}

    static List<Reading> applied(
            List<Layout> layouts, List<Artifact> artifacts, List<Reading> readings, List<Note> notes) {
        if (!layouts.stream().allMatch(Layout::timesAreCollection)) {
            return readings;
        }
        Map<String, Instant> times = artifacts.stream()
                .filter(artifact -> artifact.modified().isPresent())
                .collect(Collectors.toMap(Artifact::path, a -> a.modified().orElseThrow(), (a, b) -> a));
        List<Reading> dated = new ArrayList<>();
        int used = 0;
        for (Reading reading : readings) {
            Optional<Instant> time = Optional.ofNullable(times.get(reading.artifact()));
            boolean wanted = reading.window().isEmpty() && time.isPresent();
            used += wanted ? 1 : 0;
            dated.add(wanted ? Amended.window(reading, Window.at(time.orElseThrow())) : reading);
        }
        if (used > 0) {
            String first = readings.getFirst().artifact();
            notes.add(
                    Note.hint(
                            "time-from-archive",
                            Source.whole(first),
                            used
                                    + " artifacts are dated by their modification time in the archive: no manifest and no content dates them"));
        }
        return dated;
    }
}
