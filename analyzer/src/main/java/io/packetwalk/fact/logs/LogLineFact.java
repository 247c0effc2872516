package io.packetwalk.fact.logs;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import java.time.Instant;
import java.util.Optional;

/**
 * A log line worth keeping as a statement: a warning, an error, or one that marks a state.
 *
 * @param source its line
 * @param time when, if the line carries it
 * @param severity {@code INFO}, {@code WARN}, {@code ERROR}, {@code FATAL}
 * @param text the line without its prefix
 */
public record LogLineFact(Source source, Optional<Instant> time, String severity, String text) implements Fact {}
