package io.packetwalk.parse.netfilter;

import io.packetwalk.parse.Words;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The options of ipset sets and members: words that stand alone, and words with a value. */
final class SetOptions {

    private static final List<String> ALONE =
            List.of("comment", "counters", "skbinfo", "forceadd", "nomatch", "wildcard");

    private SetOptions() {}

    /** True when the word {@code index} words on is a set type, for example {@code hash:net}. */
    static boolean type(Words words, int index) {
        for (int i = 0; i < index; i++) {
            words.next();
        }
        String type = words.next();
        return type.startsWith("hash:") || type.startsWith("bitmap:") || type.startsWith("list:");
    }

    static Map<String, String> read(Words words) {
        Map<String, String> options = new LinkedHashMap<>();
        while (words.more()) {
            String name = words.next();
            boolean quoted = words.rest().startsWith("\"");
            if (quoted) {
                options.put(name, quoted(words));
            } else {
                options.put(name, ALONE.contains(name) ? "" : words.next());
            }
        }
        return Map.copyOf(options);
    }

    /** A comment in double quotes (ipset forbids quotes inside). */
    private static String quoted(Words words) {
        StringBuilder out = new StringBuilder(words.next());
        while (words.more() && (out.length() < 2 || out.charAt(out.length() - 1) != '"')) {
            out.append(' ').append(words.next());
        }
        int end = out.length() > 1 && out.charAt(out.length() - 1) == '"' ? out.length() - 1 : out.length();
        return out.substring(1, end);
    }
}
