package io.packetwalk.capture.file;

/**
 * One interface of a capture file.
 *
 * @param id running number in the file, over all its sections
 * @param name interface name, empty when the file has none
 * @param linkType LINKTYPE_ number
 * @param snapLength bytes kept per packet, 0 for all
 * @param filter capture filter, may be empty
 * @param drops packets the kernel or the interface dropped, -1 when the file does not say
 * @param resolution {@code if_tsresol}: a negative power of ten, of two when bit 7 is set
 * @param offsetSeconds seconds to add to every timestamp
 * @param fromNanos when capturing began by the interface's statistics, nanoseconds since 1970; -1 when the file does not say
 * @param toNanos when it ended
 */
public record Tap(
        int id,
        String name,
        int linkType,
        int snapLength,
        String filter,
        long drops,
        int resolution,
        long offsetSeconds,
        long fromNanos,
        long toNanos) {

    static final int MICROS = 6;
    static final int NANOS = 9;

    private static final long[] TEN = new long[19];

    static {
        TEN[0] = 1;
        for (int i = 1; i < TEN.length; i++) {
            TEN[i] = TEN[i - 1] * 10;
        }
    }

    /** An interface of which no statistics were read yet. */
    Tap(
            int id,
            String name,
            int linkType,
            int snapLength,
            String filter,
            long drops,
            int resolution,
            long offsetSeconds) {
        this(id, name, linkType, snapLength, filter, drops, resolution, offsetSeconds, -1, -1);
    }

    Tap withStatistics(long count, long from, long to) {
        return new Tap(id, name, linkType, snapLength, filter, count, resolution, offsetSeconds, from, to);
    }

    /** Ticks of this interface as nanoseconds since 1970. Nonsense in, nonsense out: it wraps, it never throws. */
    long nanos(long ticks) {
        return offsetSeconds * 1_000_000_000L + ((resolution & 0x80) == 0 ? decimal(ticks) : binary(ticks));
    }

    private long decimal(long ticks) {
        if (resolution <= NANOS) {
            return ticks * TEN[NANOS - resolution];
        }
        int finer = resolution - NANOS;
        return finer < TEN.length ? Long.divideUnsigned(ticks, TEN[finer]) : 0;
    }

    /** Fractions finer than 2^-30 s are below a nanosecond and cut off, so that nothing overflows. */
    private long binary(long ticks) {
        int power = resolution & 0x7f;
        if (power >= Long.SIZE) {
            return 0;
        }
        long seconds = power == 0 ? ticks : ticks >>> power;
        long fraction = ticks - (seconds << power);
        int kept = Math.min(power, 30);
        return seconds * 1_000_000_000L + (((fraction >>> (power - kept)) * 1_000_000_000L) >>> kept);
    }
}
