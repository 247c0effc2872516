package io.packetwalk.report.section;

import io.packetwalk.fact.conntrack.ConntrackFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.Node;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.report.Neutral;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the nodes' connection tables say of a flow, by the tuple with which the client sent it. */
final class Tracked {

    private record Entry(String node, ConntrackFact fact) {}

    private final Map<FiveTuple, List<Entry>> entries = new HashMap<>();

    Tracked(Cluster cluster) {
        for (Node node : cluster.nodes()) {
            for (ConntrackFact fact : node.netns().conntrack()) {
                entries.computeIfAbsent(fact.original(), tuple -> new ArrayList<>())
                        .add(new Entry(node.name(), fact));
            }
        }
    }

    /** Node, place and words of each entry, all with tabs between; empty when no table has it. */
    String of(Flow flow) {
        List<String> parts = new ArrayList<>();
        FiveTuple tuple =
                new FiveTuple(flow.proto(), flow.client().at(), flow.server().at());
        for (Entry entry : entries.getOrDefault(tuple, List.of())) {
            parts.add(Neutral.of(entry.node()));
            parts.add(entry.fact().source().toString());
            parts.add(Neutral.of(words(entry.fact())));
        }
        return String.join("\t", parts);
    }

    private static String words(ConntrackFact fact) {
        return (fact.state().isEmpty() ? "" : fact.state() + ", ")
                + (fact.unreplied() ? "no answer seen, " : fact.assured() ? "assured, " : "")
                + "answers expected as " + fact.reply().src() + " > "
                + fact.reply().dst();
    }
}
