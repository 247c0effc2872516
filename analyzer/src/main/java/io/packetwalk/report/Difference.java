package io.packetwalk.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What changed between two reports, in verdicts and not in files, as the JSON contract writes it. A finding that is not there any more
 * is gone only when its check could decide: else nobody knows.
 *
 * @param schemaVersion {@code 1}
 * @param findings by rank of the first report, new ones behind
 * @param walks packets that findings or symptoms of either report ask about
 * @param model what the cluster is
 */
public record Difference(String schemaVersion, List<Claim> findings, List<Way> walks, List<Trait> model) {
    public static final String GONE = "gone";
    public static final String NEW = "new";
    public static final String CHANGED = "changed";
    public static final String UNCHANGED = "unchanged";
    public static final String NOT_COMPARABLE = "not-comparable";

    /** One finding; {@code why} says what changed or what is lacking, empty when nothing is to be said. */
    public record Claim(String change, Report.@Nullable Finding before, Report.@Nullable Finding after, String why) {}

    /** One packet's verdict and symptom on either side. */
    public record Way(
            String change,
            String from,
            String to,
            @Nullable Fate before,
            @Nullable Fate after,
            String why) {}

    /** What becomes of a packet. */
    public record Fate(String verdict, String symptom) {}

    /** One property of the cluster; a side that does not have it is null. */
    public record Trait(
            String change,
            String what,
            String name,
            @Nullable String before,
            @Nullable String after) {}

    /**
     * One side.
     *
     * @param report its report
     * @param walk answers a question about its cluster; empty when only a report is there, or it has no such pod
     * @param portrait texts by part and name of what the cluster is, empty when only a report is there
     */
    public record Side(
            Report report,
            Function<Trace.Question, Optional<Trace>> walk,
            Optional<Map<String, Map<String, String>>> portrait) {}

    public static Difference of(Side before, Side after) {
        return new Difference(
                Report.SCHEMA_VERSION,
                findings(before.report, after.report),
                walks(before, after),
                model(before, after));
    }

    /** True when nothing is gone, new or changed, and everything could be compared. */
    public boolean identical() {
        return changes().allMatch(UNCHANGED::equals);
    }

    /** True when something is known to differ. */
    public boolean different() {
        return changes().anyMatch(change -> !change.equals(UNCHANGED) && !change.equals(NOT_COMPARABLE));
    }

    private java.util.stream.Stream<String> changes() {
        return java.util.stream.Stream.of(
                        findings.stream().map(Claim::change),
                        walks.stream().map(Way::change),
                        model.stream().map(Trait::change))
                .flatMap(each -> each);
    }

    private static List<Claim> findings(Report before, Report after) {
        Map<String, Report.Finding> others = new LinkedHashMap<>();
        after.findings().forEach(finding -> others.put(key(finding), finding));
        List<Claim> claims = new ArrayList<>();
        for (Report.Finding finding : before.findings()) {
            Report.Finding other = others.remove(key(finding));
            if (other == null) {
                String lacking = lacking(finding.id(), after);
                claims.add(new Claim(lacking.isEmpty() ? GONE : NOT_COMPARABLE, finding, null, lacking));
            } else {
                String why = changed(finding, other);
                claims.add(new Claim(why.isEmpty() ? UNCHANGED : CHANGED, finding, other, why));
            }
        }
        for (Report.Finding finding : others.values()) {
            String lacking = lacking(finding.id(), before);
            claims.add(new Claim(lacking.isEmpty() ? NEW : NOT_COMPARABLE, null, finding, lacking));
        }
        return List.copyOf(claims);
    }

    /** The same cause about the same objects, in whatever order. */
    private static String key(Report.Finding finding) {
        return finding.id()
                + new TreeSet<>(finding.subjects().stream()
                        .map(Report.Subject::toString)
                        .toList());
    }

    private static String changed(Report.Finding before, Report.Finding after) {
        List<String> words = new ArrayList<>();
        word(words, "", before.confidence(), after.confidence());
        word(words, "severity ", before.severity(), after.severity());
        word(words, "", before.role(), after.role());
        word(words, "failed flows ", affected(before), affected(after));
        return String.join(", ", words);
    }

    private static void word(List<String> words, String what, String before, String after) {
        if (!before.equals(after)) {
            words.add(what + before + " → " + after);
        }
    }

    private static String affected(Report.Finding finding) {
        return finding.affected().failed() + " of " + finding.affected().total();
    }

