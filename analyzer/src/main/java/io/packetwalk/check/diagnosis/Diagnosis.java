package io.packetwalk.check.diagnosis;

import io.packetwalk.check.CheckId;
import io.packetwalk.check.Outcome;
import java.util.List;
import java.util.Map;

/**
 * What all checks found, ranked.
 *
 * @param findings ranked findings
 * @param outcomes every check with its outcome, by check
 */
public record Diagnosis(List<Ranked> findings, Map<CheckId, Outcome> outcomes) {

    /** The findings that explain failures. */
    public List<Ranked> rootCauses() {
        return findings.stream()
                .filter(ranked -> ranked.role() == Role.ROOT_CAUSE)
                .toList();
    }
}
