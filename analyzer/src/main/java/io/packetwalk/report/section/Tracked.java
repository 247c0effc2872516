package io.packetwalk.report.section;

import io.packetwalk.fact.conntrack.ConntrackFact;
import io.packetwalk.fact.table.RowIndex;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.Node;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.report.Neutral;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the nodes' connection tables say of a flow, by the tuple with which the client sent it. */
final class Tracked {

    /** One node's table. */
    private record Table(String node, List<ConntrackFact> entries, RowIndex byTuple) {

        static Table of(Node node) {
            List<ConntrackFact> entries = node.netns().conntrack();
            return new Table(
                    node.name(),
                    entries,
                    new RowIndex(
                            entries.size(), row -> entries.get(row).original().key()));
        }

        private Stream<String> words(FiveTuple tuple) {
            return byTuple.rows(tuple.key())
                    .mapToObj(entries::get)
                    .filter(entry -> entry.original().equals(tuple))
                    .flatMap(entry ->
                            Stream.of(Neutral.of(node), entry.source().toString(), Neutral.of(Tracked.words(entry))));
        }
    }

    private final List<Table> tables;

    Tracked(Cluster cluster) {
        tables = cluster.nodes().stream()
                .filter(node -> !node.netns().conntrack().isEmpty())
                .map(Table::of)
                .toList();
    }

    /** Node, place and words of each entry, all with tabs between; empty when no table has it. */
    String of(Flow flow) {
        FiveTuple tuple =
                new FiveTuple(flow.proto(), flow.client().at(), flow.server().at());
        return tables.stream().flatMap(table -> table.words(tuple)).collect(Collectors.joining("\t"));
    }

    private static String words(ConntrackFact fact) {
        return (fact.state().isEmpty() ? "" : fact.state() + ", ")
                + (fact.unreplied() ? "no answer seen, " : fact.assured() ? "assured, " : "")
                + "answers expected as " + fact.reply().src() + " > "
                + fact.reply().dst();
    }
}
