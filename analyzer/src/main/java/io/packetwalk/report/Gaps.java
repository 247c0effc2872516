package io.packetwalk.report;

import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.Source;
import io.packetwalk.model.Cluster;
import java.util.List;

/** A whole half of the evidence that is not there at all, so that silence of the checks must not pass for health. */
final class Gaps {

    private Gaps() {}

    /** Does the bundle hold anything that the API server believes? */
    static boolean objects(Cluster cluster) {
        return !cluster.pods().isEmpty()
                || !cluster.services().isEmpty()
                || !cluster.slices().isEmpty()
                || !cluster.workloads().isEmpty()
                || !cluster.namespaces().isEmpty()
                || cluster.nodes().stream().anyMatch(node -> node.object().isPresent());
    }

    static List<Note> notes(Cluster cluster) {
        return objects(cluster)
                ? List.of()
                : List.of(Note.warn(
                        Report.NO_OBJECTS,
                        Source.whole(""),
                        "No object of the API server is in the bundle: which connections should work nobody can tell"));
    }
}
