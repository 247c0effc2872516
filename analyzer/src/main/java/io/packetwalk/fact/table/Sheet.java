package io.packetwalk.fact.table;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Lines in order, each of a chapter. Where lines are those of another sheet in its order, a run of them is kept as where it stands there and how many lines further down
 * it stands here.
 */
final class Sheet {

    static final int NONE = -1;

    private final @Nullable Sheet base;

    /** Line and chapter. */
    private final Rows own = new Rows(2);

    /** First row here; its row in the other sheet, or {@code ~} its own one; how many lines further down. Each row of the other sheet is in one run at most. */
    private final Rows runs = new Rows(3);

    private final BitSet taken = new BitSet();
    private int size;

    /** Runs of the other sheet in its order: first row there, first row here. */
    private int[] there = {};

    private int[] here = {};

    Sheet(@Nullable Sheet base) {
        this.base = base;
    }

    int size() {
        return size;
    }

    /** How many rows are those of the other sheet. */
    int shared() {
        return size - own.size();
    }

    void add(long line, int chapter) {
        int row = own.add();
        own.page(row)[own.at(row)] = (int) line;
        own.page(row)[own.at(row) + 1] = chapter;
        if (base != null && (runs.size() == 0 || origin(runs.size() - 1) >= 0)) {
            run(~row, 0);
        }
        size++;
    }

    boolean free(int row) {
        return base != null && row < base.size && !taken.get(row);
    }

    /** Appends a row of the other sheet that is {@link #free}. */
    void take(int row, long line) {
        int delta = (int) line - other().line(row);
        int last = runs.size() - 1;
        if (last < 0
                || origin(last) < 0
                || origin(last) + size - first(last) != row
                || runs.page(last)[runs.at(last) + 2] != delta) {
            run(row, delta);
        }
        taken.set(row);
        size++;
    }

    private Sheet other() {
        Sheet other = base;
        if (other == null) {
            throw new IllegalStateException("no other sheet");
        }
        return other;
    }

    private void run(int origin, int delta) {
        int run = runs.add();
        runs.page(run)[runs.at(run)] = size;
        runs.page(run)[runs.at(run) + 1] = origin;
        runs.page(run)[runs.at(run) + 2] = delta;
    }

    private int first(int run) {
        return run == runs.size() ? size : runs.page(run)[runs.at(run)];
    }

    private int origin(int run) {
        return runs.page(run)[runs.at(run) + 1];
    }

    private int runOf(int row) {
        int low = 0;
        int high = runs.size() - 1;
        while (low < high) {
            int middle = low + high + 1 >>> 1;
            if (first(middle) <= row) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** The row of the other sheet; {@code ~} the own one where it is none. */
    int originOf(int row) {
        if (base == null) {
            return ~row;
        }
        int run = runOf(row);
        int origin = origin(run);
        int behind = row - first(run);
        return origin < 0 ? ~(~origin + behind) : origin + behind;
    }

    int line(int row) {
        if (base == null) {
            return own.page(row)[own.at(row)];
        }
        int run = runOf(row);
        int behind = row - first(run);
        int origin = origin(run);
        int mine = ~origin + behind;
        return origin < 0
                ? own.page(mine)[own.at(mine)]
                : base.line(origin + behind) + runs.page(run)[runs.at(run) + 2];
    }

    int chapter(int row) {
        int origin = originOf(row);
        return origin < 0 ? own.page(~origin)[own.at(~origin) + 1] : other().chapter(origin);
    }

    /** All is told: makes rows of the other sheet be found, and forgets what only reading needs. */
    void close() {
        int shared = 0;
        for (int run = 0; run < runs.size(); run++) {
            shared += origin(run) < 0 ? 0 : 1;
        }
        long[] order = new long[shared];
        int next = 0;
        for (int run = 0; run < runs.size(); run++) {
            if (origin(run) >= 0) {
                order[next++] = (long) origin(run) << Integer.SIZE | first(run);
            }
        }
        Arrays.sort(order);
        there = Arrays.stream(order)
                .mapToInt(each -> (int) (each >>> Integer.SIZE))
                .toArray();
        here = Arrays.stream(order).mapToInt(each -> (int) each).toArray();
    }

    /** Where a row of the other sheet stands here, {@link #NONE} when it does not. */
    int rowOf(int otherRow) {
        int at = Arrays.binarySearch(there, otherRow);
        int run = at >= 0 ? at : -at - 2;
        if (run < 0 || !taken.get(otherRow)) {
            return NONE;
        }
        return here[run] + otherRow - there[run];
    }

    /** Names the rows of the other sheet that are not here. */
    void missing(IntConsumer to) {
        for (int row = taken.nextClearBit(0); base != null && row < base.size; row = taken.nextClearBit(row + 1)) {
            to.accept(row);
        }
    }

    /** Takes runs: the first row here, how many rows, and the origin of the first. */
    interface Runs {
        void run(int first, int count, int origin);
    }

    void runs(Runs to) {
        for (int run = 0; run < runs.size(); run++) {
            to.run(first(run), first(run + 1) - first(run), origin(run));
        }
    }
}
