package io.packetwalk.fact.table;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What stands under one name: a head and rows, which mostly follow one another. */
final class Chapter {
    final String name;
    final int number;
    /** The head that counts. */
    int head = Sheet.NONE;

    /** The first row, when all follow one another, and how many there are. */
    int first = Sheet.NONE;

    int count;

    /** All rows, when they do not follow one another. */
    private int @Nullable [] rows;

    Chapter(String name, int number) {
        this.name = name;
        this.number = number;
    }

    void add(int row) {
        int[] all = rows;
        if (all != null) {
            if (count == all.length) {
                all = Arrays.copyOf(all, count * 2);
                rows = all;
            }
            all[count] = row;
        } else if (count == 0) {
            first = row;
        } else if (first + count != row) {
            all = new int[2 * count + 2];
            for (int i = 0; i < count; i++) {
                all[i] = first + i;
            }
            all[count] = row;
            rows = all;
        }
        count++;
    }

    int row(int at) {
        int[] all = rows;
        return all == null ? first + at : all[at];
    }

    boolean scattered() {
        return rows != null;
    }
}
