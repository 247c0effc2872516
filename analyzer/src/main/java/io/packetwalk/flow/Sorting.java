package io.packetwalk.flow;

import java.util.Arrays;

/** Order of rows by a key, without an object per row. */
final class Sorting {

    private Sorting() {}

    /**
     * Positions of {@code rows} sorted by key, equal keys by row.
     *
     * @param keys the key of each position
     * @param rows the row of each position
     */
    static int[] by(long[] keys, int[] rows) {
        long[] order = new long[rows.length];
        // A hash's upper half and the position fit in one long; what ties there is put right below.
        for (int i = 0; i < rows.length; i++) {
            order[i] = (hash(keys[i]) << 32) | i;
        }
        Arrays.sort(order);
        int[] positions = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            positions[i] = (int) order[i];
        }
        int from = 0;
        while (from < positions.length) {
            int to = from + 1;
            while (to < positions.length && order[to] >>> 32 == order[from] >>> 32) {
                to++;
            }
            if (to - from > 1) {
                settle(keys, rows, positions, from, to);
            }
            from = to;
        }
        return positions;
    }

    private static void settle(long[] keys, int[] rows, int[] positions, int from, int to) {
        Integer[] tied = new Integer[to - from];
        for (int i = from; i < to; i++) {
            tied[i - from] = positions[i];
        }
        Arrays.sort(tied, (a, b) -> {
            int byKey = Long.compare(keys[a], keys[b]);
            return byKey != 0 ? byKey : Integer.compare(rows[a], rows[b]);
        });
        for (int i = from; i < to; i++) {
            positions[i] = tied[i - from];
        }
    }

    private static long hash(long key) {
        return Identity.mix(key) >>> 32;
    }
}
