package io.packetwalk.flow;

import io.packetwalk.fact.conntrack.ConntrackFact;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.Node;
import io.packetwalk.net.FiveTuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which conntrack entry translated a tuple that was seen, on which node: the entries of all nodes that rewrite something, by both their tuples. */
final class Translations {

    /**
     * One entry.
     *
     * @param node the node that translates
     * @param entry the entry
     */
    record Translated(String node, ConntrackFact entry) {}

    private final Map<FiveTuple, Translated> byTuple = new HashMap<>();
    private final List<ConntrackFact> tracked = new ArrayList<>();

    /**
     * Forward packets have the entry's original tuple before translation, and the inverse of its reply tuple after it; NAT is applied exactly when the
     * two differ (nf_conntrack).
     *
     * @param seen {@link FiveTuple#sharedKey} of the tuples that will be asked for: tables hold many more
     */
    static Translations of(Cluster cluster, long[] seen) {
        long[] keys = seen.clone();
        Arrays.sort(keys);
        Translations translations = new Translations();
        for (Node node : cluster.nodes()) {
            for (ConntrackFact entry : node.netns().conntrack()) {
                FiveTuple after = entry.reply().reversed();
                if (!entry.original().equals(after)) {
                    Translated translated = new Translated(node.name(), entry);
                    boolean before = translations.add(keys, entry.original(), translated);
                    translations.add(keys, after, translated);
                    if (before
                            && TrackedJoin.after(entry).stream()
                                    .anyMatch(tuple -> Arrays.binarySearch(keys, tuple.sharedKey()) >= 0)) {
                        translations.tracked.add(entry);
                    }
                }
            }
        }
        return translations;
    }

    private boolean add(long[] keys, FiveTuple tuple, Translated translated) {
        boolean there = Arrays.binarySearch(keys, tuple.sharedKey()) >= 0;
        if (there) {
            byTuple.putIfAbsent(tuple, translated);
        }
        return there;
    }

    /** Entries of which a tuple before and one after translation were seen. */
    List<ConntrackFact> tracked() {
        return tracked;
    }

    Optional<Translated> of(FiveTuple tuple) {
        return Optional.ofNullable(byTuple.get(tuple));
    }
}
