package io.packetwalk.cli;

import io.packetwalk.bundle.Limits;
import java.time.Duration;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Flags that lift the limits on what a bundle may make us read. */
public final class LimitFlags {

    /** A heading of its own at the end of the help. */
    @ArgGroup(validate = false, heading = "%nLimits, for bundles from strangers:%n")
    private Flags flags = new Flags();

    /** One flag per limit; 0 leaves the standard one. */
    static final class Flags {
        @Option(names = Limits.ENTRIES_FLAG, paramLabel = "N", description = "Files in all inputs together.")
        private long entries;

        @Option(
                names = Limits.TOTAL_FLAG,
                paramLabel = "BYTES",
                description = "Bytes after decompression, all inputs together.")
        private long total;

        @Option(names = Limits.ARTIFACT_FLAG, paramLabel = "BYTES", description = "Bytes of one artifact.")
        private long artifact;

        @Option(names = Limits.RATIO_FLAG, paramLabel = "N", description = "Bytes out for each byte in.")
        private long ratio;

        @Option(names = Limits.DEPTH_FLAG, paramLabel = "N", description = "Archives inside one another.")
        private int depth;

        @Option(names = Limits.PATH_FLAG, paramLabel = "N", description = "Characters of a file's name.")
        private int path;

        @Option(
                names = Limits.HELD_FLAG,
                paramLabel = "BYTES",
                description = "Bytes of an archive that must be held in memory.")
        private long held;

        @Option(names = Limits.TIME_FLAG, paramLabel = "SECONDS", description = "Reading time.")
        private long seconds;
    }

    /** The standard limits with what was lifted or lowered. */
    Limits limits() {
        Limits standard = Limits.standard();
        return new Limits(
                given(flags.entries, standard.entries()),
                given(flags.total, standard.totalBytes()),
                given(flags.artifact, standard.artifactBytes()),
                given(flags.ratio, standard.ratio()),
                Math.toIntExact(given(flags.depth, standard.depth())),
                Math.toIntExact(given(flags.path, standard.pathLength())),
                given(flags.held, standard.heldBytes()),
                flags.seconds == 0 ? standard.time() : Duration.ofSeconds(given(flags.seconds, 1)));
    }

    private static long given(long flag, long standard) {
        if (flag < 0) {
            throw new Failure("a limit cannot be negative: " + flag);
        }
        return flag == 0 ? standard : flag;
    }
}
