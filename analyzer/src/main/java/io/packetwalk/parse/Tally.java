package io.packetwalk.parse;

import io.packetwalk.evidence.Coverage;
import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Presence;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The sink that keeps everything: facts and notes in file order, and the count of lines in each state. */
public final class Tally implements FactSink {

    /** Of each kind of bad line, so many are quoted; the rest is counted. */
    private static final int QUOTED = 5;

    private static final int QUOTE = 160;

    private static final String UNMODELLED = "unmodelled-line";
    private static final String UNRECOGNISED = "unrecognised-line";
    private static final String MALFORMED = "malformed-line";
    private static final Set<String> QUOTES = Set.of(UNMODELLED, UNRECOGNISED, MALFORMED);

    private final String artifact;
    private final List<Fact> facts = new ArrayList<>();
    private final List<Note> notes = new ArrayList<>();
    private long modelled;
    private long ignored;
    private long unmodelled;
    private long unrecognised;
    private long malformed;
    private Optional<Presence> presence = Optional.empty();
    private Optional<Window> window = Optional.empty();
    private Optional<Place> place = Optional.empty();

    public Tally(String artifact) {
        this.artifact = artifact;
    }

    @Override
    public void fact(Fact fact) {
        modelled++;
        facts.add(fact);
    }

    @Override
    public void more(Fact fact) {
        facts.add(fact);
    }

    @Override
    public void continued(long lines) {
        modelled += lines;
    }

    @Override
    public void ignored(long lines) {
        ignored += lines;
    }

    @Override
    public void unmodelled(Source source, String what) {
        unmodelled++;
        quote(unmodelled, UNMODELLED, source, "Understood, but its meaning is not evaluated: " + cut(what));
    }

    @Override
    public void unrecognised(Source source, String line) {
        unrecognised++;
        quote(unrecognised, UNRECOGNISED, source, "Not of this format: " + cut(line));
    }

    @Override
    public void malformed(Source source, String expected) {
        malformed++;
        quote(malformed, MALFORMED, source, "Broken line: expected " + cut(expected));
    }

    @Override
    public void note(Note note) {
        notes.add(note);
    }

    /** The first thing the content says of its presence stands: an error text at the top outweighs what follows. */
    @Override
    public void presence(Presence said) {
        presence = presence.or(() -> Optional.of(said));
    }

    @Override
    public void window(Window said) {
        window = Optional.of(window.map(said::span).orElse(said));
    }

    @Override
    public void place(Place said) {
        place = place.or(() -> Optional.of(said));
    }

    /** {@code lines} lines that nobody recognised, without quoting them. */
    public void unrecognised(long lines) {
        unrecognised += lines;
    }

    /** Takes over what was said of the next part of the artifact. */
    public void append(Tally next) {
        facts.addAll(next.facts);
        next.notes.stream()
                .filter(note -> !QUOTES.contains(note.code()) || quoted(note.code()) < QUOTED)
                .forEach(notes::add);
        modelled += next.modelled;
        ignored += next.ignored;
        unmodelled += next.unmodelled;
        unrecognised += next.unrecognised;
        malformed += next.malformed;
        next.presence.ifPresent(this::presence);
        next.window.ifPresent(this::window);
        next.place.ifPresent(this::place);
    }

    private long quoted(String code) {
        return notes.stream().filter(note -> note.code().equals(code)).count();
    }

    public List<Fact> facts() {
        return facts;
    }

    public List<Note> notes() {
        return notes;
    }

    public Optional<Presence> presence() {
        return presence;
    }

    public Optional<Window> window() {
        return window;
    }

    public Optional<Place> place() {
        return place;
    }

    /** Lines accounted for so far, whatever their state. */
    public long lines() {
        return modelled + ignored + unmodelled + unrecognised + malformed;
    }

    /** The states so far, of the artifact read as {@code format}. */
    public Coverage coverage(String format) {
        return new Coverage(artifact, format, lines(), modelled, ignored, unmodelled, unrecognised, malformed);
    }

    private void quote(long count, String code, Source source, String text) {
        if (count <= QUOTED) {
            notes.add(Note.hint(code, source, text));
        }
    }

    private static String cut(String text) {
        return text.length() <= QUOTE ? text : text.substring(0, QUOTE) + "...";
    }
}
