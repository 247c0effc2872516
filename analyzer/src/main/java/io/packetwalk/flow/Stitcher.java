package io.packetwalk.flow;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.capture.ConversationFact;
import io.packetwalk.fact.capture.TcpFact;
import io.packetwalk.flow.clock.ClockSkew;
import io.packetwalk.model.Cluster;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.IpPort;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Joins the conversations of all capture points into flows.
 *
 * <p>What survives translation identifies a flow: for TCP sequence numbers, for UDP the payload. Two points that saw the same
 * untranslated tuple at the same time saw the same flow. Where handshakes show that clocks differ by seconds, the same time is told again by clocks put right. Observations with equal keys stand together after sorting, so the time this takes grows
 * like that of sorting.
 */
public final class Stitcher {

    /** Sightings of one flow overlap up to this much, clocks and one-packet conversations included. */
    private static final long SLACK_NANOS = 2_000_000_000L;

    /** A flow passes fewer points than this; more with one key are other conversations (probes with equal payload). */
    private static final int NEIGHBOURS = 64;

    private final Cluster cluster;
    private final Observations seen;
    private final Groups groups;

    /** When each observation began and ended, by clocks put right as far as is known. */
    private long[] first;

    private long[] last;

    /** Whether equal handshakes were seen at different times. */
    private boolean clocksDiffer;

    private Stitcher(Cluster cluster) {
        this.cluster = cluster;
        this.seen = Observations.of(cluster);
        this.groups = new Groups(seen.size());
        this.first = seen.first;
        this.last = seen.last;
    }

    /** All flows of the captures. */
    public static Flows stitch(Cluster cluster) {
        return new Stitcher(cluster).flows();
    }

    private Flows flows() {
        int[] all = IntStream.range(0, seen.size()).toArray();
        Translations translations = Translations.of(cluster, seen.tuple);
        int[] opened = IntStream.of(all).filter(i -> seen.isn[i] >= 0).toArray();
        joinEqual(IntStream.of(opened).mapToLong(i -> seen.isn[i]).toArray(), opened);
        if (clocksDiffer) {
            putRight();
        }
        joinEqual(seen.tuple, all);
        joinEqual(seen.print, seen.printed);
        TrackedJoin.join(translations, seen, groups, this::together);
        SequenceJoin.join(cluster, seen, groups, this::together);
        Members members = new Members(groups, seen.size());
        Supplier<Answered> answered = once(() -> Answered.of(cluster));
        LateList<ClockSkew> clocks = new LateList<>(() -> Clocks.of(cluster, members, seen));
        Supplier<Map<String, ClockSkew>> skews = once(() -> Clocks.byHost(clocks));
        FlowList unordered = new FlowList(
                members.count(),
                group -> FlowJoin.of(
                        cluster,
                        translations,
                        answered,
                        skews,
                        IntStream.of(members.of(group)).mapToObj(seen::sighting).toList()));
        int[] order = order(members, translations, unordered);
        Relays relays = Relays.of(seen, members);
        int[] place = Sorting.inverse(order);
        FlowList named = new FlowList(order.length, i -> {
            Flow flow = unordered.fresh(order[i]);
            return flow.named(
                    name(i),
                    relays.of(order[i], flow, unordered).stream()
                            .map(group -> place[group])
                            .sorted()
                            .map(Stitcher::name)
                            .toList());
        });
        return new Flows(named, new LateList<>(() -> LookupJoin.of(cluster, named)), clocks);
    }

    /** Handshakes that several hosts saw tell how far their clocks differ; what else they saw is compared by that. */
    private void putRight() {
        Map<String, ClockSkew> skews = Clocks.byHost(Clocks.of(cluster, new Members(groups, seen.size()), seen));
        first = seen.first.clone();
        last = seen.last.clone();
        for (int i = 0; i < first.length; i++) {
            ClockSkew skew = seen.host(i).map(skews::get).orElse(null);
            if (skew != null && skew.certain()) {
                long nanos = skew.microsAt(Instant.ofEpochSecond(0, seen.first[i])) * 1000;
                first[i] -= nanos;
                last[i] -= nanos;
            }
        }
    }

    /** True when two observations overlap in time. */
    private boolean together(int one, int other) {
        return first[one] <= last[other] + SLACK_NANOS && first[other] <= last[one] + SLACK_NANOS;
    }

    private static String name(int place) {
        return "f" + (place + 1);
    }

