package io.packetwalk.parse.intake;

import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Presence;
import io.packetwalk.evidence.Window;
import io.packetwalk.fact.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A reading with one thing changed: what other artifacts say about it is known only when all are read. */
final class Amended {

    private Amended() {}

    static Reading place(Reading r, Place place) {
        return new Reading(
                r.artifact(), place, r.format(), r.presence(), r.window(), r.coverage(), r.facts(), r.notes());
    }

    static Reading format(Reading r, String format) {
        return new Reading(
                r.artifact(), r.place(), format, r.presence(), r.window(), r.coverage(), r.facts(), r.notes());
    }

    static Reading presence(Reading r, Presence presence) {
        return new Reading(
                r.artifact(), r.place(), r.format(), presence, r.window(), r.coverage(), r.facts(), r.notes());
    }

    static Reading window(Reading r, Window window) {
        return new Reading(
                r.artifact(),
                r.place(),
                r.format(),
                r.presence(),
                Optional.of(window),
                r.coverage(),
                r.facts(),
                r.notes());
    }

    static Reading note(Reading r, Note note) {
        List<Note> notes = new ArrayList<>(r.notes());
        notes.add(note);
        return new Reading(
                r.artifact(), r.place(), r.format(), r.presence(), r.window(), r.coverage(), r.facts(), notes);
    }
}
