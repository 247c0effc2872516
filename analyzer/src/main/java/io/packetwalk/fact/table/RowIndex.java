package io.packetwalk.fact.table;

import java.util.Arrays;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/**
 * Rows of a table by a 64-bit key: eight bytes a row. Keys are not kept, so what is found may also be a row of another key; whoever asks looks at the row
 * itself.
 */
public final class RowIndex {

    private static final int END = -1;

    private final int[] first;
    private final int[] next;

    /**
     * Indexes the rows from 0 on.
     *
     * @param rows how many there are
     * @param key the key of a row, with all its 64 bits mixed
     */
    public RowIndex(int rows, IntToLongFunction key) {
        first = new int[Math.max(1, Integer.highestOneBit(rows))];
        next = new int[rows];
        Arrays.fill(first, END);
        // From the last row on, so that a chain tells its rows in order.
        for (int row = rows - 1; row >= 0; row--) {
            int slot = slot(key.applyAsLong(row));
            next[row] = first[slot];
            first[slot] = row;
        }
    }

    /** The rows that may have this key, in order. */
    public IntStream rows(long key) {
        return IntStream.iterate(first[slot(key)], row -> row != END, row -> next[row]);
    }

    private int slot(long key) {
        return (int) (key >>> 32) & first.length - 1;
    }
}
