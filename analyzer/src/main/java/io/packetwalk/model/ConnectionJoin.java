package io.packetwalk.model;

import io.packetwalk.fact.conntrack.ConnectionsFact;
import io.packetwalk.fact.conntrack.ConntrackFact;
import io.packetwalk.fact.table.RowIndex;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.RandomAccess;
import java.util.stream.IntStream;

/** The tracked flows of one namespace out of the forms in which they were dumped: each once, as the first form that has it says. */
final class ConnectionJoin {

    private final List<List<ConntrackFact>> tables = new ArrayList<>();

    void add(ConnectionsFact table) {
        tables.add(table.entries());
    }

    List<ConntrackFact> build() {
        List<ConntrackFact> all = tables.size() == 1 ? tables.getFirst() : new Chained(List.copyOf(tables));
        long[] keys = all.stream().mapToLong(entry -> entry.original().key()).toArray();
        RowIndex index = new RowIndex(keys.length, row -> keys[row]);
        int[] once = IntStream.range(0, keys.length)
                .filter(row -> index.rows(keys[row])
                        .takeWhile(before -> before < row)
                        .noneMatch(before -> keys[before] == keys[row] && same(all.get(before), all.get(row))))
                .toArray();
        return once.length == keys.length ? all : new Chosen(all, once);
    }

    private static boolean same(ConntrackFact one, ConntrackFact other) {
        return one.zone() == other.zone() && one.original().equals(other.original());
    }

    /** Tables one after the other. */
    private static final class Chained extends AbstractList<ConntrackFact> implements RandomAccess {
        private final List<List<ConntrackFact>> tables;
        private final int size;

        Chained(List<List<ConntrackFact>> tables) {
            this.tables = tables;
            this.size = tables.stream().mapToInt(List::size).sum();
        }

        @Override
        public ConntrackFact get(int row) {
            int left = row;
            for (List<ConntrackFact> table : tables) {
                if (left < table.size()) {
                    return table.get(left);
                }
                left -= table.size();
            }
            throw new IndexOutOfBoundsException(row);
        }

        @Override
        public int size() {
            return size;
        }
    }

    /** Some rows of a list. */
    private static final class Chosen extends AbstractList<ConntrackFact> implements RandomAccess {
        private final List<ConntrackFact> all;
        private final int[] rows;

        Chosen(List<ConntrackFact> all, int[] rows) {
            this.all = all;
            this.rows = rows;
        }

        @Override
        public ConntrackFact get(int index) {
            return all.get(rows[index]);
        }

        @Override
        public int size() {
            return rows.length;
        }
    }
}
