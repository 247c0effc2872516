package io.packetwalk.fact.k8s;

import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import java.time.Instant;
import java.util.Optional;

/**
 * One entry of {@code status.conditions}.
 *
 * @param source its line
 * @param type for example {@code Ready}
 * @param status True, False or Unknown
 * @param reason machine-readable reason, may be empty
 * @param message human-readable text, may be empty
 * @param since lastTransitionTime
 */
public record ConditionStatus(
        Source source, String type, Ternary status, String reason, String message, Optional<Instant> since) {}
