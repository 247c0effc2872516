package io.packetwalk.fact.system;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;

/**
 * One line that the command of another artifact wrote to stderr.
 *
 * @param source its line
 * @param text the line
 */
public record StderrFact(Source source, String text) implements Fact {}
