package io.packetwalk.parse;

import java.util.List;

/**
 * What a parser may look at to claim an artifact: content first, name second. All parsers look at one and the same head, so what many of them ask for is worked
 * out once.
 */
public final class Head {

    private static final int JSON_LINES = 60;

    private final String path;
    private final String magic;
    private final List<String> lines;
    private final long size;
    private final List<String> data;
    private final String first;
    private final String json;
    private final String bare;

    /**
     * @param path artifact path; only a tie-breaker
     * @param magic the first 16 bytes in lower-case hexadecimal (fewer when the artifact is shorter)
     * @param lines the first lines (at most 200, each cut at 4096 characters), line ends and ANSI sequences removed; empty for binary content
     * @param size bytes of the whole artifact
     */
    public Head(String path, String magic, List<String> lines, long size) {
        this.path = path;
        this.magic = magic;
        this.lines = List.copyOf(lines);
        this.size = size;
        List<String> said = lines.stream().filter(line -> !line.isBlank()).toList();
        this.first = said.isEmpty() ? "" : said.getFirst();
        this.data = said.stream().filter(line -> line.charAt(0) != '#').toList();
        this.json = json(first, lines);
        this.bare = Claims.bare(name());
    }

    public String path() {
        return path;
    }

    public String magic() {
        return magic;
    }

    public List<String> lines() {
        return lines;
    }

    public long size() {
        return size;
    }

    /** File name without folders. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The letters and digits of {@link #name} in lower case. */
    public String bare() {
        return bare;
    }

    /** The first line that is not blank, empty text when there is none. */
    public String first() {
        return first;
    }

    /** Those of {@link #lines} that are neither blank nor start with {@code #}. */
    public List<String> data() {
        return data;
    }

    /** The beginning of a JSON artifact without blanks, empty text when it is none. */
    public String json() {
        return json;
    }

    private static String json(String first, List<String> lines) {
        String start = first.strip();
        return start.startsWith("[") || start.startsWith("{")
                ? String.join("", lines.subList(0, Math.min(JSON_LINES, lines.size())))
                        .replace(" ", "")
                        .replace("\t", "")
                : "";
    }
}
