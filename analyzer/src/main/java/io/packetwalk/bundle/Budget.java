package io.packetwalk.bundle;

import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What one pass over a bundle has used of its {@link Limits}. Remembers the first limit that was passed, because libraries between
 * us and the bytes may swallow or wrap an exception.
 */
final class Budget {

    private final Limits limits;
    private final LongSupplier nanos;
    private final long start;
    private long entries;
    private long entriesBefore;
    private long bytes;
    private long bytesBefore;
    private long stored = Long.MAX_VALUE;
    private Optional<LimitExceeded> exceeded = Optional.empty();

    Budget(Limits limits, LongSupplier nanos) {
        this.limits = limits;
        this.nanos = nanos;
        this.start = nanos.getAsLong();
    }

    Limits limits() {
        return limits;
    }

    /** Another input is read, of {@code size} bytes; {@link Long#MAX_VALUE} when that is unknown or nothing is compressed. */
    void begin(long size) {
        entriesBefore = entries;
        bytesBefore = bytes;
        stored = size;
    }

    /** What passed a limit is left alone: the inputs behind it have theirs. */
    void forgive() {
        exceeded = Optional.empty();
        entries = entriesBefore;
    }

    /** One more entry of this name. */
    void entry(String name) throws LimitExceeded {
        entries++;
        if (entries > limits.entries()) {
            throw exceed("more entries than allowed", limits.entries(), brief(name), Limits.ENTRIES_FLAG);
        }
        if (name.length() > limits.pathLength()) {
            throw exceed(
                    "a name of " + name.length() + " characters", limits.pathLength(), brief(name), Limits.PATH_FLAG);
        }
        clock(name);
    }

    /** {@code count} entries an archive says it has. */
    void announced(long count, String archive) throws LimitExceeded {
        if (entries + count > limits.entries()) {
            throw exceed(count + " entries", limits.entries(), archive, Limits.ENTRIES_FLAG);
        }
    }

    /** {@code count} more bytes came out of the decompressor. */
    void bytes(long count, String artifact) throws LimitExceeded {
        bytes += count;
        if (bytes > limits.totalBytes()) {
            throw exceed("more bytes than allowed", limits.totalBytes(), artifact, Limits.TOTAL_FLAG);
        }
        // A thousand small bombs, or one that many entries of a zip share, pass the ratio of each.
        long made = bytes - bytesBefore;
        if (made > Limits.INPUT_RATIO_FLOOR && made / limits.ratio() > stored) {
            throw exceed(
                    made + " bytes from an input of " + stored, limits.ratio() + " to 1", artifact, Limits.RATIO_FLAG);
        }
        clock(artifact);
    }

    /** One artifact has {@code size} bytes so far. */
    void artifact(long size, String artifact) throws LimitExceeded {
        if (size > limits.artifactBytes()) {
            throw exceed("more bytes than allowed", limits.artifactBytes(), artifact, Limits.ARTIFACT_FLAG);
        }
    }

    /** {@code out} bytes were made from {@code in}. */
    void ratio(long in, long out, String artifact) throws LimitExceeded {
        if (out > Limits.RATIO_FLOOR && out / limits.ratio() > in) {
            throw exceed(
                    out + " bytes from " + in + " compressed ones",
                    limits.ratio() + " to 1",
                    artifact,
                    Limits.RATIO_FLAG);
        }
    }

    /** An archive or compression at this depth is about to be opened. */
    void depth(int depth, String artifact) throws LimitExceeded {
        if (depth > limits.depth()) {
            throw exceed("archives " + depth + " deep", limits.depth(), artifact, Limits.DEPTH_FLAG);
        }
    }

    /** {@code size} bytes of an archive are held in memory. */
    void held(long size, String artifact) throws LimitExceeded {
        if (size > limits.heldBytes()) {
            throw exceed("an archive too large to hold in memory", limits.heldBytes(), artifact, Limits.HELD_FLAG);
        }
    }

    /** Throws again what was thrown before, when something below swallowed it. */
    void check() throws LimitExceeded {
        if (exceeded.isPresent()) {
            throw exceeded.get();
        }
    }

    private void clock(String artifact) throws LimitExceeded {
        if (nanos.getAsLong() - start > limits.time().toNanos()) {
            throw exceed("reading took too long", limits.time(), artifact, Limits.TIME_FLAG);
        }
    }

    private LimitExceeded exceed(String what, Object limit, String artifact, String flag) {
        LimitExceeded first = exceeded.orElseGet(() -> new LimitExceeded(what, limit.toString(), artifact, flag));
        exceeded = Optional.of(first);
        return first;
    }

    private static String brief(String name) {
        String clean = CleanPath.printable(name);
        return clean.length() <= 200 ? clean : clean.substring(0, 200) + "...";
    }
}
