package io.packetwalk.flow;

/** Disjoint sets of indices, joined pair by pair (union-find with path halving). */
final class Groups {

    private final int[] parent;

    Groups(int size) {
        parent = new int[size];
        for (int i = 0; i < size; i++) {
            parent[i] = i;
        }
    }

    int of(int index) {
        int at = index;
        while (parent[at] != at) {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        return at;
    }

    /** Joins two sets; the smaller root stays, so that the result does not depend on the order of calls. */
    void join(int one, int other) {
        int first = of(one);
        int second = of(other);
        parent[Math.max(first, second)] = Math.min(first, second);
    }
}
