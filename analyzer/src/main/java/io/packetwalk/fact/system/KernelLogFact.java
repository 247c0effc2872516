package io.packetwalk.fact.system;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import java.time.Instant;
import java.util.Optional;

/**
 * One line of the kernel log.
 *
 * @param source its line
 * @param time wall clock time, when the dump has it
 * @param uptime seconds since boot, -1 when the dump has none
 * @param text the message
 */
public record KernelLogFact(Source source, Optional<Instant> time, double uptime, String text) implements Fact {}
