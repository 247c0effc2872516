package io.packetwalk.fact;

import io.packetwalk.evidence.Coverage;
import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Presence;
import io.packetwalk.evidence.Window;
import java.util.List;
import java.util.Optional;

/**
 * Everything that was read from one artifact.
 *
 * @param artifact path relative to the bundle's root
 * @param place whose artifact it is
 * @param format id of the format it was read as, {@code unknown} when none claimed it
 * @param presence why it is or is not there
 * @param window the time it speaks about, when something says so
 * @param coverage the state of its lines
 * @param facts its statements, in file order
 * @param notes what limits our reading of it
 */
public record Reading(
        String artifact,
        Place place,
        String format,
        Presence presence,
        Optional<Window> window,
        Coverage coverage,
        List<Fact> facts,
        List<Note> notes) {
    public Reading {
        facts = List.copyOf(facts);
        notes = List.copyOf(notes);
    }
}
