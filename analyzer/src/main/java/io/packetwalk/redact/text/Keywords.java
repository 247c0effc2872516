package io.packetwalk.redact.text;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * Which words a line holds, in any case: one look at each character, however many words there are (Aho, Corasick: Efficient String
 * Matching, CACM 1975). It decides which patterns are worth trying; most lines hold none.
 */
public final class Keywords {
    private static final int ALPHABET = 128;

    /** For each state and ASCII character the next state; words have no other characters. */
    private final short[] next;

    /** For each state the groups of the words that end there. */
    private final long[] ends;

    private Keywords(short[] next, long[] ends) {
        this.next = next;
        this.ends = ends;
    }

    /**
     * An automaton for up to 64 groups.
     *
     * @param groups words separated by {@code |}; the first group is bit 0 of {@link #in}
     */
    public static Keywords of(List<String> groups) {
        List<short[]> tree = new ArrayList<>(List.of(new short[ALPHABET]));
        List<Long> ends = new ArrayList<>(List.of(0L));
        for (int group = 0; group < groups.size(); group++) {
            for (String word : groups.get(group).toLowerCase(Locale.ROOT).split("\\|", -1)) {
                short state = 0;
                for (int i = 0; i < word.length(); i++) {
                    char c = word.charAt(i);
                    if (tree.get(state)[c] == 0) {
                        tree.get(state)[c] = (short) tree.size();
                        tree.add(new short[ALPHABET]);
                        ends.add(0L);
                    }
                    state = tree.get(state)[c];
                }
                ends.set(state, ends.get(state) | 1L << group);
            }
        }
        return linked(tree, ends);
    }

    /** Where a word cannot go on, what was read of it may be the beginning of another one: the longest such leads on. */
    private static Keywords linked(List<short[]> tree, List<Long> ends) {
        short[] fail = new short[tree.size()];
        Deque<Short> open = new ArrayDeque<>(List.of((short) 0));
        while (!open.isEmpty()) {
            short state = open.removeFirst();
            short[] to = tree.get(state);
            for (int c = 0; c < ALPHABET; c++) {
                short beside = state == 0 ? 0 : tree.get(fail[state])[c];
                if (to[c] == 0) {
                    to[c] = beside;
                } else {
                    fail[to[c]] = beside;
                    ends.set(to[c], ends.get(to[c]) | ends.get(beside));
                    open.addLast(to[c]);
                }
            }
        }
        short[] next = new short[tree.size() * ALPHABET];
        for (int state = 0; state < tree.size(); state++) {
            for (int c = 0; c < ALPHABET; c++) {
                next[state * ALPHABET + c] = tree.get(state)[Character.toLowerCase((char) c)];
            }
        }
        return new Keywords(next, ends.stream().mapToLong(Long::longValue).toArray());
    }

    /** A bit for each group of which {@code line} holds a word. */
    public long in(String line) {
        long found = 0;
        int state = 0;
        for (int at = 0; at < line.length(); at++) {
            char c = line.charAt(at);
            state = c < ALPHABET ? next[state * ALPHABET + c] : 0;
            found |= ends[state];
        }
        return found;
    }
}
