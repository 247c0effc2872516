package io.packetwalk.parse.intake;

import io.packetwalk.bundle.Artifact;
import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.layout.Layout;
import io.packetwalk.bundle.layout.Layouts;
import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.Presence;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.Reading;
import io.packetwalk.parse.Parser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that was read from a bundle.
 *
 * @param inputs names of what was given, sorted
 * @param layout whose collection it is, {@code sniffed} when no known one's
 * @param artifacts all files and links, sorted by path
 * @param readings one for each artifact that was read (one for each command of a composite), and one for each that a manifest
 *     promised but the bundle lacks; sorted by path
 * @param notes what limits the reading of the bundle as a whole
 */
public record Intake(
        List<String> inputs, String layout, List<Artifact> artifacts, List<Reading> readings, List<Note> notes) {

    public Intake {
        inputs = List.copyOf(inputs);
        artifacts = List.copyOf(artifacts);
        readings = List.copyOf(readings);
        notes = List.copyOf(notes);
    }

    /**
     * Reads {@code bundle} with every parser we have.
     *
     * @param workers threads that parse; the result does not depend on it
     * @throws io.packetwalk.bundle.LimitExceeded when a limit is passed
     * @throws IOException when an input cannot be opened
     */
    public static Intake of(Bundle bundle, int workers) throws IOException {
        return of(bundle, workers, Parsers.ALL);
    }

    static Intake of(Bundle bundle, int workers, List<Parser> parsers) throws IOException {
        try (Workshop workshop = new Workshop(parsers, workers)) {
            bundle.forEach(workshop);
            List<Reading> readings = Overlays.applied(bundle, workshop.readings());
            return of(bundle.inputs(), workshop.artifacts(), readings, workshop.notes());
        }
    }

    private static Intake of(
            List<String> inputs, List<Artifact> artifacts, List<Reading> readings, List<Note> archiveNotes) {
        List<Layout> layouts = Layouts.of(artifacts.stream().map(Artifact::path).toList());
        List<Note> notes = new ArrayList<>(archiveNotes);
        List<Reading> amended = Complaints.applied(readings);
        amended = Provenance.applied(artifacts, amended);
        amended = ArchiveTimes.applied(layouts, artifacts, amended, notes);
        amended = Placement.placed(layouts, amended);
        for (Reading reading : amended) {
            if (Placement.unplaced(reading)) {
                Source source = Source.whole(reading.artifact());
                notes.add(Note.hint("unplaced-artifact", source, "Nothing says which node or pod it is from"));
            }
            if (inputs.contains(reading.artifact()) && reading.format().equals(ArtifactReader.UNKNOWN)) {
                notes.add(notKnown(reading));
            }
        }
        return new Intake(inputs, layouts.getFirst().name(), artifacts, amended, notes);
    }

    /** What somebody names is meant to be read; in a folder or an archive other files are nothing to speak of. */
    private static Note notKnown(Reading reading) {
        Source source = Source.whole(reading.artifact());
        return reading.presence() instanceof Presence.Empty
                ? Note.warn(
                        "input-empty",
                        source,
                        "It is empty: 0 bytes. An archive, a folder, a capture or a dump was expected")
                : Note.warn(
                        "input-not-known",
                        source,
                        "It is no archive, capture or dump that we know: nothing of it was read");
    }
}
