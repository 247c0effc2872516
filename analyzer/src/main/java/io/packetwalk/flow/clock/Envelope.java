package io.packetwalk.flow.clock;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The smallest values over time, in bounded memory: one point for each of at most {@value #BINS} slices of time, which grow as time goes on. Slow packets say
 * nothing about clocks, so the smallest of a slice is all that is needed of it.
 */
final class Envelope {

    private static final int BINS = 128;

    /** The first slices are a millisecond. */
    private long width = 1_000_000;

    private long origin;
    private boolean begun;
    private final long[] times = new long[BINS];
    private final long[] values = new long[BINS];

    /** A bound at a time, both in nanoseconds. */
    record Bound(long time, long value) {}

    Envelope() {
        Arrays.fill(values, Long.MAX_VALUE);
    }

    void add(long time, long value) {
        if (!begun) {
            begun = true;
            origin = time;
        }
        while (time < origin || time - origin >= BINS * width) {
            widen(time < origin);
        }
        keep((int) ((time - origin) / width), time, value);
    }

    private void keep(int bin, long time, long value) {
        if (value < values[bin]) {
            values[bin] = value;
            times[bin] = time;
        }
    }

    /** Slices twice as long; earlier ones come in front when there are times before the first. */
    private void widen(boolean before) {
        List<Bound> kept = bounds();
        Arrays.fill(values, Long.MAX_VALUE);
        origin -= before ? BINS * width : 0;
        width *= 2;
        kept.forEach(bound -> keep((int) ((bound.time - origin) / width), bound.time, bound.value));
    }

    boolean isEmpty() {
        return !begun;
    }

    /** In order of time. */
    List<Bound> bounds() {
        List<Bound> bounds = new ArrayList<>();
        for (int bin = 0; bin < BINS; bin++) {
            if (values[bin] != Long.MAX_VALUE) {
                bounds.add(new Bound(times[bin], values[bin]));
            }
        }
        return bounds;
    }
}
