package io.packetwalk.parse.capture;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Presence;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Window;
import io.packetwalk.fact.capture.CaptureFact;
import io.packetwalk.fact.capture.ConversationFact;
import io.packetwalk.parse.Content;
import io.packetwalk.parse.FactSink;
import io.packetwalk.parse.Lines;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** What the parser said about one capture. */
final class Recorded implements FactSink {

    final List<Fact> facts = new ArrayList<>();
    final List<Note> notes = new ArrayList<>();
    final List<Presence> presences = new ArrayList<>();
    final List<String> malformed = new ArrayList<>();
    final List<String> unmodelled = new ArrayList<>();
    long modelled;
    long ignored;

    static Recorded of(byte[] capture) {
        return of(new ByteArrayInputStream(capture));
    }

    static Recorded of(InputStream in) {
        return of(in, 2);
    }

    static Recorded of(InputStream in, int workers) {
        Recorded recorded = new Recorded();
        try {
            Capture.with(workers).parse(new Bytes(in), recorded);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return recorded;
    }

    CaptureFact capture() {
        return (CaptureFact) facts.getFirst();
    }

    List<ConversationFact> conversations() {
        return capture().conversations();
    }

    long packets() {
        return modelled + ignored + unmodelled.size() + malformed.size();
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
        unmodelled.add(what);
    }

    @Override
    public void unrecognised(Source source, String line) {
        throw new AssertionError("packets are never unrecognised");
    }

    @Override
    public void malformed(Source source, String expected) {
        malformed.add(expected);
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
    public void window(Window window) {}

    @Override
    public void place(Place place) {}

    /** A capture as its parser gets it. */
    static Content content(InputStream bytes) {
        return new Bytes(bytes);
    }

    private record Bytes(InputStream bytes) implements Content {
        @Override
        public String artifact() {
            return "x.pcap";
        }

        @Override
        public long firstLine() {
            return 1;
        }

        @Override
        public Lines lines() {
            throw new AssertionError("a capture has no lines");
        }
    }
}
