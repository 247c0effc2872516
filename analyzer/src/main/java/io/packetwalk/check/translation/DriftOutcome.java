package io.packetwalk.check.translation;

import io.packetwalk.check.Case;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Outcome;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.model.Service;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a check says of the differences that it found on all nodes: young ones are no fault yet, those of one Service or one node belong together. */
final class DriftOutcome {

    /** Of so many differences on one node, each is no fault of its own. */
    private static final int MANY = 8;

    private DriftOutcome() {}

    /**
     * The outcome; empty when there is nothing to say of any node.
     *
     * @param again what shows a node's Services once more
     * @param who writes them
     */
    static Optional<Outcome> of(
            Case that, CheckId id, List<Drift> drifts, List<Missing> unseen, String again, String who) {
        List<Drift> found = new ArrayList<>(drifts);
        List<Missing> missing = new ArrayList<>(unseen);
        List<Drift> young =
                found.stream().filter(drift -> young(that, id, drift)).toList();
        found.removeAll(young);
        young.forEach(drift -> missing.add(new Missing(
                "what " + drift.node().name() + " does with " + drift.name() + " a minute later",
                "the API changed less than a minute before it was collected: " + who + " may not have written it yet",
                again + " on " + drift.node().name())));
        if (!found.isEmpty()) {
            return Optional.of(new Outcome.Found(groups(found).stream()
                    .map(group -> new DriftClaim(that, id, group).finding())
                    .toList()));
        }
        return missing.isEmpty() ? Optional.empty() : Optional.of(new Outcome.Undetermined(missing));
    }

    /** Too young to be a fault, and nobody was hurt. */
    private static boolean young(Case that, CheckId id, Drift drift) {
        DriftClaim claim = new DriftClaim(that, id, List.of(drift));
        return claim.settled() == Ternary.NO && claim.failed().isEmpty();
    }

    /** One group for each Service of a node, or one for all when they are many: then the node is what is wrong. */
    private static Collection<List<Drift>> groups(List<Drift> drifts) {
        Map<String, List<Drift>> groups = new TreeMap<>();
        for (Drift drift : drifts) {
            String owner =
                    drift.service().map(Service::ref).map(ObjectRef::toString).orElse("");
            groups.computeIfAbsent(drift.node().name() + "\n" + owner, key -> new ArrayList<>())
                    .add(drift);
        }
        Map<String, List<Drift>> byNode = new TreeMap<>();
        groups.values()
                .forEach(group -> byNode.computeIfAbsent(group.getFirst().node().name(), key -> new ArrayList<>())
                        .addAll(group));
        List<List<Drift>> chosen = new ArrayList<>();
        byNode.forEach((node, all) -> {
            List<List<Drift>> own = groups.entrySet().stream()
                    .filter(entry -> entry.getKey().startsWith(node + "\n"))
                    .map(Map.Entry::getValue)
                    .toList();
            if (own.size() > MANY) {
                chosen.add(all);
            } else {
                chosen.addAll(own);
            }
        });
        return chosen;
    }
}
