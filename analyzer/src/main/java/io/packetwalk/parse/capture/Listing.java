package io.packetwalk.parse.capture;

import io.packetwalk.fact.capture.ConversationFact;
import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/** All conversations of a capture in order of their first packets; each is put together when it is asked for. */
final class Listing extends AbstractList<ConversationFact> implements RandomAccess, ConversationFact.Keys {

    private final String artifact;
    private final List<Conversations> tables;
    private final Vantages vantages;

    /** Number of a table in the upper half, of a record in it in the lower. */
    private final long[] places;

    private final int size;

    private Listing(String artifact, List<Conversations> tables, Vantages vantages) {
        this.artifact = artifact;
        this.tables = tables;
        this.vantages = vantages;
        this.size = tables.stream().mapToInt(Conversations::size).sum();
        this.places = merged(tables, size);
    }

    static Listing of(String artifact, List<Shard> shards, Vantages vantages) {
        return new Listing(
                artifact, shards.stream().map(shard -> shard.conversations).toList(), vantages);
    }

    /** Each table is in order already; the next of all is the one with the earliest origin. */
    private static long[] merged(List<Conversations> tables, int size) {
        long[] places = new long[size];
        Conversation[] heads = new Conversation[tables.size()];
        int[] next = new int[heads.length];
        for (int t = 0; t < heads.length; t++) {
            heads[t] = new Conversation(tables.get(t));
            advance(heads[t], tables.get(t), 0);
        }
        for (int i = 0; i < size; i++) {
            int first = -1;
            for (int t = 0; t < heads.length; t++) {
                boolean left = next[t] < tables.get(t).size();
                first = left && (first < 0 || heads[t].origin() < heads[first].origin()) ? t : first;
            }
            places[i] = (long) first << 32 | next[first];
            advance(heads[first], tables.get(first), ++next[first]);
        }
        return places;
    }

    private static void advance(Conversation head, Conversations table, int row) {
        if (row < table.size()) {
            head.view(row);
        }
    }

    @Override
    public ConversationFact get(int index) {
        return tables.get((int) (places[index] >>> 32))
                .view((int) places[index])
                .fact(artifact, vantages);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void each(Taker taker) {
        List<Conversation> views = tables.stream().map(Conversation::new).toList();
        for (int i = 0; i < size; i++) {
            views.get((int) (places[i] >>> 32)).view((int) places[i]).key(i, taker);
        }
    }
}
