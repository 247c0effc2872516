package io.packetwalk.check.diagnosis;

import io.packetwalk.check.Case;
import io.packetwalk.check.Finding;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.evidence.Window;
import io.packetwalk.flow.Flow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Clusters failures, so that ten thousand failed flows are as many lines as there are things wrong. */
public final class Incidents {

    private Incidents() {}

    /** Incidents in the order of the findings, those without a cause last. */
    public static List<Incident> of(Case that, Diagnosis diagnosis) {
        Map<String, Flow> flows = new HashMap<>();
        that.flows().failed().forEach(flow -> flows.put(flow.id(), flow));
        Map<String, List<Ranked>> groups = new LinkedHashMap<>();
        for (Ranked ranked : diagnosis.rootCauses()) {
            groups.computeIfAbsent(
                            ranked.finding().id().code() + " " + element(ranked.finding()), key -> new ArrayList<>())
                    .add(ranked);
        }
        List<Incident> incidents = new ArrayList<>();
        groups.values().forEach(group -> incidents.add(incident(group, flows)));
        Unexplained.byEnd(that, diagnosis).forEach((end, left) -> incidents.add(unexplained(end, left)));
        PassedOn.left(that, diagnosis)
                .forEach((failure, answers) -> incidents.add(new Incident(
                        "",
                        "",
                        PassedOn.sentence(failure, answers),
                        List.of(),
                        answers.size(),
                        answers.size(),
                        Optional.empty())));
        return List.copyOf(incidents);
    }

    private static String element(Finding finding) {
        return finding.subjects().isEmpty() ? "" : finding.subjects().getFirst().toString();
    }

    private static Incident incident(List<Ranked> group, Map<String, Flow> flows) {
        Finding first = group.getFirst().finding();
        Set<String> failed = new TreeSet<>();
        int others = 0;
        int total = 0;
        for (Ranked ranked : group) {
            Finding finding = ranked.finding();
            failed.addAll(finding.explains());
            others += finding.told().size()
                    + (finding.explains().isEmpty() ? finding.lookups().size() : 0);
            total += finding.total();
        }
        String what = group.size() == 1 ? first.what() : first.what() + " And " + (group.size() - 1) + " more like it.";
        return new Incident(
                first.id().code(),
                element(first),
                what,
                group.stream().map(Ranked::fingerprint).toList(),
                failed.size() + others,
                Math.max(total, failed.size() + others),
                window(failed.stream()
                        .flatMap(id -> Stream.ofNullable(flows.get(id)))
                        .toList()));
    }

    private static Incident unexplained(String end, List<Flow> left) {
        Flow first = left.getFirst();
        String what = left.size() + (left.size() == 1 ? " failed flow" : " failed flows")
                + " without a named cause, for example " + first.client() + " to " + first.server() + " ("
                + Sentences.word(first.state()) + "): " + end;
        return new Incident("", "", what, List.of(), left.size(), left.size(), window(left));
    }

    private static Optional<Window> window(Collection<Flow> flows) {
        return flows.stream().map(flow -> new Window(flow.start(), flow.end())).reduce(Window::span);
    }
}
