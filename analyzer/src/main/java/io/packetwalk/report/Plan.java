package io.packetwalk.report;

import io.packetwalk.check.diagnosis.Incident;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is wrong and what to look at next, each once: incidents, and one list of commands over all undecided checks. */
final class Plan {

    private Plan() {}

    /** Commands that get missing evidence; the one that decides most checks first. */
    static List<Report.NextCapture> of(List<Report.Undetermined> undetermined) {
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
        List<Report.NextCapture> plan = new ArrayList<>();
        decides.forEach((command, codes) -> plan.add(new Report.NextCapture(
                command, List.copyOf(codes), List.copyOf(what.getOrDefault(command, Set.of())))));
        plan.sort(Comparator.comparingInt(
                        (Report.NextCapture next) -> -next.decides().size())
                .thenComparing(Report.NextCapture::command));
        return List.copyOf(plan);
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
