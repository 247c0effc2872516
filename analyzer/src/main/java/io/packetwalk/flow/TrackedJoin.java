package io.packetwalk.flow;

import io.packetwalk.fact.capture.ConversationFact;
import io.packetwalk.fact.capture.TcpFact;
import io.packetwalk.fact.conntrack.ConntrackFact;
import io.packetwalk.net.FiveTuple;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Joins what a node's connection table says is one: where captures began in the middle of a connection, and saw one side of it only, nothing else tells. The entry has the tuple as the node
 * received it and as it sent it on, and between the two stands the one whose destination is translated already (nf_nat: PREROUTING before POSTROUTING).
 */
final class TrackedJoin {

    /** A connection passes fewer points than this. */
    private static final int MOST = 64;

    private final Observations seen;
    private final Groups groups;
    private final BiPredicate<Integer, Integer> together;

    /** Observations with a tuple of one of the entries, in order of its key, and that key. */
    private final int[] rows;

    private final long[] keys;

    private TrackedJoin(
            List<ConntrackFact> entries, Observations seen, Groups groups, BiPredicate<Integer, Integer> together) {
        this.seen = seen;
        this.groups = groups;
        this.together = together;
        long[] wanted = entries.stream()
                .flatMap(entry -> Stream.concat(Stream.of(entry.original()), after(entry).stream()))
                .mapToLong(FiveTuple::sharedKey)
                .sorted()
                .toArray();
        int[] found = IntStream.range(0, seen.size())
                .filter(i -> Arrays.binarySearch(wanted, seen.tuple[i]) >= 0)
                .toArray();
        this.rows = IntStream.of(
                        Sorting.order(found.length, (a, b) -> Long.compare(seen.tuple[found[a]], seen.tuple[found[b]])))
                .map(i -> found[i])
                .toArray();
        this.keys = IntStream.of(rows).mapToLong(i -> seen.tuple[i]).toArray();
    }

    /** @param together whether two observations overlap in time */
    static void join(
            Translations translations, Observations seen, Groups groups, BiPredicate<Integer, Integer> together) {
        List<ConntrackFact> entries = translations.tracked();
        if (!entries.isEmpty()) {
            TrackedJoin join = new TrackedJoin(entries, seen, groups, together);
            for (ConntrackFact entry : entries) {
                after(entry).forEach(tuple -> join.join(entry.original(), tuple));
            }
        }
    }

    /** The tuples that packets of an entry have once something of it was translated. */
    static List<FiveTuple> after(ConntrackFact entry) {
        FiveTuple sent = entry.reply().reversed();
        FiveTuple between = new FiveTuple(sent.proto(), entry.original().src(), sent.dst());
        return between.equals(sent) || between.equals(entry.original()) ? List.of(sent) : List.of(between, sent);
    }

    private void join(FiveTuple before, FiveTuple after) {
        for (int one : of(before)) {
            for (int other : of(after)) {
                if (groups.of(one) != groups.of(other) && together.test(one, other) && are(one, before, other, after)) {
                    groups.join(one, other);
                }
            }
        }
    }

    private int[] of(FiveTuple tuple) {
        long key = tuple.sharedKey();
        int from = Arrays.binarySearch(keys, key);
        if (from < 0) {
            return new int[0];
        }
        while (from > 0 && keys[from - 1] == key) {
            from--;
        }
        int to = from;
        while (to < keys.length && to - from < MOST && keys[to] == key) {
            to++;
        }
        return Arrays.copyOfRange(rows, from, to);
    }

    /** Keys are hashes, and two handshakes with different numbers are two connections whatever a table says later. */
    private boolean are(int one, FiveTuple before, int other, FiveTuple after) {
        ConversationFact here = seen.seen(one);
        ConversationFact there = seen.seen(other);
        return here.tuple().equals(before) && there.tuple().equals(after) && !differ(here, there);
    }

    private static boolean differ(ConversationFact here, ConversationFact there) {
        long one = here.tcp().map(TcpFact::clientIsn).orElse(-1L);
        long other = there.tcp().map(TcpFact::clientIsn).orElse(-1L);
        long answer = here.tcp().map(TcpFact::serverIsn).orElse(-1L);
        long otherAnswer = there.tcp().map(TcpFact::serverIsn).orElse(-1L);
        return one >= 0 && other >= 0 && one != other || answer >= 0 && otherAnswer >= 0 && answer != otherAnswer;
    }
}
