package io.packetwalk.flow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Flows that a proxy continued in a connection of its own. Their sequence numbers differ, but what the client said did not: the random of a TLS hello (256 bits,
 * RFC 8446 section 4.1.2) that passed through, or the request id that proxies hand on.
 */
final class Relays {

    /** A retry or a fan-out carries one id in a few connections; one that hundreds share is a constant somebody wrote. */
    private static final int MOST = 16;

    private final Map<Integer, TreeSet<Integer>> byGroup = new HashMap<>();

    private Relays() {}

    static Relays of(Observations seen, Members members) {
        Relays relays = new Relays();
        int[] order = Sorting.by(seen.passedOn, seen.heard);
        int from = 0;
        while (from < order.length) {
            TreeSet<Integer> alike = new TreeSet<>();
            int to = from;
            for (; to < order.length && seen.passedOn[order[to]] == seen.passedOn[order[from]]; to++) {
                alike.add(members.group(seen.heard[order[to]]));
            }
            if (alike.size() > 1 && alike.size() <= MOST) {
                for (int group : alike) {
                    relays.byGroup
                            .computeIfAbsent(group, _key -> new TreeSet<>())
                            .addAll(alike);
                }
            }
            from = to;
        }
        return relays;
    }

    /** The other flows that say the same as {@code flow}, by group, as far as one of the two can be the other's continuation. */
    List<Integer> of(int group, Flow flow, FlowList flows) {
        List<Integer> related = new ArrayList<>();
        for (int other : byGroup.getOrDefault(group, new TreeSet<>())) {
            if (other != group && continues(flow, flows.fresh(other))) {
                related.add(other);
            }
        }
        return related;
    }

    /** Equal hellos prove it. Request ids are words that anybody may repeat: there, one connection has to end at the host where the other begins. */
    private static boolean continues(Flow one, Flow other) {
        boolean hello = one.greeting().filter(said -> said.random() != 0).isPresent();
        return hello || meets(one, other) || meets(other, one);
    }

    private static boolean meets(Flow first, Flow second) {
        Flow.Party end = first.translated().orElse(first.server());
        Flow.Party begin = second.client();
        return end.at().ip().equals(begin.at().ip())
                || end.object().isPresent() && end.object().equals(begin.object());
    }
}
