package io.packetwalk.cli.verb;

import io.packetwalk.report.Neutral;
import io.packetwalk.report.Report;
import io.packetwalk.report.Trace;
import java.util.List;
import java.util.regex.Pattern;

/** The command a reader of an answer most likely wants next. */
final class Next {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._/:@%+=,\\[\\]-]+");

    private Next() {}

    /** Ready to paste; empty when there is nothing to follow. */
    static String after(Report report, List<String> bundles) {
        String opened = "packetwalk %s "
                + String.join(" ", bundles.stream().map(Next::quoted).toList());
        for (Report.Finding finding : report.rootCauses()) {
            Integer walk = finding.walk();
            if (walk != null) {
                Trace.Question asked = report.walks().get(walk).question();
                String proto = asked.proto().equals("tcp") ? "" : "/" + asked.proto();
                return opened.replace("%s", "trace") + " --from " + quoted(asked.from()) + " --to "
                        + quoted(asked.to() + proto);
            }
        }
        if (!report.rootCauses().isEmpty()) {
            return "packetwalk explain " + report.rootCauses().getFirst().id();
        }
        return report.flows().failed() > 0 ? opened.replace("%s", "flows") + " verdict:failed" : "";
    }

    /** A word for a POSIX shell. */
    static String quoted(String word) {
        String safe = Neutral.of(word);
        return PLAIN.matcher(safe).matches() ? safe : "'" + safe.replace("'", "'\\''") + "'";
    }
}
