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
    private final List<Reading> tables;
    private final Vantages vantages;

    /** Bits of a conversation's number in its table, and with those of the table's number. */
    private static final int NUMBER = 20;

    private static final int PLACE = NUMBER + 3;

    /** Origin, table, number: of 2^38 packets four layers each are told apart. */
    private final long[] places;

    private final int size;

    private Listing(String artifact, List<Conversations> tables, Vantages vantages) {
        this.artifact = artifact;
        this.tables = tables.stream().map(Reading::new).toList();
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
            for (int number = 0; number < table.size(); number++) {
                places[next++] = table.origin(number) << PLACE | (long) t << NUMBER | number;
            }
        }
        Arrays.sort(places);
        return places;
    }

    @Override
    public ConversationFact get(int index) {
        Reading table = tables.get(table(index));
        synchronized (table) {
            return table.at(number(index)).fact(artifact, vantages);
        }
    }

    private int table(int index) {
        return (int) (places[index] >>> NUMBER) & (1 << PLACE - NUMBER) - 1;
    }

    private int number(int index) {
        return (int) places[index] & (1 << NUMBER) - 1;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void each(Taker taker) {
        for (int i = 0; i < size; i++) {
            Reading table = tables.get(table(i));
            synchronized (table) {
                table.key(number(i), i, taker);
            }
        }
    }

    @Override
    public void answering(Consumer<IpPort> taker) {
        for (int i = 0; i < size; i++) {
            Reading table = tables.get(table(i));
            synchronized (table) {
                table.at(number(i)).answering(taker);
            }
        }
    }
}
