package io.packetwalk.fact.iproute;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;

/**
 * A bridge port ({@code bridge -d link}).
 *
 * @param source its line
 * @param dev port
 * @param master bridge
 * @param state {@code forwarding}, {@code disabled}, ...
 * @param hairpin may a frame leave by the port it came in; UNKNOWN without {@code -d}
 * @param isolated isolated ports do not talk to each other; UNKNOWN without {@code -d}
 */
public record BridgePortFact(Source source, String dev, String master, String state, Ternary hairpin, Ternary isolated)
        implements Fact {}
