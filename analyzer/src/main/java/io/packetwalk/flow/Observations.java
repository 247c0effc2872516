package io.packetwalk.flow;

import io.packetwalk.evidence.Place;
import io.packetwalk.fact.capture.CaptureFact;
import io.packetwalk.fact.capture.ConversationFact;
import io.packetwalk.fact.capture.Greeting;
import io.packetwalk.fact.iproute.LinkFact;
import io.packetwalk.model.CapturePoint;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * All conversations of all capture points as numbers: what joining needs of each, in 36 bytes. The conversations themselves are put together by
 * their capture whenever they are asked for. Packets that carry others are left out: the inner ones have them as a leg.
 *
 * <p>They are numbered in order of time, then of source.
 */
final class Observations {

    private final Cluster cluster;
    private final int[] point;
    private final int[] index;
    final long[] first;
    final long[] last;
    final long[] tuple;
    /** Initial sequence number of the client; {@link ConversationFact.Keys#MIDDLE} of a TCP connection whose SYN was not seen, else -1. */
    final long[] isn;
    /** Pairs of a datagram's fingerprint and the observation that saw it, only when several points could have. */
    final long[] print;

    final int[] printed;

    /** Pairs of what a proxy passes on ({@code Greeting.passedOn}) and the observation that heard it. */
    final long[] passedOn;

    final int[] heard;

    private Observations(Cluster cluster, Rows rows) {
        this.cluster = cluster;
        List<CapturePoint> points = cluster.captures();
        int[] order = Sorting.order(rows.size, (a, b) -> {
            int byTime = Long.compare(rows.first[a], rows.first[b]);
            if (byTime != 0) {
                return byTime;
            }
            int byPoint = points.get(rows.point[a])
                    .capture()
                    .source()
                    .compareTo(points.get(rows.point[b]).capture().source());
            return byPoint != 0 ? byPoint : Integer.compare(rows.index[a], rows.index[b]);
        });
        this.point = pick(rows.point, order);
        this.index = pick(rows.index, order);
        this.first = pick(rows.first, order);
        this.last = pick(rows.last, order);
        this.tuple = pick(rows.tuple, order);
        this.isn = pick(rows.isn, order);
        int[] rank = Sorting.inverse(order);
        this.print = rows.prints.keys();
        this.printed = rows.prints.observations(rank);
        this.passedOn = rows.passedOn.keys();
        this.heard = rows.passedOn.observations(rank);
    }

    static Observations of(Cluster cluster) {
        Rows rows = new Rows();
        List<CapturePoint> points = cluster.captures();
        for (int p = 0; p < points.size(); p++) {
            List<ConversationFact> conversations = points.get(p).conversations();
            rows.now = p;
            if (conversations instanceof ConversationFact.Keys keys) {
                keys.each(rows);
            } else {
                for (int i = 0; i < conversations.size(); i++) {
                    rows.add(i, conversations.get(i));
                }
            }
        }
        return new Observations(cluster, rows);
    }

    int size() {
        return point.length;
    }

    ConversationFact seen(int observation) {
        return cluster.captures().get(point[observation]).conversations().get(index[observation]);
    }

    Sighting sighting(int observation) {
        CapturePoint at = cluster.captures().get(point[observation]);
        ConversationFact seen = seen(observation);
        return new Sighting(at, device(at, seen), seen);
    }

    /** The host whose clock an observation's times are of. */
    Optional<String> host(int observation) {
        return Clocks.host(cluster, cluster.captures().get(point[observation]).place());
    }

    /** SLL2 captures name interfaces by index only; the node's own link dump gives the name. */
    private String device(CapturePoint at, ConversationFact seen) {
        if (seen.interfaceIndex() >= 0) {
            Optional<NetNs> netns = switch (at.place()) {
                case Place.Node node -> cluster.node(node.name()).map(Node::netns);
                case Place.Pod pod -> cluster.pod(pod.namespace(), pod.name()).flatMap(Pod::netns);
                case Place.Outside _o -> Optional.empty();
                case Place.Cluster _c -> Optional.empty();
                case Place.Unplaced _u -> Optional.empty();
            };
            return netns.flatMap(there -> there.link(seen.interfaceIndex()))
                    .map(LinkFact::name)
                    .orElse("if" + seen.interfaceIndex());
        }
        for (CaptureFact.CaptureInterface known : at.capture().interfaces()) {
            if (known.id() == seen.interfaceId() && !known.name().isEmpty()) {
                return known.name();
            }
        }
        return at.device();
    }

    private static int[] pick(int[] from, int[] order) {
        int[] picked = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            picked[i] = from[order[i]];
        }
        return picked;
    }

    private static long[] pick(long[] from, int[] order) {
        long[] picked = new long[order.length];
        for (int i = 0; i < order.length; i++) {
            picked[i] = from[order[i]];
        }
        return picked;
    }

    private static long nanos(Instant time) {
        return time.getEpochSecond() * 1_000_000_000L + time.getNano();
    }

    /** Columns that grow. */
    private static final class Rows implements ConversationFact.Keys.Taker {
        private int now;
        private int size;
        private int[] point = new int[1 << 10];
        private int[] index = new int[1 << 10];
        private long[] first = new long[1 << 10];
        private long[] last = new long[1 << 10];
        private long[] tuple = new long[1 << 10];
        private long[] isn = new long[1 << 10];
        private final Pairs prints = new Pairs();
        private final Pairs passedOn = new Pairs();

        void add(int number, ConversationFact seen) {
            key(
                    number,
                    seen.carrier(),
                    nanos(seen.first()),
                    nanos(seen.last()),
                    seen.tuple().sharedKey(),
                    seen.tcp()
                            .map(tcp -> tcp.clientIsn() >= 0 ? tcp.clientIsn() : ConversationFact.Keys.MIDDLE)
                            .orElse(-1L),
                    seen.udpFingerprints().stream().mapToLong(Long::longValue).toArray(),
                    seen.greeting().map(Greeting::passedOn).orElse(0L));
        }

        @Override
        public void key(
                int number,
                boolean carrier,
                long began,
                long ended,
                long ends,
                long sequence,
                long[] fingerprints,
                long said) {
            if (carrier) {
                return;
            }
            if (size == point.length) {
                point = Arrays.copyOf(point, size * 2);
                index = Arrays.copyOf(index, size * 2);
                first = Arrays.copyOf(first, size * 2);
                last = Arrays.copyOf(last, size * 2);
                tuple = Arrays.copyOf(tuple, size * 2);
                isn = Arrays.copyOf(isn, size * 2);
            }
            point[size] = now;
            index[size] = number;
            first[size] = began;
            last[size] = ended;
            tuple[size] = ends;
            isn[size] = sequence;
            for (long fingerprint : fingerprints) {
                prints.add(fingerprint, size);
            }
            if (said != 0) {
                passedOn.add(said, size);
            }
            size++;
        }
    }
}
