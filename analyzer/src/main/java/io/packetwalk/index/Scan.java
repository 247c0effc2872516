package io.packetwalk.index;

import io.packetwalk.evidence.Source;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** Checks the lines of one artifact as they pass, and keeps the lines around each hit. Memory is bounded by the context. */
public final class Scan {
    private final LineQuery query;
    private final int context;
    private final Consumer<Hit> hits;
    private final Deque<String> before = new ArrayDeque<>();
    private final Deque<Pending> pending = new ArrayDeque<>();

    /**
     * @param query what a line must say
     * @param context lines to keep before and after a hit
     * @param hits is given each hit, in order of lines
     */
    public Scan(LineQuery query, int context, Consumer<Hit> hits) {
        this.query = query;
        this.context = context;
        this.hits = hits;
    }

    /** The next line; {@code score} is what a hit in it is worth. */
    public void line(Source source, String text, double score) {
        pending.forEach(each -> each.after.add(text));
        while (!pending.isEmpty() && pending.getFirst().after.size() >= context) {
            hits.accept(pending.removeFirst().hit());
        }
        if (query.matches(text)) {
            Pending hit = new Pending(source, text, score, List.copyOf(before), new ArrayList<>());
            if (context == 0) {
                hits.accept(hit.hit());
            } else {
                pending.add(hit);
            }
        }
        if (context > 0) {
            if (before.size() == context) {
                before.removeFirst();
            }
            before.add(text);
        }
    }

    /** The artifact has no more lines. */
    public void end() {
        pending.forEach(each -> hits.accept(each.hit()));
        pending.clear();
        before.clear();
    }

    /** A hit that waits for the lines after it. */
    private record Pending(Source source, String line, double score, List<String> before, List<String> after) {
        Hit hit() {
            return new Hit(source, line, score, before, after);
        }
    }
}
