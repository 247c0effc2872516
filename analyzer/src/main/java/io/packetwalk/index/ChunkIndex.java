package io.packetwalk.index;

import java.util.List;

/** Finds the chunks of text that may hold a hit. What it names is a superset: each line is to be checked with the query itself. */
public interface ChunkIndex extends AutoCloseable {
    /** Lines per chunk: large enough for a small index, small enough to read again at once. */
    int LINES = 64;

    /**
     * A run of at most {@value ChunkIndex#LINES} lines.
     *
     * @param artifact its artifact
     * @param first number of its first line
     * @param score how well it fits, higher is better; 0 before a search
     */
    record Chunk(String artifact, long first, float score) {}

    /** Adds a chunk; {@code text} is its lines. */
    void add(Chunk chunk, String text);

    /** Chunks that may hold a hit, in order of artifact and line. */
    List<Chunk> search(LineQuery query);

    @Override
    void close();
}
