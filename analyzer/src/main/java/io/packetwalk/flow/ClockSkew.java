package io.packetwalk.flow;

/**
 * How far one host's clock is ahead of another's, from packets that both captured (semantics of one-way delays: none is negative).
 *
 * @param host the host
 * @param reference the host it is compared with; the same for all hosts that share packets
 * @param skewMicros {@code host}'s clock minus {@code reference}'s
 * @param plusMinusMicros half the width of the interval the skew is sure to lie in, path asymmetry included; -1 when packets of one direction only were
 *     seen, so that {@code skewMicros} is an upper bound
 * @param packets packets compared
 * @param steady false when no single skew explains all packets: a clock was set or drifts
 */
public record ClockSkew(
        String host, String reference, long skewMicros, long plusMinusMicros, int packets, boolean steady) {

    /** True when the two clocks surely differ. */
    public boolean certain() {
        return steady && plusMinusMicros >= 0 && Math.abs(skewMicros) > plusMinusMicros;
    }
}
