package io.packetwalk.parse.capture;

import io.packetwalk.fact.capture.ConversationFact;
import io.packetwalk.net.IpPort;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;
import java.util.function.Consumer;

/** All conversations of a capture in order of their first packets; each is put together when it is asked for. */
final class Listing extends AbstractList<ConversationFact> implements RandomAccess, ConversationFact.Keys {

    private final String artifact;
    private final List<Conversations> tables;
    private final Vantages vantages;

    /** Bits of a record's number in its table, and with those of the table's number. */
    private static final int ROW = 20;

    private static final int PLACE = ROW + 3;

    /** Origin, table, record: of 2^38 packets four layers each are told apart. */
    private final long[] places;

    private final int size;

    private Listing(String artifact, List<Conversations> tables, Vantages vantages) {
        this.artifact = artifact;
        this.tables = tables;
        this.vantages = vantages;
        this.size = tables.stream().mapToInt(Conversations::size).sum();
        this.places = sorted(tables, size);
    }

    static Listing of(String artifact, List<Shard> shards, Vantages vantages) {
        return new Listing(
                artifact, shards.stream().map(shard -> shard.conversations).toList(), vantages);
    }

    /** A batch is counted conversation by conversation, so each table is nearly in order; runs are what the sort looks for. */
    private static long[] sorted(List<Conversations> tables, int size) {
        long[] places = new long[size];
        int next = 0;
        for (int t = 0; t < tables.size(); t++) {
            Conversations table = tables.get(t);
            for (int row = 0; row < table.size(); row++) {
                places[next++] = Conversation.origin(table.records, row) << PLACE | (long) t << ROW | row;
            }
        }
        Arrays.sort(places);
        return places;
    }

    @Override
    public ConversationFact get(int index) {
        return tables.get(table(index)).view(row(index)).fact(artifact, vantages);
    }

    private int table(int index) {
        return (int) (places[index] >>> ROW) & (1 << PLACE - ROW) - 1;
    }

    private int row(int index) {
        return (int) places[index] & (1 << ROW) - 1;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void each(Taker taker) {
        List<Conversation> views = tables.stream().map(Conversation::new).toList();
        for (int i = 0; i < size; i++) {
            views.get(table(i)).view(row(i)).key(i, taker);
        }
    }

    @Override
    public void answering(Consumer<IpPort> taker) {
        for (Conversations table : tables) {
            Conversation view = new Conversation(table);
            for (int row = 0; row < table.size(); row++) {
                view.view(row).answering(taker);
            }
        }
    }
}
