package io.packetwalk.report.view;

import io.packetwalk.report.Neutral;
import io.packetwalk.report.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Every check as a test case, for build servers: found is a failure, undecided is skipped (never passed), crashed is an error. An
 * observation breaks nothing and passes, with its text as output.
 */
final class JUnit {
    private JUnit() {}

    static String of(Report report) {
        List<String> cases = new ArrayList<>();
        for (Report.Finding finding : report.findings()) {
            String text = escaped(told(finding));
            boolean observed = finding.role().equals("observation");
            cases.add(
                    observed
                            ? open(finding) + "<system-out>" + text + "</system-out></testcase>"
                            : open(finding) + "<failure type=\"" + escaped(finding.confidence()) + "\" message=\""
                                    + escaped(finding.what()) + "\">" + text + "</failure></testcase>");
        }
        report.clear().forEach(id -> cases.add("<testcase classname=\"packetwalk\" name=\"" + escaped(id) + "\"/>"));
        for (Report.Undetermined undecided : report.undetermined()) {
            String lacks = undecided.missing().stream()
                    .map(missing -> missing.what() + (missing.why().isEmpty() ? "" : ": " + missing.why()))
                    .distinct()
                    .collect(Collectors.joining("; "));
            cases.add("<testcase classname=\"packetwalk\" name=\"" + escaped(undecided.id()) + "\"><skipped message=\""
                    + escaped("cannot tell: " + lacks) + "\"/></testcase>");
        }
        for (Report.Crashed crashed : report.crashed()) {
            cases.add("<testcase classname=\"packetwalk\" name=\"" + escaped(crashed.id()) + "\"><error message=\""
                    + escaped(crashed.error()) + "\"/></testcase>");
        }
        long failures = report.findings().stream()
                .filter(finding -> !finding.role().equals("observation"))
                .count();
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n<testsuite name=\""
                + escaped(String.join(" + ", report.bundle().inputs()))
                + "\" tests=\"" + cases.size()
                + "\" failures=\"" + failures
                + "\" skipped=\"" + report.undetermined().size()
                + "\" errors=\"" + report.crashed().size() + "\">\n"
                + String.join("\n", cases)
                + "\n</testsuite>\n</testsuites>\n";
    }

    private static String open(Report.Finding finding) {
        return "<testcase classname=\"packetwalk." + escaped(finding.layer()) + "\" name=\""
                + escaped(finding.id() + " " + finding.name()) + "\">";
    }

    private static String told(Report.Finding finding) {
        return finding.what() + "\n" + finding.why() + "\n"
                + finding.evidence().stream()
                        .map(evidence -> evidence.statement() + "  " + evidence.source())
                        .collect(Collectors.joining("\n"));
    }

    /** XML 1.0 text; characters it cannot hold became visible escapes. */
    private static String escaped(String text) {
        return text.lines()
                .map(Neutral::of)
                .collect(Collectors.joining("\n"))
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("\n", "&#10;");
    }
}
