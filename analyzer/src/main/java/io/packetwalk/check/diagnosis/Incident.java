package io.packetwalk.check.diagnosis;

import io.packetwalk.evidence.Window;
import java.util.List;
import java.util.Optional;

/**
 * Failures that are one thing to a reader: the same cause at the same element of the path, or the same end that nobody can explain.
 *
 * @param code the cause; empty when none is known
 * @param element the path element, for example {@code node/worker-3}; empty when none is known
 * @param what one sentence
 * @param findings fingerprints of the findings that say it
 * @param failed failures: flows, lookups, and those that a status or a log tells
 * @param total flows of the same kind, failed or not
 * @param window first to last failed flow
 */
public record Incident(
        String code,
        String element,
        String what,
        List<String> findings,
        int failed,
        int total,
        Optional<Window> window) {
    public Incident {
        findings = List.copyOf(findings);
    }
}
