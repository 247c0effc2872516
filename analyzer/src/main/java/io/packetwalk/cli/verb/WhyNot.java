package io.packetwalk.cli.verb;

import io.packetwalk.check.CheckId;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.diagnosis.Diagnosis;
import io.packetwalk.report.Neutral;
import java.util.Map;
import java.util.TreeMap;

/** Which causes were looked for and why each is not it. */
final class WhyNot {
    private WhyNot() {}

    /** One line per check, by code. */
    static String of(Diagnosis diagnosis) {
        StringBuilder text = new StringBuilder("\nLooked for:\n");
        for (Map.Entry<CheckId, Outcome> entry : new TreeMap<>(diagnosis.outcomes()).entrySet()) {
            String why = switch (entry.getValue()) {
                case Outcome.Found _f -> "found";
                case Outcome.Clear(String reason) -> "no: " + reason;
                case Outcome.NotApplicable(String reason) -> "does not apply: " + reason;
                case Outcome.Undetermined(var missing) ->
                    "cannot tell: "
                            + (missing.isEmpty()
                                    ? "evidence is missing"
                                    : missing.getFirst().what() + " is missing");
                case Outcome.Crashed _c -> "our bug";
            };
            text.append("  ")
                    .append(entry.getKey())
                    .append("  ")
                    .append(Neutral.of(why))
                    .append('\n');
        }
        return text.toString();
    }
}
