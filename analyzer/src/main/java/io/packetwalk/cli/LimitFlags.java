package io.packetwalk.cli;

import io.packetwalk.bundle.Limits;
import java.time.Duration;

/** Flags that lift the limits on what a bundle may make us read. */
public final class LimitFlags {

    private final Given<Long> entries;
    private final Given<Long> total;
    private final Given<Long> artifact;
    private final Given<Long> ratio;
    private final Given<Integer> depth;
    private final Given<Integer> path;
    private final Given<Long> held;
    private final Given<Long> seconds;

    /** One flag per limit; 0 leaves the standard one. */
    LimitFlags(Options options) {
        entries = options.large(Limits.ENTRIES_FLAG, "N", 0, "Files in all inputs together.");
        total = options.large(Limits.TOTAL_FLAG, "BYTES", 0, "Bytes after decompression, all inputs together.");
        artifact = options.large(Limits.ARTIFACT_FLAG, "BYTES", 0, "Bytes of one artifact.");
        ratio = options.large(Limits.RATIO_FLAG, "N", 0, "Bytes out for each byte in.");
        depth = options.number(Limits.DEPTH_FLAG, "N", 0, "Archives inside one another.");
        path = options.number(Limits.PATH_FLAG, "N", 0, "Characters of a file's name.");
        held = options.large(Limits.HELD_FLAG, "BYTES", 0, "Bytes of an archive that must be held in memory.");
        seconds = options.large(Limits.TIME_FLAG, "SECONDS", 0, "Reading time.");
    }

    /** The standard limits with what was lifted or lowered. */
    Limits limits() {
        Limits standard = Limits.standard();
        return new Limits(
                given(entries.get(), standard.entries()),
                given(total.get(), standard.totalBytes()),
                given(artifact.get(), standard.artifactBytes()),
                given(ratio.get(), standard.ratio()),
                Math.toIntExact(given(depth.get(), standard.depth())),
                Math.toIntExact(given(path.get(), standard.pathLength())),
                given(held.get(), standard.heldBytes()),
                seconds.get() == 0 ? standard.time() : Duration.ofSeconds(given(seconds.get(), 1)));
    }

    private static long given(long flag, long standard) {
        if (flag < 0) {
            throw new Failure("a limit cannot be negative: " + flag);
        }
        return flag == 0 ? standard : flag;
    }
}
