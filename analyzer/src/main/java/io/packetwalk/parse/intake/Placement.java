package io.packetwalk.parse.intake;

import io.packetwalk.bundle.Artifact;
import io.packetwalk.bundle.layout.Layout;
import io.packetwalk.bundle.layout.Layouts;
import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.Reading;
import java.util.ArrayList;
import java.util.List;

/** Whose artifact each reading is: the layout's word first, then the content's, then nobody's. */
final class Placement {

    private Placement() {}

    static Intake placed(List<String> inputs, List<Artifact> artifacts, List<Reading> readings, List<Note> notes) {
        List<Layout> layouts = Layouts.of(artifacts.stream().map(Artifact::path).toList());
        List<Reading> placed = new ArrayList<>();
        List<Note> more = new ArrayList<>(notes);
        for (Reading reading : readings) {
            Place place = Layouts.place(layouts, reading.artifact());
            if (place instanceof Place.Unplaced) {
                place = reading.place();
            }
            if (place instanceof Place.Unplaced) {
                more.add(Note.hint(
                        "unplaced-artifact",
                        Source.whole(reading.artifact()),
                        "Neither its path nor its content says which node or pod it is from"));
            }
            placed.add(at(reading, place));
        }
        return new Intake(inputs, layouts.getFirst().name(), artifacts, placed, more);
    }

    private static Reading at(Reading reading, Place place) {
        return new Reading(
                reading.artifact(),
                place,
                reading.format(),
                reading.presence(),
                reading.window(),
                reading.coverage(),
                reading.facts(),
                reading.notes());
    }
}
