package io.packetwalk.walk.dns;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How C libraries turn a name into questions. Go's own resolver goes as {@link #GLIBC} (net/dnsclient_unix.go). */
enum Dialect {
    /** glibc since 2.26: one server after the other; on through the search list at every answer without data (resolv/res_query.c). */
    GLIBC("glibc 2.26 or later"),

    /** glibc before 2.26: the search list ends after 6 domains or 256 characters (resolv/res_init.c, MAXDNSRCH). */
    GLIBC_LIMITED("glibc before 2.26"),

    /** musl: all servers at once; a name with {@code ndots} dots is asked as it is, and only so (src/network/lookup_name.c). */
    MUSL("musl");

    private static final int LIMITED_DOMAINS = 6;
    private static final int LIMITED_CHARS = 256;

    /** musl reads lines of at most 254 characters and leaves out longer ones (src/network/resolvconf.c). */
    private static final int MUSL_LINE = 254;

    private final String words;

    Dialect(String words) {
        this.words = words;
    }

    /** The names asked in order, each with its final dot. */
    List<String> candidates(ResolverConfig config, String name) {
        if (name.endsWith(".")) {
            return List.of(name);
        }
        List<String> searched = search(config).stream()
                .map(entry -> name + "." + ResolverConfig.trimmed(entry) + ".")
                .toList();
        List<String> literal = List.of(name + ".");
        if (!literalFirst(config, name)) {
            return Stream.concat(searched.stream(), literal.stream()).toList();
        }
        return this == MUSL
                ? literal
                : Stream.concat(literal.stream(), searched.stream()).toList();
    }

    static boolean literalFirst(ResolverConfig config, String name) {
        return name.endsWith(".") || name.chars().filter(c -> c == '.').count() >= config.ndots();
    }

    /** The part of the search list that it uses. */
    List<String> search(ResolverConfig config) {
        List<String> all = config.search().stream()
                .filter(entry -> !ResolverConfig.trimmed(entry).isEmpty())
                .toList();
        return switch (this) {
            case GLIBC -> all;
            case MUSL -> ("search " + String.join(" ", config.search())).length() > MUSL_LINE ? List.of() : all;
            case GLIBC_LIMITED -> limited(all);
        };
    }

    private static List<String> limited(List<String> all) {
        List<String> kept = new ArrayList<>();
        int chars = 0;
        for (String entry : all) {
            chars += entry.length() + 1;
            if (kept.size() == LIMITED_DOMAINS || chars > LIMITED_CHARS) {
                break;
            }
            kept.add(entry);
        }
        return kept;
    }

    @Override
    public String toString() {
        return words;
    }
}
