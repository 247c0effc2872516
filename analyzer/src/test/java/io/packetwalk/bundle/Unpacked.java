package io.packetwalk.bundle;

import io.packetwalk.evidence.Note;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** What a bundle shows: contents, links, and what was damaged, by path; and the notes. */
final class Unpacked implements EntryVisitor {

    final TreeMap<String, String> files = new TreeMap<>();
    final TreeMap<String, String> links = new TreeMap<>();
    final TreeMap<String, String> damaged = new TreeMap<>();
    final List<Note> notes = new ArrayList<>();

    static Unpacked of(Limits limits, Input... inputs) throws IOException {
        Unpacked unpacked = new Unpacked();
        // The clock stands still: no test depends on time.
        Bundle.of(Arrays.asList(inputs), limits, () -> 0).forEach(unpacked);
        return unpacked;
    }

    static Unpacked of(Input... inputs) throws IOException {
        return of(Limits.standard(), inputs);
    }

    static Unpacked of(byte[] archive) throws IOException {
        return of(piped("x", archive));
    }

    static Input piped(String name, byte[] bytes) {
        return new Input.Piped(name, new ByteArrayInputStream(bytes));
    }

    List<String> codes() {
        return notes.stream().map(Note::code).distinct().sorted().toList();
    }

    @Override
    public boolean entry(Entry entry) throws IOException {
        String path = entry.artifact().path();
        if (entry.artifact().link().isEmpty()) {
            files.put(path, new String(entry.content().readAllBytes(), StandardCharsets.UTF_8));
            entry.damage().ifPresent(why -> damaged.put(path, why));
        } else {
            links.put(path, entry.artifact().link());
        }
        return true;
    }

    @Override
    public void note(Note note) {
        notes.add(note);
    }

    @Override
    public void restart() {
        files.clear();
        links.clear();
        damaged.clear();
        notes.clear();
    }
}
