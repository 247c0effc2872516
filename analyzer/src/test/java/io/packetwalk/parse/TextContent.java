package io.packetwalk.parse;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Content from a text in memory: real lines, no archive.
 *
 * @param artifact path
 * @param text content
 */
record TextContent(String artifact, String text) implements Content {

    static TextContent of(Path file) throws IOException {
        return new TextContent(file.getFileName().toString(), Files.readString(file, StandardCharsets.UTF_8));
    }

    /** How many lines the parser has to account for: they end at a line feed, as {@link TextLines} has it. */
    long count() {
        long feeds = text.chars().filter(c -> c == '\n').count();
        return text.isEmpty() || text.endsWith("\n") ? feeds : feeds + 1;
    }

    Head head() {
        List<String> first = new ArrayList<>();
        Lines lines = lines();
        try {
            while (first.size() < 200 && lines.next()) {
                first.add(lines.text().substring(0, Math.min(4096, lines.text().length())));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Head(artifact, "", first, text.length());
    }

    @Override
    public long firstLine() {
        return 1;
    }

    @Override
    public InputStream bytes() {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Lines lines() {
        return new TextLines(artifact, bytes(), 1);
    }
}
