package io.packetwalk.evidence;

import java.time.Duration;
import java.time.Instant;

/**
 * The time an artifact speaks about.
 *
 * @param from start, inclusive
 * @param to end, inclusive; not before {@code from}
 */
public record Window(Instant from, Instant to) {

    public static Window at(Instant instant) {
        return new Window(instant, instant);
    }

    /** The smallest window that holds both. */
    public Window span(Window other) {
        return new Window(from.isBefore(other.from) ? from : other.from, to.isAfter(other.to) ? to : other.to);
    }

    /** True when the two share an instant. */
    public boolean overlaps(Window other) {
        return !from.isAfter(other.to) && !other.from.isAfter(to);
    }

    /** Time between the two, zero when they overlap. */
    public Duration distance(Window other) {
        if (overlaps(other)) {
            return Duration.ZERO;
        }
        return from.isAfter(other.to) ? Duration.between(other.to, from) : Duration.between(to, other.from);
    }
}
