package io.packetwalk.fact.cni;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;

/**
 * One line of {@code cilium-dbg status --verbose}.
 *
 * @param source its line
 * @param key what it is about, as printed, such as {@code Socket LB}
 * @param value what it says
 */
public record CiliumStatusFact(Source source, String key, String value) implements Fact {}
