package io.packetwalk.parse;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** Questions a parser asks about the head of an artifact. */
public final class Claims {

    private static final int JSON_LINES = 60;

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
        String name = bare(head.name());
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
        return head.lines().stream()
                .filter(line -> !line.isBlank() && line.charAt(0) != '#')
                .limit(count)
                .toList();
    }

    /** True when some of the first {@code count} data lines is {@code mark}ed. */
    public static boolean some(Head head, int count, Predicate<String> mark) {
        return data(head, count).stream().anyMatch(mark);
    }

    /** True when there are data lines and most of the first {@code count} are {@code mark}ed. */
    public static boolean most(Head head, int count, Predicate<String> mark) {
        List<String> lines = data(head, count);
        return !lines.isEmpty() && lines.stream().filter(mark).count() * 5 >= lines.size() * 4L;
    }

    /** The beginning of a JSON artifact without blanks, empty text when it is none. */
    public static String json(Head head) {
        String first = head.first().strip();
        if (!first.startsWith("[") && !first.startsWith("{")) {
            return "";
        }
        StringBuilder out = new StringBuilder();
        for (String line :
                head.lines().subList(0, Math.min(JSON_LINES, head.lines().size()))) {
            out.append(line);
        }
        return out.toString().replace(" ", "").replace("\t", "");
    }
}
