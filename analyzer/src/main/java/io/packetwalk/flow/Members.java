package io.packetwalk.flow;

import java.util.Arrays;

/** The sets of {@link Groups}, numbered by their first member, each in order. */
final class Members {

    private final Groups groups;
    private final int[] offsets;
    private final int[] members;

    Members(Groups groups, int size) {
        int[] number = new int[size];
        int count = 0;
        for (int i = 0; i < size; i++) {
            int root = groups.of(i);
            // The root is the smallest member, so it was numbered before the others come.
            number[i] = root == i ? count++ : number[root];
        }
        int[] ends = new int[count + 1];
        for (int i = 0; i < size; i++) {
            ends[number[i] + 1]++;
        }
        for (int group = 0; group < count; group++) {
            ends[group + 1] += ends[group];
        }
        this.groups = groups;
        this.offsets = ends;
        this.members = new int[size];
        int[] next = ends.clone();
        for (int i = 0; i < size; i++) {
            members[next[number[i]]++] = i;
        }
    }

    int count() {
        return offsets.length - 1;
    }

    /** The group an observation belongs to; groups are in order of their first members, which are their roots. */
    int group(int observation) {
        int root = groups.of(observation);
        int low = 0;
        int high = count() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (first(middle) < root) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    int first(int group) {
        return members[offsets[group]];
    }

    int[] of(int group) {
        return Arrays.copyOfRange(members, offsets[group], offsets[group + 1]);
    }
}
