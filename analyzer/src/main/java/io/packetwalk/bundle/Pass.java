package io.packetwalk.bundle;

import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** One pass over the inputs: names entries, recognises archives inside archives, shows files to the visitor. */
final class Pass {

    /** Paths must be made anew: the folder thought to be shared is not. */
    static final class Restart extends IOException {
        Restart() {
            super("artifact paths have another root");
        }
    }

    /** Writers without a clock leave a zero: the epoch of tar or of DOS. */
    private static final Instant FIRST_TIME = Instant.parse("1980-01-02T00:00:00Z");

    private final Budget budget;
    private final EntryVisitor visitor;
    private final boolean joined;
    private final Map<String, Integer> owners = new HashMap<>();
    private String input = "";
    private int inputNumber;
    private Root root = new Root();
    private boolean stopped;

    /** @param joined there are several inputs */
    Pass(Budget budget, EntryVisitor visitor, boolean joined) {
        this.budget = budget;
        this.visitor = visitor;
        this.joined = joined;
    }

    Budget budget() {
        return budget;
    }

    boolean stopped() {
        return stopped;
    }

    /** What follows is of this input. */
    void input(String name, Root newRoot, int number) {
        input = name;
        root = newRoot;
        inputNumber = number;
    }

    /** An input was not read to its end. */
    void left(String name, LimitExceeded why) {
        note("input-left", name, "Not read to its end: " + why.getMessage());
    }

    /** A file given as an input: an archive, or an artifact of its own. */
    void inputFile(String name, Optional<Path> file, InputStream in, long size) throws IOException {
        Metered metered = Metered.plain(in, budget, name);
        content(new Item(name, true, file, Optional.empty(), size, 0), new EntryStream(metered, budget, name, -1));
    }

    /**
     * Names a regular file; empty when it cannot be read under any name, or nobody wants it.
     *
     * @param inside path of the archive the entry stands in, with a slash at its end; empty at the top
     * @param name as the archive spells it
     */
    Optional<String> named(String inside, String name) throws IOException {
        budget.entry(name);
        CleanPath clean = CleanPath.of(name);
        if (clean.path().isEmpty()) {
            note("unsafe-name", input, "An entry has no usable name (" + CleanPath.printable(name) + "); skipped");
            return Optional.empty();
        }
        String path;
        if (inside.isEmpty()) {
            if (!root.admits(clean.path()) || joined && root.betrays(clean.path())) {
                throw new Restart();
            }
            path = root.strip(clean.path(), input);
        } else {
            path = inside + clean.path();
        }
        if (!clean.hostile().isEmpty()) {
            note("unsafe-name", path, "Unsafe name in the archive: " + String.join(", ", clean.hostile()));
        }
        return unique(path).filter(visitor::wants);
    }

    /** A regular file under a name from {@link #named}. */
    void file(String path, InputStream in, long size, Optional<Instant> modified, int depth) throws IOException {
        content(
                new Item(path, false, Optional.empty(), modified, size, depth),
                new EntryStream(in, budget, path, size));
    }

    /** A link, device or pipe: recorded, never followed. */
    void link(String path, Optional<Instant> modified, String target) throws IOException {
        EntryStream nothing = new EntryStream(InputStream.nullInputStream(), budget, path, 0);
        show(new Artifact(path, 0, modified, CleanPath.printable(target)), nothing, false);
    }

    /** A file that is there and cannot be read: recorded, and not the same as an empty one. */
    void unreadable(String path, Optional<Instant> modified, String why) throws IOException {
        EntryStream nothing = new EntryStream(InputStream.nullInputStream(), budget, path, 0);
        nothing.unreadable(why);
        show(new Artifact(path, 0, modified, ""), nothing, false);
    }

    void note(String code, String artifact, String text) {
        visitor.note(Note.warn(code, Source.whole(artifact), text));
    }

    void hint(String code, String artifact, String text) {
        visitor.note(Note.hint(code, Source.whole(artifact), text));
    }

    /** Everything {@code in} has, in memory. */
    byte[] hold(InputStream in, String artifact) throws IOException {
        long most = budget.limits().heldBytes();
        byte[] bytes = in.readNBytes((int) Math.min(most + 1, Integer.MAX_VALUE - 8));
        budget.held(bytes.length, artifact);
        return bytes;
    }

    /** One stream of bytes and how we came to it; {@code file} when it is a file on disk as it is. */
    record Item(String path, boolean input, Optional<Path> file, Optional<Instant> modified, long size, int depth) {

        /** What stands before the names of its entries. */
        String inside() {
            return input ? "" : path + "/";
        }

        Item inflated() {
            return new Item(path, input, Optional.empty(), modified, -1, depth + 1);
        }
    }

    private void content(Item item, EntryStream stream) throws IOException {
        byte[] head = stream.peek(Container.HEAD);
        Container container = item.input() && Container.emptyTar(head) ? Container.TAR : Container.of(head);
        if (container != Container.PLAIN) {
            budget.depth(item.depth() + 1, item.path());
        }
        switch (container) {
            case GZIP, XZ, ZSTD, BZIP2 -> inflate(container, item, stream);
            case TAR -> new Tar(this).read(item, stream);
            case ZIP -> new Zip(this).read(item, stream);
            case PLAIN -> plain(item, stream);
        }
        budget.check();
    }

    private void inflate(Container container, Item item, EntryStream stream) throws IOException {
        InputStream out;
        try {
            out = Inflation.of(container, stream, budget, item.path());
        } catch (LimitExceeded e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            budget.check();
            note("artifact-damaged", item.path(), "Cannot be decompressed: " + EntryStream.reason(e));
            plain(item, new EntryStream(InputStream.nullInputStream(), budget, item.path(), 1));
            return;
        }
        content(item.inflated(), new EntryStream(out, budget, item.path(), -1));
    }

    private void plain(Item item, EntryStream stream) throws IOException {
        Optional<String> path = item.input() ? named("", item.path()) : Optional.of(item.path());
        if (path.isPresent()) {
            show(new Artifact(path.get(), item.size(), item.modified(), ""), stream, item.depth() > 0);
        }
    }

    private void show(Artifact shown, EntryStream stream, boolean packed) throws IOException {
        Artifact artifact =
                new Artifact(shown.path(), shown.size(), shown.modified().filter(FIRST_TIME::isBefore), shown.link());
        if (!visitor.entry(new Entry(artifact, stream, packed))) {
            stopped = true;
        }
        budget.check();
    }

    /** The first of a name keeps it. The same name in another input is another file (two node bundles have a manifest each). */
    private Optional<String> unique(String path) {
        Integer owner = owners.putIfAbsent(path, inputNumber);
        if (owner == null) {
            return Optional.of(path);
        }
        if (owner != inputNumber) {
            String qualified = input + "/" + path;
            if (owners.putIfAbsent(qualified, inputNumber) == null) {
                return Optional.of(qualified);
            }
        }
        note("duplicate-entry", path, "The archive has this name more than once; the first is kept");
        return Optional.empty();
    }
}
