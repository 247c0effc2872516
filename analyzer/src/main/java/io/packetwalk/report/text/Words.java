package io.packetwalk.report.text;

import io.packetwalk.report.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Sentences that every view says the same way. */
public final class Words {
    private Words() {}

    /** {@code 1 finding}, {@code 2 findings}. */
    public static String count(long number, String noun) {
        return number + " " + (number == 1 ? noun : noun + "s");
    }

    /** Nodes, proxy mode, datapath: what kind of cluster it is, in the order a reader asks. */
    public static List<String> shape(Report.Bundle bundle) {
        List<String> parts = new ArrayList<>();
        parts.add(count(bundle.nodes().size(), "node"));
        if (!bundle.proxyMode().isEmpty()) {
            parts.add("kube-proxy "
                    + String.join("/", new TreeSet<>(bundle.proxyMode().values())));
        }
        if (!bundle.datapaths().isEmpty()) {
            parts.add(bundle.datapaths().values().stream()
                    .flatMap(List::stream)
                    .distinct()
                    .sorted()
                    .collect(Collectors.joining("/")));
        }
        return parts;
    }

    /** {@code 10:01:12–10:04:40 UTC} on one day, both dates when it spans more. Empty when no artifact has a time. */
    public static String window(Report.Bundle bundle) {
        Report.Window window = bundle.window();
        return window == null ? "" : span(window);
    }

    /** {@code 10:01:12–10:04:40 UTC} likewise. */
    public static String span(Report.Window window) {
        String from = seconds(window.from());
        String to = seconds(window.to());
        boolean sameDay = from.regionMatches(0, to, 0, "yyyy-mm-dd".length());
        String start = from.replace('T', ' ');
        String end = sameDay ? to.substring("yyyy-mm-ddT".length()) : to.replace('T', ' ');
        return start.equals(to.replace('T', ' ')) ? start + " UTC" : start + "–" + end + " UTC";
    }

    /** RFC 3339 without fraction and zone. */
    private static String seconds(String instant) {
        return instant.length() >= 19 ? instant.substring(0, 19) : instant;
    }

    /** {@code 1 root cause, 2 further findings, 171 checks clear, 17 could not be decided}. */
    public static String tally(Report report) {
        List<String> parts = new ArrayList<>();
        parts.add(count(report.rootCauses().size(), "root cause"));
        parts.add(count(report.furtherFindings().size(), "further finding"));
        if (!report.suppressedFindings().isEmpty()) {
            parts.add(report.suppressedFindings().size() + " suppressed");
        }
        parts.add(count(report.clear().size(), "check") + " clear");
        parts.add(report.undetermined().size() + " could not be decided");
        if (!report.crashed().isEmpty()) {
            parts.add(report.crashed().size() + " crashed (our bug)");
        }
        return String.join(", ", parts);
    }

    /**
     * {@code broken}, {@code unexplained} (flows failed and no root cause is told), {@code blind} (nobody can tell) or {@code sound}.
     */
    public static String mood(Report report) {
        if (!report.rootCauses().isEmpty()) {
            return "broken";
        }
        if (report.flows().failed() > 0 || suppressedCauses(report) > 0) {
            return "unexplained";
        }
        return report.blind() ? "blind" : "sound";
    }

    /** The answer in one sentence when no root cause is told. */
    public static String headline(Report report) {
        long hidden = suppressedCauses(report);
        if (hidden > 0) {
            return "No other cause than the " + (hidden == 1 ? "one" : hidden) + " that you chose not to be told of.";
        }
        if (report.blind()) {
            return (report.clear().isEmpty()
                            ? "Nothing could be decided: "
                            : "Whether anything fails could not be decided: ")
                    + (report.withoutObjects()
                            ? "no Pod, Service or Node object is in this bundle, so nobody knows what should work."
                            : "every check lacks some evidence.");
        }
        return report.flows().failed() > 0
                ? "Flows failed, and no cause was found for them in this bundle."
                : applicationErrors(report).isEmpty()
                        ? "No failure was found in this bundle."
                        : "No failure of the network was found in this bundle; applications answered with errors.";
    }

    /** Servers whose own errors were seen, each with a hint. */
    private static List<Report.Note> applicationErrors(Report report) {
        return report.notes().stream()
                .filter(note -> note.code().equals("application-error"))
                .toList();
    }

    private static long suppressedCauses(Report report) {
        return report.suppressedFindings().stream()
                .filter(finding -> finding.role().equals("root-cause"))
                .count();
    }

    /** What was seen, with its base; says so when failures remain without a cause. */
    public static String seen(Report report) {
        if (report.flows().total() == 0) {
            return "No traffic was captured: findings rest on configuration, state and logs. What fails for you can be told:"
                    + " --symptom 'from NS/POD to svc/NS/NAME:PORT'";
        }
        long explained = report.rootCauses().stream()
                .flatMap(finding -> finding.flows().stream())
                .distinct()
                .count();
        String failed = report.flows().failed() + " of " + count(report.flows().total(), "flow") + " failed";
        if (report.flows().failed() == 0) {
            List<Report.Note> errors = applicationErrors(report);
            return "None of " + count(report.flows().total(), "flow") + " failed."
                    + (errors.isEmpty() ? "" : " " + errors.getFirst().text())
                    + (errors.size() < 2 ? "" : " The same holds for " + count(errors.size() - 1, "more server") + ".");
        }
        return report.rootCauses().isEmpty()
                ? failed + "."
                : failed + "; the root causes explain " + explained + " of them.";
    }

    /** What was missing, the kind that blocks most checks first: the text and the number of checks. */
    public static Map<String, Integer> lacking(Report report) {
        Map<String, Integer> checks = new LinkedHashMap<>();
        for (Report.Undetermined undecided : report.undetermined()) {
            undecided.missing().stream()
                    .map(Words::missing)
                    .distinct()
                    .forEach(text -> checks.merge(text, 1, Integer::sum));
        }
        return checks.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, Map.Entry::getValue, (one, _other) -> one, LinkedHashMap::new));
    }

    private static String missing(Report.Missing missing) {
        return missing.why().isEmpty() ? missing.what() : missing.what() + " (" + missing.why() + ")";
    }

    /** Root causes by confidence, then role: the word a reader sees first. */
    public static String role(String role) {
        return switch (role) {
            case "root-cause" -> "root cause";
            case "would-fail-next" -> "would fail next";
            default -> role;
        };
    }
}
