package io.packetwalk.report.text;

import io.packetwalk.report.Neutral;
import io.packetwalk.report.PolicyAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The answer of {@code policy} for a reader. */
public final class PolicyText {
    private PolicyText() {}

    /** One connection: the verdict first, then what decides at each end. */
    public static String of(PolicyAnswer answer) {
        List<String> lines = new ArrayList<>();
        lines.add(answer.verdict() + "  " + answer.from() + " -> " + answer.to() + "  " + answer.port());
        side(lines, "egress", answer.egress());
        side(lines, "ingress", answer.ingress());
        for (PolicyAnswer.Lack lack : answer.missing()) {
            lines.add("  missing: " + lack.what() + ": " + lack.why());
            if (!lack.command().isEmpty()) {
                lines.add("    " + lack.command());
            }
        }
        if (!answer.deviations().isEmpty()) {
            lines.add("");
            lines.add("What the recognised implementation does otherwise than the specification:");
            answer.deviations()
                    .forEach(each -> lines.add("  " + each.profile() + ", " + each.topic() + ": " + each.does() + " ("
                            + each.citation() + ")"));
        }
        return lines.stream().map(Neutral::of).collect(Collectors.joining("\n", "", "\n"));
    }

    private static void side(List<String> lines, String name, PolicyAnswer.Side side) {
        lines.add("  " + name + " " + side.verdict() + ": " + side.reason());
        side.by().forEach(by -> lines.add("    " + by.source() + "  " + by.policy() + " " + by.text()));
        side.nearest()
                .forEach(near -> lines.add("    nearest: " + near.policy() + " rule " + near.rule() + " ("
                        + near.source() + "): " + String.join("; ", near.fields())));
        side.counterfactuals().forEach(line -> lines.add("    " + line));
    }
}
