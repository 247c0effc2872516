package io.packetwalk.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Ternary;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The confidence rules at the head of the failure catalogue, as a table. */
final class ProofTest {

    @ParameterizedTest
    @CsvSource({
        // mechanism, on the path, observed, in time, look-alike excluded
        "YES, YES, YES, YES, YES, PROVEN",
        "YES, YES, YES, YES, UNKNOWN, LIKELY",
        "YES, YES, YES, UNKNOWN, YES, LIKELY",
        "YES, YES, YES, NO, YES, LIKELY",
        "YES, YES, NO, YES, YES, LIKELY",
        "YES, UNKNOWN, YES, YES, YES, LIKELY",
        "YES, UNKNOWN, NO, YES, YES, POSSIBLE",
        "YES, NO, YES, YES, YES, POSSIBLE",
        "YES, YES, YES, YES, NO, POSSIBLE",
        "UNKNOWN, YES, YES, YES, YES, POSSIBLE",
        "NO, YES, YES, YES, YES, POSSIBLE",
    })
    void confidenceFollowsFromTheConditions(
            Ternary mechanism,
            Ternary onPath,
            Ternary observed,
            Ternary inTime,
            Ternary excluded,
            Confidence expected) {
        Proof proof = new Proof(
                condition(mechanism),
                condition(onPath),
                condition(observed),
                condition(inTime),
                List.of(condition(excluded)));
        assertThat(proof.confidence()).isEqualTo(expected);
    }

    private static Condition condition(Ternary holds) {
        return new Condition("a condition", holds, List.of());
    }
}
