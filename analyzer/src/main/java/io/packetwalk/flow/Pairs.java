package io.packetwalk.flow;

import java.util.Arrays;

/** Keys that some observations have, with the observation of each; they grow. */
final class Pairs {

    private long[] keys = new long[1 << 6];
    private int[] observations = new int[1 << 6];
    private int size;

    void add(long key, int observation) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, size * 2);
            observations = Arrays.copyOf(observations, size * 2);
        }
        keys[size] = key;
        observations[size++] = observation;
    }

    long[] keys() {
        return Arrays.copyOf(keys, size);
    }

    /** The observation of each key, renumbered by {@code rank}. */
    int[] observations(int[] rank) {
        int[] renumbered = new int[size];
        for (int i = 0; i < size; i++) {
            renumbered[i] = rank[observations[i]];
        }
        return renumbered;
    }
}
