package io.packetwalk.parse;

import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/** The content of one artifact, or of one section of a composite. Can be read once, as bytes or as lines. */
public interface Content {

    /** Path of the artifact. */
    String artifact();

    /** Number of the first line in the artifact: 1, or more for a section of a composite. */
    long firstLine();

    /** The bytes, decompressed. */
    InputStream bytes();

    /** Who may read parts of a long artifact at the same time; empty when it is short, or there is nobody. Whoever reads the content is none of them. */
    default Optional<ExecutorService> workers() {
        return Optional.empty();
    }

    /** What was read of other artifacts that this one may be like. */
    default Alike alike() {
        return new Alike();
    }

    /** The lines. */
    Lines lines();
}
