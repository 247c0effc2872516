package io.packetwalk.flow.clock;

import io.packetwalk.flow.clock.Envelope.Bound;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The straight line that lies below all upper bounds of a clock's skew and above all lower ones. Such lines, if there are any, fill a band; the middle of the
 * band is the estimate and half its width the uncertainty (Moon, Skelly, Towsley: estimation and removal of clock skew from network delay measurements).
 *
 * @param from first time compared, nanoseconds
 * @param to last time compared
 * @param skew at the middle of both, nanoseconds
 * @param halfWidth how much that may be wrong
 * @param ppb slope, parts per billion; 0 when a level line fits
 * @param plusMinusPpb how much the slope may be wrong
 */
record Fit(long from, long to, double skew, double halfWidth, double ppb, double plusMinusPpb) {

    /** Clocks that are being slewed drift up to 500 ppm (adjtimex(2)); what looks faster was set. */
    private static final double MOST_PPB = 500_000;

    long middle() {
        return from + (to - from) / 2;
    }

    /** A level line when one fits, else one that drifts no faster than clocks do; empty when there is none, or when one kind of bound is missing. */
    static Optional<Fit> of(List<Bound> upper, List<Bound> lower) {
        if (upper.isEmpty() || lower.isEmpty()) {
            return Optional.empty();
        }
        Fit level = along(upper, lower, 0, 0);
        if (level.halfWidth >= 0) {
            return Optional.of(level);
        }
        double least = Double.NEGATIVE_INFINITY;
        double most = Double.POSITIVE_INFINITY;
        for (Bound high : upper) {
            for (Bound low : lower) {
                double seconds = (high.time() - low.time()) / 1e9;
                double rise = high.value() - low.value();
                if (seconds > 0) {
                    most = Math.min(most, rise / seconds);
                } else if (seconds < 0) {
                    least = Math.max(least, rise / seconds);
                } else if (rise < 0) {
                    return Optional.empty();
                }
            }
        }
        double slope = (least + most) / 2;
        return least > most || !(Math.abs(slope) <= MOST_PPB)
                ? Optional.empty()
                : Optional.of(along(upper, lower, slope, (most - least) / 2)).filter(fit -> fit.halfWidth >= 0);
    }

    private static Fit along(List<Bound> upper, List<Bound> lower, double slope, double plusMinus) {
        long from = times(upper, lower).mapToLong(Bound::time).min().orElseThrow();
        long to = times(upper, lower).mapToLong(Bound::time).max().orElseThrow();
        long middle = from + (to - from) / 2;
        double above = upper.stream()
                .mapToDouble(bound -> level(bound, middle, slope))
                .min()
                .orElseThrow();
        double below = lower.stream()
                .mapToDouble(bound -> level(bound, middle, slope))
                .max()
                .orElseThrow();
        return new Fit(from, to, (above + below) / 2, (above - below) / 2, slope, plusMinus);
    }

    private static double level(Bound bound, long middle, double slope) {
        return bound.value() - (bound.time() - middle) / 1e9 * slope;
    }

    private static Stream<Bound> times(List<Bound> upper, List<Bound> lower) {
        return Stream.concat(upper.stream(), lower.stream());
    }

    /** The longest stretches of time, one after the other, that each have a line: a clock was set between two of them. */
    static List<Fit> pieces(List<Bound> upper, List<Bound> lower) {
        long[] times =
                times(upper, lower).mapToLong(Bound::time).distinct().sorted().toArray();
        List<Fit> pieces = new ArrayList<>();
        int from = 0;
        Optional<Fit> good = Optional.empty();
        for (int to = 0; to < times.length; to++) {
            long begin = times[from];
            long end = times[to];
            List<Bound> high =
                    upper.stream().filter(bound -> within(bound, begin, end)).toList();
            List<Bound> low =
                    lower.stream().filter(bound -> within(bound, begin, end)).toList();
            Optional<Fit> fit = of(high, low);
            if (fit.isPresent()) {
                good = fit;
            } else if (good.isPresent()) {
                pieces.add(good.get());
                good = Optional.empty();
                from = to;
            }
        }
        good.ifPresent(pieces::add);
        return pieces;
    }

    private static boolean within(Bound bound, long from, long to) {
        return bound.time() >= from && bound.time() <= to;
    }
}
