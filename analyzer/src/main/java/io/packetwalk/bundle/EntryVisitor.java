package io.packetwalk.bundle;

import io.packetwalk.evidence.Note;
import java.io.IOException;

/** Is shown the files of a bundle, one after the other, in the order they stand in it. */
public interface EntryVisitor {

    /** True when the content of {@code path} is of interest; called with folders and archives that may hold it, too. */
    default boolean wants(String path) {
        return true;
    }

    /**
     * One file or link. Returns false to stop.
     *
     * @throws IOException whatever the entry's content throws
     */
    boolean entry(Entry entry) throws IOException;

    /** Something that limits the reading of the bundle. */
    void note(Note note);

    /** The common folder turned out not to be common: forget everything, the pass starts again with other paths. */
    void restart();
}
