package io.packetwalk.bundle;

import java.time.Duration;

/**
 * How much of a bundle we are willing to read. A bundle may come from anybody: every limit stops a way to exhaust the reader.
 *
 * @param entries files, folders excluded, in all inputs together ({@value #ENTRIES_FLAG})
 * @param totalBytes bytes after decompression in all inputs together ({@value #TOTAL_FLAG})
 * @param artifactBytes bytes of one artifact after decompression ({@value #ARTIFACT_FLAG})
 * @param ratio bytes out for each byte in, judged once {@link #RATIO_FLOOR} bytes came out ({@value #RATIO_FLAG})
 * @param depth archives or compressions inside one another; the input itself is the first ({@value #DEPTH_FLAG})
 * @param pathLength characters of an entry's name ({@value #PATH_FLAG})
 * @param heldBytes bytes of an archive that must be held in memory: one from stdin, a zip inside an archive ({@value #HELD_FLAG})
 * @param time reading time ({@value #TIME_FLAG})
 */
public record Limits(
        long entries,
        long totalBytes,
        long artifactBytes,
        long ratio,
        int depth,
        int pathLength,
        long heldBytes,
        Duration time) {

    public static final String ENTRIES_FLAG = "--max-entries";
    public static final String TOTAL_FLAG = "--max-bytes";
    public static final String ARTIFACT_FLAG = "--max-artifact-bytes";
    public static final String RATIO_FLAG = "--max-ratio";
    public static final String DEPTH_FLAG = "--max-depth";
    public static final String PATH_FLAG = "--max-path";
    public static final String HELD_FLAG = "--max-held-bytes";
    public static final String TIME_FLAG = "--max-time";

    /** Below this many bytes out a high ratio harms nobody: a log of one repeated line compresses 1000 to 1. */
    public static final long RATIO_FLOOR = 64L << 20;

    /** The same for all bytes that come out of one input. */
    public static final long INPUT_RATIO_FLOOR = 512L << 20;

    private static final long GIB = 1L << 30;

    /** Room for a cluster of some thousand nodes; far less than what fills a machine. */
    public static Limits standard() {
        return new Limits(500_000, 64 * GIB, 16 * GIB, 300, 6, 4096, GIB / 4, Duration.ofHours(1));
    }
}
