package io.packetwalk.report.text;

import io.packetwalk.report.PolicyAnswer;

/** The answer of {@code policy} for a reader. */
public final class PolicyText {
    private PolicyText() {}

    /** One connection: the verdict first, then what decides at each end. */
    public static String of(PolicyAnswer answer) {
        StringBuilder text = new StringBuilder();
        text.append(answer.verdict())
                .append("  ")
                .append(answer.from())
                .append(" -> ")
                .append(answer.to())
                .append("  ")
                .append(answer.port())
                .append('\n');
        side(text, "egress", answer.egress());
        side(text, "ingress", answer.ingress());
        for (PolicyAnswer.Lack lack : answer.missing()) {
            text.append("  missing: ")
                    .append(lack.what())
                    .append(": ")
                    .append(lack.why())
                    .append('\n');
            if (!lack.command().isEmpty()) {
                text.append("    ").append(lack.command()).append('\n');
            }
        }
        if (!answer.deviations().isEmpty()) {
            text.append("\nWhat the recognised implementation does otherwise than the specification:\n");
            answer.deviations()
                    .forEach(each -> text.append("  ")
                            .append(each.profile())
                            .append(", ")
                            .append(each.topic())
                            .append(": ")
                            .append(each.does())
                            .append(" (")
                            .append(each.citation())
                            .append(")\n"));
        }
        return text.toString();
    }

    private static void side(StringBuilder text, String name, PolicyAnswer.Side side) {
        text.append("  ")
                .append(name)
                .append(' ')
                .append(side.verdict())
                .append(": ")
                .append(side.reason())
                .append('\n');
        side.by()
                .forEach(by -> text.append("    ")
                        .append(by.source())
                        .append("  ")
                        .append(by.policy())
                        .append(' ')
                        .append(by.text())
                        .append('\n'));
        side.nearest()
                .forEach(near -> text.append("    nearest: ")
                        .append(near.policy())
                        .append(" rule ")
                        .append(near.rule())
                        .append(" (")
                        .append(near.source())
                        .append("): ")
                        .append(String.join("; ", near.fields()))
                        .append('\n'));
        side.counterfactuals().forEach(line -> text.append("    ").append(line).append('\n'));
    }
}
