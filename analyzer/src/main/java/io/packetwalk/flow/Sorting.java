package io.packetwalk.flow;

import java.util.Arrays;
import java.util.function.IntBinaryOperator;

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

    /** 0 to {@code size - 1} in the order that {@code compare} tells; what is equal stays as it is. Runs that are in order already cost one comparison each. */
    static int[] order(int size, IntBinaryOperator compare) {
        int[] from = new int[size];
        for (int i = 0; i < size; i++) {
            from[i] = i;
        }
        int[] to = new int[size];
        for (int run = 1; run < size; run *= 2) {
            for (int low = 0; low < size; low += 2 * run) {
                merge(from, to, low, Math.min(low + run, size), Math.min(low + 2 * run, size), compare);
            }
            int[] merged = to;
            to = from;
            from = merged;
        }
        return from;
    }

    /** Where each of the numbers of an order stands in it. */
    static int[] inverse(int[] order) {
        int[] place = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            place[order[i]] = i;
        }
        return place;
    }

    private static void merge(int[] from, int[] to, int low, int middle, int high, IntBinaryOperator compare) {
        if (middle == high || compare.applyAsInt(from[middle - 1], from[middle]) <= 0) {
            System.arraycopy(from, low, to, low, high - low);
            return;
        }
        int left = low;
        int right = middle;
        for (int i = low; i < high; i++) {
            boolean takeLeft = left < middle && (right == high || compare.applyAsInt(from[left], from[right]) <= 0);
            to[i] = takeLeft ? from[left++] : from[right++];
        }
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
