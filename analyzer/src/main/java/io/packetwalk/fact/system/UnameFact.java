package io.packetwalk.fact.system;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;

/**
 * {@code uname -a}.
 *
 * @param source its line
 * @param hostname node name
 * @param release kernel release
 */
public record UnameFact(Source source, String hostname, String release) implements Fact {}
