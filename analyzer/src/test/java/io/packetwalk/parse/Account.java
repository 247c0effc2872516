package io.packetwalk.parse;

import io.packetwalk.evidence.Coverage;
import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Presence;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Window;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Everything a parser said about one content, for tests to look at. */
final class Account implements FactSink {

    final List<Fact> facts = new ArrayList<>();
    final List<Note> notes = new ArrayList<>();
    final List<Presence> presences = new ArrayList<>();
    final List<Window> windows = new ArrayList<>();
    final List<Place> places = new ArrayList<>();
    final List<String> troubles = new ArrayList<>();
    private long modelled;
    private long ignored;
    private long unmodelled;
    private long unrecognised;
    private long malformed;

    static Account of(Parser parser, TextContent content) throws IOException {
        Account account = new Account();
        parser.parse(content, account);
        return account;
    }

    static Account of(Parser parser, String artifact, String text) throws IOException {
        return of(parser, new TextContent(artifact, text));
    }

    /** The only fact. */
    <T extends Fact> T only(Class<T> type) {
        List<T> found = all(type);
        if (found.size() != 1) {
            throw new AssertionError("expected one " + type.getSimpleName() + ", found " + facts + troubles);
        }
        return found.getFirst();
    }

    <T extends Fact> List<T> all(Class<T> type) {
        return facts.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Throws when the states do not add up to {@code lines}. */
    Coverage coverage(String artifact, String format, long lines) {
        return new Coverage(artifact, format, lines, modelled, ignored, unmodelled, unrecognised, malformed);
    }

    String states() {
        return "modelled " + modelled + ", ignored " + ignored + ", unmodelled " + unmodelled + ", unrecognised "
                + unrecognised + ", malformed " + malformed;
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
    }

    @Override
    public void unrecognised(Source source, String line) {
        unrecognised++;
        troubles.add(source + ": unrecognised: " + line);
    }

    @Override
    public void malformed(Source source, String expected) {
        malformed++;
        troubles.add(source + ": malformed: expected " + expected);
    }

    @Override
    public void note(Note note) {
        notes.add(note);
    }

    @Override
    public void presence(Presence presence) {
        presences.add(presence);
    }

    @Override
    public void window(Window window) {
        windows.add(window);
    }

    @Override
    public void place(Place place) {
        places.add(place);
    }
}
