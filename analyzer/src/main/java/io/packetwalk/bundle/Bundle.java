package io.packetwalk.bundle;

import io.packetwalk.evidence.Note;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What we were given: one or more archives, folders and files, read as one tree of artifacts.
 *
 * <p>Nothing is ever unpacked to disk (docs/adr/0006): entries are streamed in the order they stand in. Random access streams again and
 * stops at the artifact. A bundle is not safe for use by several threads at once.
 */
public final class Bundle {

    private final List<Input> inputs;
    private final Limits limits;
    private final LongSupplier nanos;
    private final Map<Input, Root> roots = new HashMap<>();
    private final Map<Input, byte[]> held = new HashMap<>();

    private Bundle(List<Input> inputs, Limits limits, LongSupplier nanos) {
        this.inputs = inputs;
        this.limits = limits;
        this.nanos = nanos;
    }

    /**
     * A bundle of all {@code inputs} joined. Nothing is read yet.
     *
     * @param nanos a running clock in nanoseconds, for the time limit only
     * @throws NoSuchFileException when a file or folder is not there
     */
    public static Bundle of(List<Input> inputs, Limits limits, LongSupplier nanos) throws NoSuchFileException {
        for (Input input : inputs) {
            if (input instanceof Input.Stored stored && !Files.exists(stored.path())) {
                throw new NoSuchFileException(stored.path().toString());
            }
        }
        List<Input> sorted = new ArrayList<>(inputs);
        // By name, not as given: joined inputs in another order are the same bundle.
        sorted.sort(Comparator.comparing(Input::name).thenComparing(Input::toString));
        return new Bundle(List.copyOf(sorted), limits, nanos);
    }

    /** Names of the inputs, sorted. */
    public List<String> inputs() {
        return inputs.stream().map(Input::name).toList();
    }

    /**
     * Shows every file to {@code visitor}, in a fixed order for the same inputs.
     *
     * @throws LimitExceeded when a limit is passed; of several inputs one that passes a limit of its own is left there, with a note
     * @throws IOException when an input cannot be opened at all, or the visitor throws it
     */
    public void forEach(EntryVisitor visitor) throws IOException {
        boolean done = false;
        while (!done) {
            Pass pass = new Pass(new Budget(limits, nanos), visitor, inputs.size() > 1);
            try {
                for (Input input : inputs) {
                    if (!pass.stopped()) {
                        Root root = roots.computeIfAbsent(input, i -> new Root());
                        pass.input(input.name(), root, inputs.indexOf(input));
                        oneOf(input, pass);
                    }
                }
                done = true;
            } catch (Pass.Restart e) {
                visitor.restart();
            }
        }
    }

    /** Among several inputs one that passes a limit is left where it did: a bomb must not take the others' answers away. */
    private void oneOf(Input input, Pass pass) throws IOException {
        pass.budget().begin(size(input));
        try {
            read(input, pass);
        } catch (LimitExceeded e) {
            if (inputs.size() == 1 || !e.ofOneInput()) {
                throw e;
            }
            pass.budget().forgive();
            pass.left(input.name(), e);
        }
    }

    /** What is done with the content of one artifact. */
    public interface ContentReader<T> {
        T read(Entry entry) throws IOException;
    }

    /**
     * Reads one artifact again; empty when the bundle has none of that path.
     *
     * @throws IOException as {@link #forEach}
     */
    public <T> Optional<T> read(String path, ContentReader<T> reader) throws IOException {
        List<T> found = new ArrayList<>(1);
        forEach(new EntryVisitor() {
            @Override
            public boolean wants(String candidate) {
                return path.equals(candidate) || path.startsWith(candidate + "/");
            }

            @Override
            public boolean entry(Entry entry) throws IOException {
                if (!entry.artifact().path().equals(path)) {
                    return true;
                }
                found.add(reader.read(entry));
                return false;
            }

            @Override
            public void note(Note note) {
                // The first pass over the bundle reported it.
            }

            @Override
            public void restart() {
                found.clear();
            }
        });
        return found.stream().findFirst();
    }

    private void read(Input input, Pass pass) throws IOException {
        switch (input) {
            case Input.Stored stored -> {
                Path path = stored.path();
                if (Files.isDirectory(path)) {
                    new Folder(pass).read(path);
                } else {
                    try (InputStream in = Files.newInputStream(path)) {
                        pass.inputFile(input.name(), Optional.of(path), in, Files.size(path));
                    }
                }
            }
            case Input.Piped piped -> {
                byte[] bytes = hold(piped, pass);
                pass.inputFile(piped.name(), Optional.empty(), new ByteArrayInputStream(bytes), bytes.length);
            }
        }
    }

    private static long size(Input input) throws IOException {
        return input instanceof Input.Stored stored && Files.isRegularFile(stored.path())
                ? Math.max(1, Files.size(stored.path()))
                : Long.MAX_VALUE;
    }

    private byte[] hold(Input.Piped piped, Pass pass) throws IOException {
        byte[] before = held.get(piped);
        if (before != null) {
            return before;
        }
        byte[] bytes = pass.hold(piped.stream(), piped.name());
        held.put(piped, bytes);
        return bytes;
    }
}
