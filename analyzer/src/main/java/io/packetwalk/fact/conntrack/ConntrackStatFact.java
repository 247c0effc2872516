package io.packetwalk.fact.conntrack;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import java.util.Map;

/**
 * One CPU of {@code conntrack -S}.
 *
 * @param source its line
 * @param cpu cpu number, -1 for the sum of all
 * @param counters counter name to value since boot
 */
public record ConntrackStatFact(Source source, int cpu, Map<String, Long> counters) implements Fact {}
