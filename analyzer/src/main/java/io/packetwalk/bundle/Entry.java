package io.packetwalk.bundle;

import java.io.InputStream;
import java.util.Optional;

/** One file of a bundle while it is being read. Valid only during {@link EntryVisitor#entry}. */
public final class Entry {

    private final Artifact artifact;
    private final EntryStream content;
    private final boolean packed;

    /** @param packed it stands in an archive or is compressed */
    Entry(Artifact artifact, EntryStream content, boolean packed) {
        this.artifact = artifact;
        this.content = content;
        this.packed = packed;
    }

    /** Name and what the archive says of it; its size is the archive's word, or -1 when it gives none. */
    public Artifact artifact() {
        return artifact;
    }

    /**
     * The decompressed bytes, readable once. Ends early when the archive is cut or damaged ({@link #damage} then tells); throws only
     * {@link LimitExceeded}.
     */
    public InputStream content() {
        return content;
    }

    /** True when its bytes have to be unpacked; false when they are a file's as they stand, which is no work. */
    public boolean packed() {
        return packed;
    }

    /** Bytes read so far. */
    public long read() {
        return content.count();
    }

    /** Why the content ended before its end; to be asked after reading. */
    public Optional<String> damage() {
        return content.damage();
    }
}
