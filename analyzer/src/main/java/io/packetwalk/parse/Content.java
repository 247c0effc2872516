package io.packetwalk.parse;

import java.io.InputStream;

/** The content of one artifact, or of one section of a composite. Can be read once, as bytes or as lines. */
public interface Content {

    /** Path of the artifact. */
    String artifact();

    /** Number of the first line in the artifact: 1, or more for a section of a composite. */
    long firstLine();

    /** The bytes, decompressed. */
    InputStream bytes();

    /** The lines. */
    Lines lines();
}
