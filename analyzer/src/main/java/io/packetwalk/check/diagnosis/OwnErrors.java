package io.packetwalk.check.diagnosis;

import io.packetwalk.check.Case;
import io.packetwalk.check.witness.edge.GatewayErrors;
import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.Source;
import io.packetwalk.flow.Flow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Answers from 500 on that a program gave for itself: its packets came through, so no cause on their way explains them. */
final class OwnErrors {

    private OwnErrors() {}

    /** One hint for each server. */
    static List<Note> notes(Case that) {
        Set<Source> gateways = GatewayErrors.of(that).stream()
                .map(GatewayErrors.Answer::source)
                .collect(Collectors.toSet());
        Map<String, List<Flow>> byServer = new TreeMap<>();
        for (Flow flow : that.flows().all()) {
            boolean own = flow.greeting().filter(said -> said.status() >= 500).isPresent()
                    && !gateways.contains(flow.nearest().source());
            if (own) {
                byServer.computeIfAbsent(flow.server().toString(), name -> new ArrayList<>())
                        .add(flow);
            }
        }
        return byServer.entrySet().stream()
                .map(entry -> Note.hint(
                        "application-error",
                        entry.getValue().getFirst().nearest().source(),
                        entry.getKey() + " answered " + entry.getValue().size() + " captured "
                                + (entry.getValue().size() == 1 ? "request" : "requests") + " with "
                                + entry.getValue()
                                        .getFirst()
                                        .greeting()
                                        .orElseThrow()
                                        .status()
                                + ": the connections are good, the application is not."))
                .toList();
    }
}