    /** Why a report without a finding does not say that its cause is not there; empty when it does say so. */
    private static String lacking(String id, Report report) {
        if (report.clear().contains(id)
                || report.findings().stream().anyMatch(finding -> finding.id().equals(id))) {
            return "";
        }
        return report.undetermined().stream()
                .filter(undecided -> undecided.id().equals(id))
                .findFirst()
                .map(undecided -> undecided.missing().isEmpty()
                        ? "could not be decided"
                        : "lacks " + undecided.missing().getFirst().what())
                .orElse("was not looked for");
    }

    private static List<Way> walks(Side before, Side after) {
        Map<String, Trace.Question> questions = new LinkedHashMap<>();
        Map<String, Trace> left = traces(before.report, questions);
        Map<String, Trace> right = traces(after.report, questions);
        List<Way> ways = new ArrayList<>();
        questions.forEach((key, question) -> {
            Optional<Trace> one = Optional.ofNullable(left.get(key)).or(() -> before.walk.apply(question));
            Optional<Trace> other = Optional.ofNullable(right.get(key)).or(() -> after.walk.apply(question));
            Fate was = one.map(Difference::fate).orElse(null);
            Fate is = other.map(Difference::fate).orElse(null);
            boolean known = decided(was) && decided(is);
            String change = !known ? NOT_COMPARABLE : Objects.equals(was, is) ? UNCHANGED : CHANGED;
            String why = known ? "" : (decided(was) ? "after: " : "before: ") + "cannot be followed";
            ways.add(new Way(change, question.from(), question.to(), was, is, why));
        });
        return List.copyOf(ways);
    }

    private static Map<String, Trace> traces(Report report, Map<String, Trace.Question> questions) {
        Map<String, Trace> traces = new LinkedHashMap<>();
        for (Trace trace : report.walks()) {
            Trace.Question question = trace.question();
            String key = question.from() + " " + question.to() + " " + question.proto() + " " + question.size();
            traces.put(key, trace);
            questions.putIfAbsent(key, question);
        }
        return traces;
    }

    private static Fate fate(Trace trace) {
        return new Fate(trace.verdict(), trace.symptom());
    }

    private static boolean decided(@Nullable Fate fate) {
        return fate != null && !fate.verdict().equals("UNDETERMINED");
    }

    private static List<Trait> model(Side before, Side after) {
        List<Trait> traits = new ArrayList<>();
        Map<String, String> nodes = new TreeMap<>();
        before.report.bundle().nodes().forEach(name -> nodes.put(name, "there"));
        Map<String, String> others = new TreeMap<>();
        after.report.bundle().nodes().forEach(name -> others.put(name, "there"));
        traits("node", nodes, others, traits);
        traits(
                "kube-proxy mode",
                before.report.bundle().proxyMode(),
                after.report.bundle().proxyMode(),
                traits);
        traits("datapath", joined(before.report), joined(after.report), traits);
        if (before.portrait.isPresent() && after.portrait.isPresent()) {
            parts(before.portrait.get(), after.portrait.get(), traits);
        }
        return List.copyOf(traits);
    }

    private static void parts(
            Map<String, Map<String, String>> before, Map<String, Map<String, String>> after, List<Trait> traits) {
        TreeSet<String> parts = new TreeSet<>(before.keySet());
        parts.addAll(after.keySet());
        for (String part : parts) {
            Map<String, String> was = before.get(part);
            Map<String, String> is = after.get(part);
            if (was == null || is == null) {
                // Not collected on one side: whether it changed nobody knows.
                traits.add(new Trait(
                        NOT_COMPARABLE, part, "", was == null ? null : "collected", is == null ? null : "collected"));
            } else {
                traits(part, was, is, traits);
            }
        }
    }

    /** Of two texts of several lines those that the other has not; where only their order differs, that. */
    private static String rest(String text, String other) {
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        for (String line : other.split("\n", -1)) {
            lines.remove(line);
        }
        return lines.isEmpty() ? "(no line of its own)" : String.join("\n", lines);
    }

    private static Map<String, String> joined(Report report) {
        Map<String, String> joined = new TreeMap<>();
        report.bundle().datapaths().forEach((node, words) -> joined.put(node, String.join("/", words)));
        return joined;
    }

    /** Only what differs is listed: a model is large. */
    private static void traits(String what, Map<String, String> before, Map<String, String> after, List<Trait> traits) {
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        for (String name : names) {
            String was = before.get(name);
            String is = after.get(name);
            if (was != null && is != null && !was.equals(is)) {
                traits.add(new Trait(CHANGED, what, name, rest(was, is), rest(is, was)));
            } else if (!Objects.equals(was, is)) {
                traits.add(new Trait(was == null ? NEW : GONE, what, name, was, is));
            }
        }
    }
}
