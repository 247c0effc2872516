package io.packetwalk.fact.conntrack;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;

/**
 * {@code conntrack -C}: entries now.
 *
 * @param source its line
 * @param count entries
 */
public record ConntrackCountFact(Source source, long count) implements Fact {}
