package io.packetwalk.report;

import io.packetwalk.check.diagnosis.Incident;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is wrong and what to look at next, each once: incidents, and one list of commands over all undecided checks. */
final class Plan {

    private Plan() {}

    /** Lists of objects, each gets one kind. */
    private static final Pattern LIST = Pattern.compile("kubectl get ([a-z]+) -A -o json");

    /** All that the API server believes; the logs and configurations of its own services with it. */
    private static final String OBJECTS = "packetwalk collect cluster -o cluster.tar.gz";

    /**
     * Commands that get missing evidence; the one that decides most checks first. Where there is no object at all ({@code objects} is false),
     * what gets them comes first: nothing else tells what should work.
     */
    static List<Report.NextCapture> of(List<Report.Undetermined> undetermined, boolean objects) {
        Map<String, Set<String>> decides = new TreeMap<>();
        Map<String, Set<String>> what = new TreeMap<>();
        for (Report.Undetermined undecided : undetermined) {
            for (Report.Missing missing : undecided.missing()) {
                if (!missing.command().isEmpty()) {
                    decides.computeIfAbsent(missing.command(), command -> new TreeSet<>())
                            .add(undecided.id());
                    what.computeIfAbsent(missing.command(), command -> new TreeSet<>())
                            .add(missing.what());
                }
            }
        }
        Set<String> kinds = new TreeSet<>();
        decides.keySet().forEach(command -> {
            Matcher list = LIST.matcher(command);
            if (list.matches()) {
                kinds.add(list.group(1));
            }
        });
        String lists = "kubectl get " + String.join(",", kinds) + " -A -o json";
        String all = objects ? lists : OBJECTS + "  # or " + lists + " > objects.json";
        if (!kinds.isEmpty()) {
            joined(decides, all);
            joined(what, all);
        }
        List<Report.NextCapture> plan = new ArrayList<>();
        decides.forEach((command, codes) -> plan.add(new Report.NextCapture(
                command, List.copyOf(codes), List.copyOf(what.getOrDefault(command, Set.of())))));
        plan.sort(Comparator.comparing(
                        (Report.NextCapture next) -> objects || !next.command().equals(all))
                .thenComparingInt(next -> -next.decides().size())
                .thenComparing(Report.NextCapture::command));
        return List.copyOf(plan);
    }

    /** Lists that one command can get are one row. */
    private static void joined(Map<String, Set<String>> rows, String command) {
        Set<String> together = new TreeSet<>();
        for (String row : List.copyOf(rows.keySet())) {
            if (LIST.matcher(row).matches()) {
                together.addAll(rows.getOrDefault(row, Set.of()));
                rows.remove(row);
            }
        }
        rows.put(command, together);
    }

    static Report.Incident incident(Incident incident) {
        return new Report.Incident(
                incident.code(),
                Neutral.of(incident.element()),
                Neutral.of(incident.what()),
                incident.findings(),
                new Report.Affected(incident.failed(), incident.total()),
                incident.window()
                        .map(window -> new Report.Window(
                                window.from().toString(), window.to().toString()))
                        .orElse(null));
    }
}
