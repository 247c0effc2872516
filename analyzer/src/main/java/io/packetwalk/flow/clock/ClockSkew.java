package io.packetwalk.flow.clock;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How far one host's clock is ahead of another's, from packets that both captured (semantics of one-way delays: none is negative).
 *
 * @param host the host
 * @param reference the host it is compared with; the same for all hosts that share packets
 * @param skewMicros {@code host}'s clock minus {@code reference}'s, at {@code at}
 * @param plusMinusMicros half the width of the interval the skew is sure to lie in, path asymmetry included; -1 when packets of one direction only were
 *     seen, so that {@code skewMicros} is an upper bound
 * @param packets packets compared
 * @param steady false when neither a fixed difference nor an even drift explains all packets, or when two ways to compare contradict each other
 * @param at the time of {@code skewMicros}: the middle of what was compared
 * @param drift how fast {@code host}'s clock gains
 * @param steps where the clock was set, when it is not steady
 */
public record ClockSkew(
        String host,
        String reference,
        long skewMicros,
        long plusMinusMicros,
        int packets,
        boolean steady,
        Instant at,
        Drift drift,
        List<Step> steps) {

    /**
     * A rate in parts per billion (nanoseconds a second).
     *
     * @param ppb the rate, 0 when a fixed difference explains all
     * @param plusMinusPpb how much that may be wrong either way
     */
    public record Drift(long ppb, long plusMinusPpb) {
        static final Drift NONE = new Drift(0, 0);
    }

    /**
     * A clock that was set.
     *
     * @param from last time it was compared before
     * @param to first time it was compared afterwards
     * @param micros how far it went ahead
     */
    public record Step(Instant from, Instant to, long micros) {}

    /** True when the two clocks surely differ. */
    public boolean certain() {
        return steady && plusMinusMicros >= 0 && Math.abs(skewMicros) > plusMinusMicros;
    }

    /** How far ahead it was at a time, in microseconds. */
    public long microsAt(Instant time) {
        return skewMicros + Math.round(Duration.between(at, time).toMillis() / 1e6 * drift.ppb());
    }
}
