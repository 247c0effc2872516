package io.packetwalk.report;

import io.packetwalk.evidence.Source;
import java.util.Map;
import java.util.TreeMap;

/** Makes captured lines fit to be quoted: control characters visible, very long lines cut with their length told. */
final class Quotes {
    /** A line of minified JSON may have megabytes; nobody reads beyond this. */
    static final int LONGEST = 600;

    private Quotes() {}

    static Map<Source, Excerpt> neutralised(Map<Source, Excerpt> captured) {
        Map<Source, Excerpt> quotes = new TreeMap<>();
        captured.forEach((source, excerpt) -> quotes.put(
                source,
                new Excerpt(
                        excerpt.source(),
                        excerpt.artifact(),
                        excerpt.from(),
                        excerpt.marked(),
                        excerpt.markedTo(),
                        excerpt.lines().stream().map(Quotes::line).toList(),
                        excerpt.packet())));
        return quotes;
    }

    static String line(String captured) {
        if (captured.length() <= LONGEST) {
            return Neutral.of(captured);
        }
        return Neutral.of(captured.substring(0, LONGEST)) + " [" + (captured.length() - LONGEST) + " more characters]";
    }
}
