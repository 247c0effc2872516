package io.packetwalk.fact.table;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Texts known by a number: 0, 1, 2, ... as they were added. They are kept as bytes in pages, so that half a million lines cost little more than the file did. */
public final class Texts {

    private static final int SHIFT = 20;
    private static final int PAGE = 1 << SHIFT;

    private final List<byte[]> pages = new ArrayList<>();

    /** Where a text starts ({@code page << SHIFT | offset}) and how many bytes it has. */
    private final Rows places = new Rows(2);

    private int used = PAGE;

    /** Adds a text; gives its number. */
    public int add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (pages.isEmpty() || used + bytes.length > pages.getLast().length) {
            pages.add(new byte[Math.max(PAGE, bytes.length)]);
            used = 0;
        }
        System.arraycopy(bytes, 0, pages.getLast(), used, bytes.length);
        int row = places.add();
        int[] page = places.page(row);
        page[places.at(row)] = pages.size() - 1 << SHIFT | used;
        page[places.at(row) + 1] = bytes.length;
        used += bytes.length;
        return row;
    }

    /** The text with a number that {@link #add} gave. */
    public String get(int number) {
        int[] page = places.page(number);
        int start = page[places.at(number)];
        int length = page[places.at(number) + 1];
        return new String(pages.get(start >>> SHIFT), start & PAGE - 1, length, StandardCharsets.UTF_8);
    }

    /** Whether the text of this number is these bytes. */
    boolean is(int number, byte[] bytes, int from, int to) {
        int[] page = places.page(number);
        int length = page[places.at(number) + 1];
        int start = page[places.at(number)];
        int offset = start & PAGE - 1;
        return length == to - from
                && Arrays.equals(pages.get(start >>> SHIFT), offset, offset + length, bytes, from, to);
    }

    /** Whether some text holds these words, which are ASCII. */
    boolean any(String words) {
        for (int number = 0; number < places.size(); number++) {
            int[] page = places.page(number);
            int start = page[places.at(number)];
            // The library looks for the first sign many bytes at a time.
            if (new String(
                            pages.get(start >>> SHIFT),
                            start & PAGE - 1,
                            page[places.at(number) + 1],
                            StandardCharsets.ISO_8859_1)
                    .contains(words)) {
                return true;
            }
        }
        return false;
    }

    public int size() {
        return places.size();
    }
}
