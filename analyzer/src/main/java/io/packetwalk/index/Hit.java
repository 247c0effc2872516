package io.packetwalk.index;

import io.packetwalk.evidence.Source;
import java.util.List;

/**
 * A line that says what was asked for.
 *
 * @param source where it stands
 * @param line its text, as captured
 * @param score how well it fits, higher is better; 1 when nothing was ranked
 * @param before lines before it
 * @param after lines after it
 */
public record Hit(Source source, String line, double score, List<String> before, List<String> after) {
    public Hit {
        before = List.copyOf(before);
        after = List.copyOf(after);
    }
}
