package io.packetwalk.fact.netfilter;

import io.packetwalk.fact.Counters;
import io.packetwalk.fact.table.Rows;
import java.util.BitSet;
import java.util.Optional;

/** Counters of the rules of a table. Most rules of a node never counted anything: zeros take one bit. */
final class RowCounters {

    private static final Optional<Counters> ZERO = Optional.of(new Counters(0, 0));

    private final BitSet counted = new BitSet();

    /** Row, packets and bytes, in the order of rows. */
    private final Rows counts = new Rows(5);

    /** @param row larger than all before */
    void add(int row, Optional<Counters> counters) {
        if (counters.isEmpty()) {
            return;
        }
        counted.set(row);
        if (!counters.equals(ZERO)) {
            int count = counts.add();
            int[] page = counts.page(count);
            int at = counts.at(count);
            page[at] = row;
            Rows.put(page, at + 1, counters.get().packets());
            Rows.put(page, at + 3, counters.get().bytes());
        }
    }

    Optional<Counters> get(int row) {
        if (!counted.get(row)) {
            return Optional.empty();
        }
        int low = 0;
        int high = counts.size();
        while (low < high) {
            int middle = low + high >>> 1;
            if (counts.page(middle)[counts.at(middle)] < row) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (low == counts.size() || counts.page(low)[counts.at(low)] != row) {
            return ZERO;
        }
        int[] page = counts.page(low);
        int at = counts.at(low);
        return Optional.of(new Counters(Rows.get(page, at + 1), Rows.get(page, at + 3)));
    }
}
