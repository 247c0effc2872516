package io.packetwalk.index;

import java.util.List;
import java.util.Locale;

/** What a line must say. Case does not matter. */
public sealed interface LineQuery {

    /** True when the line holds it. */
    boolean matches(String line);

    /**
     * A word or the beginning of one: it must stand between signs that are neither letters nor digits, so {@code 10.0.0.1} is not in
     * {@code 10.0.0.11}, but is in {@code 10.0.0.1:80}.
     *
     * @param text what to find, lower case
     * @param prefix whether the word may go on
     */
    record Word(String text, boolean prefix) implements LineQuery {
        @Override
        public boolean matches(String line) {
            String lower = line.toLowerCase(Locale.ROOT);
            for (int at = lower.indexOf(text); at >= 0; at = lower.indexOf(text, at + 1)) {
                int end = at + text.length();
                if (edge(lower, at - 1, at) && (prefix || edge(lower, end, end - 1))) {
                    return true;
                }
            }
            return false;
        }

        /** True when there is nothing at {@code outside}, or it and its neighbour inside are not both letters or digits. */
        private static boolean edge(String line, int outside, int inside) {
            return outside < 0
                    || outside >= line.length()
                    || !Parts.letter(line.charAt(outside))
                    || !Parts.letter(line.charAt(inside));
        }
    }

    /** Text in quotes: the words of it in this order, with the same signs between. */
    record Phrase(String text) implements LineQuery {
        @Override
        public boolean matches(String line) {
            return new Word(text, false).matches(line);
        }
    }

    /** All of them in one line. */
    record And(List<LineQuery> all) implements LineQuery {
        public And {
            all = List.copyOf(all);
        }

        @Override
        public boolean matches(String line) {
            return all.stream().allMatch(each -> each.matches(line));
        }
    }

    /** One of them at least. */
    record Or(List<LineQuery> any) implements LineQuery {
        public Or {
            any = List.copyOf(any);
        }

        @Override
        public boolean matches(String line) {
            return any.stream().anyMatch(each -> each.matches(line));
        }
    }

    /** Not in the line. */
    record Not(LineQuery that) implements LineQuery {
        @Override
        public boolean matches(String line) {
            return !that.matches(line);
        }
    }
}
