package io.packetwalk.index;

import io.packetwalk.evidence.Source;
import java.util.List;

/** Finds the chunks of text that may hold a hit. What it names is a superset: each line is to be checked with the query itself. */
public interface ChunkIndex extends AutoCloseable {
    /** Lines per chunk: large enough for a small index, small enough to read again at once. */
    int LINES = 64;

    /**
     * A run of at most {@value ChunkIndex#LINES} lines.
     *
     * @param at its first line
     * @param score how well it fits, higher is better
     */
    record Chunk(Source at, float score) {}

    /** Adds a chunk that begins at {@code at}; {@code text} is its lines. */
    void add(Source at, String text);

    /** Forgets all chunks. */
    void clear();

    /** Chunks that may hold a hit, in order of artifact and line. */
    List<Chunk> search(LineQuery query);

    @Override
    void close();
}