    /** Groups in order of start, as their numbers are already, then of ends and source: those are looked at only when several start in the same nanosecond. */
    private int[] order(Members members, Translations translations, FlowList flows) {
        int[] order = IntStream.range(0, members.count()).toArray();
        int from = 0;
        while (from < order.length) {
            int to = from + 1;
            while (to < order.length && start(members, to) == start(members, from)) {
                to++;
            }
            if (to - from > 1) {
                int[] sorted = IntStream.range(from, to)
                        .mapToObj(group -> tie(members, translations, flows, group))
                        .sorted()
                        .mapToInt(Tie::group)
                        .toArray();
                System.arraycopy(sorted, 0, order, from, sorted.length);
            }
            from = to;
        }
        return order;
    }

    /** What tells flows apart that start at once. */
    private record Tie(int group, IpPort client, IpPort server, Source source) implements Comparable<Tie> {
        private static final Comparator<Tie> ORDER =
                Comparator.comparing(Tie::client).thenComparing(Tie::server).thenComparing(Tie::source);

        @Override
        public int compareTo(Tie other) {
            return ORDER.compare(this, other);
        }
    }

    /** Of a conversation that one point saw and nobody translated, the ends are its own: no flow has to be put together. */
    private Tie tie(Members members, Translations translations, FlowList flows, int group) {
        if (members.of(group).length == 1) {
            ConversationFact alone = seen.seen(members.first(group));
            FiveTuple tuple = alone.tuple();
            if (translations.of(tuple).isEmpty()) {
                return new Tie(group, tuple.src(), tuple.dst(), alone.source());
            }
        }
        Flow flow = flows.fresh(group);
        return new Tie(
                group, flow.client().at(), flow.server().at(), flow.nearest().source());
    }

    private long start(Members members, int group) {
        return seen.first[members.first(group)];
    }

    /** Joins observations with equal keys that follow each other in time closely enough and are no relay of one another. */
    private void joinEqual(long[] keys, int[] observations) {
        int[] order = Sorting.by(keys, observations);
        int from = 0;
        while (from < order.length) {
            int to = from + 1;
            while (to < order.length && keys[order[to]] == keys[order[from]]) {
                to++;
            }
            for (int k = from + 1; k < to; k++) {
                join(observations, order, Math.max(from, k - NEIGHBOURS), k);
            }
            from = to;
        }
    }

    private void join(int[] observations, int[] order, int from, int k) {
        int late = observations[order[k]];
        @Nullable ConversationFact here = null;
        for (int j = k - 1; j >= from; j--) {
            int early = observations[order[j]];
            boolean together = together(early, late);
            if (early == late || !together && (seen.isn[late] < 0 || seen.isn[late] != seen.isn[early])) {
                continue;
            }
            if (here == null) {
                here = seen.seen(late);
            }
            ConversationFact there = seen.seen(early);
            if (together ? compatible(there, here) : sameHandshake(there, here)) {
                clocksDiffer |= !together;
                groups.join(early, late);
                return;
            }
        }
    }

    /** Both sides' initial sequence numbers are equal: by chance that is one in 2^64, so that no time has to agree. */
    private static boolean sameHandshake(ConversationFact one, ConversationFact other) {
        return one.tcp().isPresent()
                && other.tcp().isPresent()
                && one.tcp().get().serverIsn() >= 0
                && one.tcp().get().serverIsn() == other.tcp().get().serverIsn()
                && one.tcp().get().clientIsn() == other.tcp().get().clientIsn();
    }

    /**
     * Two connections of one tuple differ in their initial sequence numbers. Equal numbers of both sides prove one connection whatever was
     * translated; the client's alone, being one in 2^32, wants the tuple's word too, and so does a datagram's payload.
     */
    private boolean compatible(ConversationFact one, ConversationFact other) {
        FiveTuple tuple = one.tuple();
        FiveTuple others = other.tuple();
        if (one.tcp().isPresent() && other.tcp().isPresent()) {
            TcpFact tcp = one.tcp().get();
            TcpFact otherTcp = other.tcp().get();
            if (tcp.clientIsn() >= 0 && otherTcp.clientIsn() >= 0) {
                boolean pair = tcp.serverIsn() >= 0 && otherTcp.serverIsn() >= 0;
                return tcp.clientIsn() == otherTcp.clientIsn()
                        && (pair
                                ? tcp.serverIsn() == otherTcp.serverIsn()
                                : tuple.src().equals(others.src())
                                        || tuple.dst().equals(others.dst())
                                        || NatPair.plausible(cluster, tuple, others));
            }
        }
        return tuple.equals(others)
                || Orientation.mayDiffer(tuple, others)
                || NatPair.plausible(cluster, tuple, others);
    }

    private static <T> Supplier<T> once(Supplier<T> maker) {
        return new Supplier<>() {
            private @Nullable T made;

            @Override
            public T get() {
                T value = made;
                if (value == null) {
                    value = maker.get();
                    made = value;
                }
                return value;
            }
        };
    }
}
