package io.packetwalk.doc;

import org.jspecify.annotations.Nullable;

/**
 * Short texts that were lately seen, found by their characters without being made anew: names of fields, labels, images and nodes stand in every object of a list,
 * and a cluster's objects would otherwise hold each of them thousands of times. Not for concurrent use.
 */
final class Repeated {
    private static final int SLOTS = 1 << 12;
    private static final int LONGEST = 64;

    private final @Nullable String[] seen = new String[SLOTS];

    /** The part of {@code text} from {@code from} to before {@code to}. */
    String of(String text, int from, int to) {
        int length = to - from;
        if (length > LONGEST) {
            return text.substring(from, to);
        }
        int hash = length;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + text.charAt(i);
        }
        int slot = (hash ^ hash >>> 12) & SLOTS - 1;
        String known = seen[slot];
        if (known == null || known.length() != length || !text.startsWith(known, from)) {
            known = text.substring(from, to);
            seen[slot] = known;
        }
        return known;
    }
}
