package io.packetwalk.check;

import io.packetwalk.walk.Missing;
import java.util.List;

/** What a check found. */
public sealed interface Outcome {

    /** What findings and missing evidence amount to: a finding stands whatever is missing elsewhere; without one, what is missing may hide it. */
    static Outcome of(List<Finding> findings, List<Missing> missing, String clear) {
        if (!findings.isEmpty()) {
            return new Found(findings);
        }
        return missing.isEmpty() ? new Clear(clear) : new Undetermined(missing);
    }

    /** The claim holds, once or more. */
    record Found(List<Finding> findings) implements Outcome {
        public Found {
            findings = List.copyOf(findings);
        }
    }

    /** Looked, complete evidence, does not hold. */
    record Clear(String why) implements Outcome {}

    /** Evidence is missing. */
    record Undetermined(List<Missing> missing) implements Outcome {
        public Undetermined {
            missing = List.copyOf(missing);
        }
    }

    /** The bundle has nothing it could be about. */
    record NotApplicable(String why) implements Outcome {}

    /** Our bug. */
    record Crashed(String error) implements Outcome {}
}
