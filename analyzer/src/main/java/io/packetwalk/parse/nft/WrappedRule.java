package io.packetwalk.parse.nft;

import io.packetwalk.evidence.Source;
import java.util.ArrayList;
import java.util.List;

/** A rule whose set goes on over several lines; open until its braces are closed. */
final class WrappedRule {

    private final List<String> words = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private Source source = Source.whole("");
    private int depth;

    boolean open() {
        return depth > 0;
    }

    /** Braces that are open. */
    int depth() {
        return depth;
    }

    /** Opening minus closing braces. */
    static int depth(List<String> words) {
        int sum = 0;
        for (String word : words) {
            sum += word.equals("{") ? 1 : word.equals("}") ? -1 : 0;
        }
        return sum;
    }

    void add(List<String> line, Source place, String lineText) {
        source = words.isEmpty() ? place : Source.lines(place.artifact(), source.from(), place.to());
        words.addAll(line);
        text.append(text.isEmpty() ? "" : " ").append(lineText);
        depth += depth(line);
    }

    Source source() {
        return source;
    }

    List<String> words() {
        return new ArrayList<>(words);
    }

    String text() {
        return text.toString();
    }

    void clear() {
        words.clear();
        text.setLength(0);
        depth = 0;
    }
}
