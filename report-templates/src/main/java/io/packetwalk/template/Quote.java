package io.packetwalk.template;

import java.util.List;

/**
 * Captured lines around a cited place.
 *
 * @param anchor its fragment without {@code #}
 * @param source {@code artifact:line}
 * @param lines the lines
 */
public record Quote(String anchor, String source, List<Line> lines) {

    /** One line with its number; {@code cited} marks those that the claim is about. */
    public record Line(long number, String text, boolean cited) {}
}
