package io.packetwalk.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lines of an artifact around a cited place, with control characters made visible.
 *
 * @param source the cited place, {@code artifact:line} or {@code artifact#packet}
 * @param artifact its artifact
 * @param from number of the first line in {@code lines}
 * @param marked first cited line, 0 when the whole artifact is cited
 * @param markedTo last cited line
 * @param lines the text; a packet is one line, its summary
 * @param packet the packet's fields, null for text
 */
public record Excerpt(
        String source,
        String artifact,
        long from,
        long marked,
        long markedTo,
        List<String> lines,
        @Nullable PacketView packet) {
    public Excerpt {
        lines = List.copyOf(lines);
    }

    /** The first cited line itself, empty when it is not among the lines. */
    public String citedLine() {
        long at = Math.max(marked, from) - from;
        return at >= 0 && at < lines.size() ? lines.get((int) at) : "";
    }
}
