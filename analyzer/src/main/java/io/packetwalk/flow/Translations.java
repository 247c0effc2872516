package io.packetwalk.flow;

import io.packetwalk.fact.conntrack.ConntrackFact;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.Node;
import io.packetwalk.net.FiveTuple;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which conntrack entry translated a tuple, on which node: the entries of all nodes that rewrite something, by both their tuples. */
final class Translations {

    /**
     * One entry.
     *
     * @param node the node that translates
     * @param entry the entry
     */
    record Translated(String node, ConntrackFact entry) {}

    private final Map<FiveTuple, Translated> byTuple = new HashMap<>();

    /**
     * Forward packets have the entry's original tuple before translation, and the inverse of its reply tuple after it; NAT is applied exactly when the
     * two differ (nf_conntrack).
     */
    static Translations of(Cluster cluster) {
        Translations translations = new Translations();
        for (Node node : cluster.nodes()) {
            for (ConntrackFact entry : node.netns().conntrack()) {
                FiveTuple after = entry.reply().reversed();
                if (!entry.original().equals(after)) {
                    Translated translated = new Translated(node.name(), entry);
                    translations.byTuple.putIfAbsent(entry.original(), translated);
                    translations.byTuple.putIfAbsent(after, translated);
                }
            }
        }
        return translations;
    }

    Optional<Translated> of(FiveTuple tuple) {
        return Optional.ofNullable(byTuple.get(tuple));
    }
}
