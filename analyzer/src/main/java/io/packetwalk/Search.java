package io.packetwalk;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Entry;
import io.packetwalk.bundle.EntryVisitor;
import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.Reading;
import io.packetwalk.index.ChunkIndex;
import io.packetwalk.index.Hit;
import io.packetwalk.index.LineQuery;
import io.packetwalk.index.LuceneIndex;
import io.packetwalk.index.Scan;
import io.packetwalk.parse.Lines;
import io.packetwalk.parse.intake.Reopened;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Finds lines. Text is searched line by line; of captures, which have none, each conversation counts as one line.
 *
 * <p>One question is answered fastest by one streaming pass (some 60 times faster than building an index first, so the index pays from
 * about 70 questions on). Ranking is what the index is built for: it knows which words are rare.
 */
public final class Search {
    private final Bundle bundle;
    private final LineQuery query;
    private final Predicate<String> artifacts;
    private final int context;

    /**
     * @param bundle where to look
     * @param query what a line must say
     * @param artifacts which paths to look in
     * @param context lines to show before and after a hit
     */
    public Search(Bundle bundle, LineQuery query, Predicate<String> artifacts, int context) {
        this.bundle = bundle;
        this.query = query;
        this.artifacts = artifacts;
        this.context = context;
    }

    /**
     * Every hit in order of artifact and line, each with score 1.
     *
     * @throws IOException when a limit is passed or an input cannot be opened
     */
    public List<Hit> scanned() throws IOException {
        return hits(Map.of());
    }

    /**
     * The same hits, those in chunks that fit best first.
     *
     * @throws IOException as {@link #scanned}
     */
    public List<Hit> ranked() throws IOException {
        Map<Source, Double> scores = new TreeMap<>();
        try (ChunkIndex index = new LuceneIndex()) {
            bundle.forEach(new Reader(new Chunks(index)));
            index.search(query).forEach(chunk -> scores.put(chunk.at(), (double) chunk.score()));
        }
        List<Hit> hits = new ArrayList<>(hits(scores));
        hits.sort(Comparator.comparingDouble((Hit hit) -> -hit.score()).thenComparing(Hit::source));
        return hits;
    }

    /** @param scores score by first line of a chunk; empty when every line is to be looked at */
    private List<Hit> hits(Map<Source, Double> scores) throws IOException {
        List<Hit> found = new ArrayList<>();
        Reader reader = new Reader(new Hits(found, scores));
        bundle.forEach(reader);
        found.sort(Comparator.comparing(Hit::source));
        return found;
    }

    /** What is done with the lines of artifacts, one after the other. */
    private interface Sink {
        void line(Source source, String text);

        void end();

        void restart();
    }

    private final class Hits implements Sink {
        private final List<Hit> found;
        private final Map<Source, Double> scores;
        private final Scan scan;
        private long lines;
        private double score;

        Hits(List<Hit> found, Map<Source, Double> scores) {
            this.found = found;
            this.scores = scores;
            this.scan = new Scan(query, context, found::add);
        }

        @Override
        public void line(Source source, String text) {
            if (lines++ % ChunkIndex.LINES == 0) {
                score = scores.isEmpty() ? 1 : scores.getOrDefault(source, 0.0);
            }
            scan.line(source, text, score);
        }

        @Override
        public void end() {
            scan.end();
            lines = 0;
        }

        @Override
        public void restart() {
            found.clear();
            end();
        }
    }

    /** Adds runs of lines to an index. */
    private static final class Chunks implements Sink {
        private final ChunkIndex index;
        private final List<String> lines = new ArrayList<>();
        private final List<Source> first = new ArrayList<>();

        Chunks(ChunkIndex index) {
            this.index = index;
        }

        @Override
        public void line(Source source, String text) {
            if (lines.isEmpty()) {
                first.add(source);
            }
            lines.add(text);
            if (lines.size() == ChunkIndex.LINES) {
                end();
            }
        }

        @Override
        public void end() {
            if (!lines.isEmpty()) {
                index.add(first.removeFirst(), String.join("\n", lines));
                lines.clear();
            }
        }

        @Override
        public void restart() {
            index.clear();
            lines.clear();
            first.clear();
        }
    }

    private final class Reader implements EntryVisitor {
        private final Sink sink;

        Reader(Sink sink) {
            this.sink = sink;
        }

        @Override
        public boolean entry(Entry entry) throws IOException {
            if (artifacts.test(entry.artifact().path())) {
                switch (Reopened.of(entry)) {
                    case Reopened.Text(Lines lines) -> {
                        while (lines.next()) {
                            sink.line(lines.source(), lines.text());
                        }
                    }
                    case Reopened.Binary(Reading reading) -> {
                        for (Fact fact : reading.facts()) {
                            sink.line(fact.source(), Told.of(fact));
                            fact.parts().forEach(part -> sink.line(part.source(), Told.of(part)));
                        }
                    }
                }
                sink.end();
            }
            return true;
        }

        @Override
        public void note(Note note) {
            // Whoever analyzes the bundle is told.
        }

        @Override
        public void restart() {
            sink.restart();
        }
    }
}
