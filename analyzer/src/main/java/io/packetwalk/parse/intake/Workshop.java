package io.packetwalk.parse.intake;

import io.packetwalk.bundle.Artifact;
import io.packetwalk.bundle.Entry;
import io.packetwalk.bundle.EntryVisitor;
import io.packetwalk.evidence.Note;
import io.packetwalk.fact.Reading;
import io.packetwalk.parse.Parser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/**
 * Parses while the archive is being read. An archive gives its entries one after the other, so small ones are copied and handed to
 * workers; large ones are parsed as they stream by, unpacked by a
 * thread of their own. Memory is bounded by {@link #HELD}, results do not depend on who came first.
 */
final class Workshop implements EntryVisitor, AutoCloseable {

    /** Entries up to this size are copied. */
    private static final int SMALL = ArtifactReader.LONG;

    /** Copies that may wait at a time, in bytes. */
    private static final int HELD = 64 << 20;

    private final ArtifactReader reader;
    private final ExecutorService workers;
    private final Semaphore room = new Semaphore(HELD);
    private final List<Artifact> artifacts = new ArrayList<>();
    private final List<Future<List<Reading>>> pending = new ArrayList<>();
    private final List<Reading> done = new ArrayList<>();
    private final List<Note> notes = new ArrayList<>();

    Workshop(List<Parser> parsers, int threads) {
        this.workers = Executors.newFixedThreadPool(Math.max(1, threads), task -> {
            // Parsers of nested documents recurse.
            Thread thread = new Thread(null, task, "reading", 8 << 20);
            thread.setDaemon(true);
            return thread;
        });
        this.reader = new ArtifactReader(parsers, Optional.of(workers));
    }

    @Override
    public boolean entry(Entry entry) throws IOException {
        Artifact artifact = entry.artifact();
        if (!artifact.link().isEmpty()) {
            artifacts.add(artifact);
            return true;
        }
        // Of a file that is as long as it says nothing has to be copied to find out.
        boolean known = !entry.packed() && artifact.size() >= SMALL;
        byte[] start = known ? new byte[0] : entry.content().readNBytes(SMALL);
        if (!known && start.length < SMALL) {
            Optional<String> damage = entry.damage();
            // Its true size: a worker must not wait for others to read parts of what only claims to be long.
            Artifact copied = sized(artifact, start.length);
            artifacts.add(copied);
            room.acquireUninterruptibly(start.length);
            pending.add(workers.submit(() -> {
                try {
                    return reader.read(copied, new ByteArrayInputStream(start), () -> damage);
                } finally {
                    room.release(start.length);
                }
            }));
        } else {
            large(entry, new ByteArrayInputStream(start));
            artifacts.add(sized(artifact, entry.read()));
        }
        return true;
    }

    /** Unpacking is worth a thread; reading a file is not: handing its bytes over costs more. */
    private void large(Entry entry, InputStream start) throws IOException {
        if (!entry.packed()) {
            done.addAll(reader.read(entry.artifact(), new SequenceInputStream(start, entry.content()), entry::damage));
            return;
        }
        try (ReadAhead rest = new ReadAhead(entry.content())) {
            done.addAll(reader.read(entry.artifact(), new SequenceInputStream(start, rest), entry::damage));
        }
    }

    @Override
    public void note(Note note) {
        notes.add(note);
    }

    @Override
    public void restart() {
        // Tasks under way finish and give their room back; nobody asks for what they read.
        artifacts.clear();
        pending.clear();
        done.clear();
        notes.clear();
    }

    List<Artifact> artifacts() {
        return artifacts.stream().sorted().toList();
    }

    List<Note> notes() {
        return notes.stream()
                .sorted(Comparator.comparing(Note::source).thenComparing(Note::code))
                .toList();
    }

    /** All readings, sorted by path; waits for the workers. */
    List<Reading> readings() throws IOException {
        List<Reading> readings = new ArrayList<>(done);
        for (Future<List<Reading>> task : pending) {
            try {
                readings.addAll(task.get());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while reading");
            } catch (ExecutionException e) {
                throw new IllegalStateException("an artifact could not be read", e.getCause());
            }
        }
        // Stable: the sections of a composite stay in file order.
        readings.sort(Comparator.comparing(Reading::artifact));
        return readings;
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }

    private static Artifact sized(Artifact artifact, long size) {
        return new Artifact(artifact.path(), size, artifact.modified(), artifact.link());
    }
}
