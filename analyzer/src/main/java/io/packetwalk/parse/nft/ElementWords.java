package io.packetwalk.parse.nft;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.nft.NftExpr;
import java.util.ArrayList;
import java.util.List;

/** The elements of a set, wrapped over lines. An element stands where its first word does. */
final class ElementWords {

    /** An element and its place. */
    record Found(Source source, NftExpr.Element element) {}

    private final List<String> pending = new ArrayList<>();
    private Source start = Source.whole("");
    private int depth;
    private boolean closed;

    void begin() {
        pending.clear();
        depth = 0;
        closed = false;
    }

    /** True when the brace that ends the list was met. */
    boolean closed() {
        return closed;
    }

    /** Takes the words of a line; gives the elements that end on it. */
    List<Found> add(List<String> words, Source source) {
        List<Found> found = new ArrayList<>();
        for (int i = 0; i < words.size() && !closed; i++) {
            String word = words.get(i);
            // A comma between flags of one key is followed by another key only after its end, so it always separates.
            if (depth == 0 && (word.equals(",") || word.equals("}"))) {
                finish(found);
                closed = word.equals("}");
                continue;
            }
            depth += word.equals("{") ? 1 : word.equals("}") ? -1 : 0;
            if (pending.isEmpty()) {
                start = source;
            }
            pending.add(word);
        }
        return found;
    }

    private void finish(List<Found> found) {
        if (!pending.isEmpty()) {
            NftExpr.Element element =
                    PlainElement.of(pending).orElseGet(() -> new NftExpressions(new NftTokens(pending)).element());
            found.add(new Found(start, element));
            pending.clear();
        }
    }
}
