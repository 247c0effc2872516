package io.packetwalk.report.text;

import io.packetwalk.report.Neutral;
import java.util.ArrayList;
import java.util.List;

/** Collects lines; wraps what is too wide under its own indent. */
final class Lines {
    private final Tone tone;
    private final List<String> lines = new ArrayList<>();

    Lines(Tone tone) {
        this.tone = tone;
    }

    int count() {
        return lines.size();
    }

    /** A line that is already painted. */
    void add(String line) {
        lines.add(line);
    }

    void blank() {
        lines.add("");
    }

    /** {@code prefix} and then {@code text}, whose further lines stand under its first word. The prefix's width is {@code indent}. */
    void hanging(String prefix, int indent, String text) {
        String safe = Neutral.of(text);
        if (tone.width() <= indent + 20) {
            lines.add(prefix + safe);
            return;
        }
        String lead = prefix;
        for (String part : wrap(safe, tone.width() - indent)) {
            lines.add(lead + part);
            lead = " ".repeat(indent);
        }
    }

    private static List<String> wrap(String text, int width) {
        List<String> parts = new ArrayList<>();
        String rest = text;
        while (rest.length() > width) {
            int cut = rest.lastIndexOf(' ', width);
            if (cut <= 0) {
                break;
            }
            parts.add(rest.substring(0, cut));
            rest = rest.substring(cut + 1);
        }
        parts.add(rest);
        return parts;
    }

    void append(Lines other) {
        lines.addAll(other.lines);
    }

    String text() {
        StringBuilder out = new StringBuilder();
        lines.forEach(line -> out.append(tone.finish(line)).append('\n'));
        return out.toString();
    }
}
