package io.packetwalk.parse;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** Questions a parser asks about the head of an artifact. */
public final class Claims {

    private Claims() {}

    /**
     * {@link Score#NAME} when the file name, reduced to letters and digits, contains one of {@code fragments} and the artifact is no
     * binary and not what a command wrote to stderr; so {@code ip_route_show_table_all}, {@code ip-route.txt} and {@code iproute.txt} are all {@code iproute}.
     */
    public static Score byName(Head head, String... fragments) {
        boolean binary = head.lines().isEmpty() && head.size() > 0;
        if (binary || stderr(head)) {
            return Score.NONE;
        }
        String name = head.bare();
        for (String fragment : fragments) {
            if (name.contains(fragment)) {
                return Score.NAME;
            }
        }
        return Score.NONE;
    }

    /** True for what a command wrote to stderr: its words may pass for the data they are about. */
    public static boolean stderr(Head head) {
        return head.path().endsWith(".stderr");
    }

    /** The letters and digits of {@code name} in lower case. */
    public static String bare(String name) {
        StringBuilder out = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isLetterOrDigit(c)) {
                out.append(c);
            }
        }
        return out.toString().toLowerCase(Locale.ROOT);
    }

    /** The first lines that are neither blank nor start with {@code #}, at most {@code count}. */
    public static List<String> data(Head head, int count) {
        List<String> all = head.data();
        return all.subList(0, Math.min(count, all.size()));
    }

    /** True when some of the first {@code count} data lines is {@code mark}ed. */
    public static boolean some(Head head, int count, Predicate<String> mark) {
        return data(head, count).stream().anyMatch(mark);
    }

    /** True when there are data lines and at least four of five of the first {@code count} are {@code mark}ed. */
    public static boolean most(Head head, int count, Predicate<String> mark) {
        List<String> lines = data(head, count);
        int others = 0;
        for (String line : lines) {
            others += mark.test(line) ? 0 : 1;
            if (others * 5 > lines.size()) {
                return false;
            }
        }
        return !lines.isEmpty();
    }

    /** The beginning of a JSON artifact without blanks, empty text when it is none. */
    public static String json(Head head) {
        return head.json();
    }
}
