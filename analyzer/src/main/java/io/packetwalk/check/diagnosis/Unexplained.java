package io.packetwalk.check.diagnosis;

import io.packetwalk.check.Case;
import io.packetwalk.check.witness.FailedFlows;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.Source;
import io.packetwalk.flow.Flow;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Failures that no cause takes. They are said, with the place where the walk ends: "we do not know the name, but look here" is an answer, silence is not.
 */
public final class Unexplained {

    private static final String CODE = "unexplained-failure";

    private Unexplained() {}

    /** One note for all failed flows that end alike. */
    public static List<Note> notes(Case that, Diagnosis diagnosis) {
        Map<String, List<Flow>> byEnd = byEnd(that, diagnosis);
        List<Note> notes = new ArrayList<>();
        byEnd.forEach((end, flows) -> {
            Flow first = flows.getFirst();
            Source place = new FailedFlows(that)
                    .brokenPath(first)
                    .flatMap(path -> path.by().stream().findFirst())
                    .orElse(first.nearest().source());
            notes.add(Note.warn(
                    CODE,
                    place,
                    flows.size() + (flows.size() == 1 ? " failed flow has" : " failed flows have")
                            + " no named cause, for example " + first.client() + " to " + first.server() + " ("
                            + Sentences.word(first.state()) + "): " + end));
        });
        PassedOn.left(that, diagnosis)
                .forEach((failure, answers) -> notes.add(
                        Note.warn(CODE, answers.getFirst().source(), PassedOn.sentence(failure, answers) + ".")));
        notes.addAll(OwnErrors.notes(that));
        return List.copyOf(notes);
    }

    /** The failed flows that no root cause takes, by the way they end. */
    static Map<String, List<Flow>> byEnd(Case that, Diagnosis diagnosis) {
        Set<String> taken = new HashSet<>();
        diagnosis.rootCauses().forEach(ranked -> taken.addAll(ranked.finding().explains()));
        Map<String, List<Flow>> byEnd = new TreeMap<>();
        for (Flow flow : that.flows().failed()) {
            if (!taken.contains(flow.id())) {
                byEnd.computeIfAbsent(end(that, flow), text -> new ArrayList<>())
                        .add(flow);
            }
        }
        return byEnd;
    }

    private static String end(Case that, Flow flow) {
        Optional<Path> broken = new FailedFlows(that).brokenPath(flow);
        if (broken.isPresent()) {
            return broken.get().reason();
        }
        List<Missing> missing = that.walks().of(flow).stream()
                .flatMap(walk -> walk.paths().stream())
                .flatMap(path -> path.missing().stream())
                .distinct()
                .toList();
        return missing.isEmpty()
                ? "the captured state does not show why"
                : "cannot be told without " + missing.getFirst().what();
    }
}
