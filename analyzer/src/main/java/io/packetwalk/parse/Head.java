package io.packetwalk.parse;

import java.util.List;

/**
 * What a parser may look at to claim an artifact: content first, name second.
 *
 * @param path artifact path; only a tie-breaker
 * @param magic the first 16 bytes in lower-case hexadecimal (fewer when the artifact is shorter)
 * @param lines the first lines (at most 200, each cut at 4096 characters), line ends and ANSI sequences removed; empty for binary content
 * @param size bytes of the whole artifact
 */
public record Head(String path, String magic, List<String> lines, long size) {

    /** File name without folders. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The first line that is not blank, empty text when there is none. */
    public String first() {
        return lines.stream().filter(line -> !line.isBlank()).findFirst().orElse("");
    }
}
