package io.packetwalk.fact.table;

import java.util.Arrays;

/**
 * Records of a fixed number of ints, in pages: no object per record, so that a million of them are a few hundred arrays to the garbage
 * collector and a record lies in neighbouring cache lines. The place of a record that was removed is given to one that is added later.
 */
public final class Rows {

    private static final int SHIFT = 6;
    private static final int PER_PAGE = 1 << SHIFT;

    private final int width;
    private int[][] pages = new int[4][];
    private int size;
    private final Vacancies vacancies = new Vacancies();

    /** @param width ints in a record */
    public Rows(int width) {
        this.width = width;
    }

    /** Adds a record of zeros; gives its number. */
    public int add() {
        int vacant = vacancies.take();
        if (vacant >= 0) {
            Arrays.fill(page(vacant), at(vacant), at(vacant) + width, 0);
            return vacant;
        }
        int page = size >>> SHIFT;
        if ((size & (PER_PAGE - 1)) == 0) {
            if (page == pages.length) {
                pages = Arrays.copyOf(pages, page * 2);
            }
            pages[page] = new int[PER_PAGE * width];
        }
        return size++;
    }

    /** Removes a record; its number may be given to another. */
    public void remove(int row) {
        vacancies.add(row);
    }

    /** One more than the highest number of a record. */
    public int size() {
        return size;
    }

    /** The array that holds a record, from {@link #at} on. */
    public int[] page(int row) {
        return pages[row >>> SHIFT];
    }

    public int at(int row) {
        return (row & (PER_PAGE - 1)) * width;
    }

    /** A long that was {@link #put}. */
    public static long get(int[] page, int at) {
        return (long) page[at] << 32 | page[at + 1] & 0xffff_ffffL;
    }

    public static void put(int[] page, int at, long value) {
        page[at] = (int) (value >>> 32);
        page[at + 1] = (int) value;
    }
}
