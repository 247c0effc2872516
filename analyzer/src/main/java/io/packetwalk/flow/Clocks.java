package io.packetwalk.flow;

import io.packetwalk.evidence.Place;
import io.packetwalk.fact.capture.ConversationFact;
import io.packetwalk.flow.clock.ClockSkew;
import io.packetwalk.flow.clock.Delays;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Compares the clocks of the hosts that captured the same packets. */
public final class Clocks {

    /** A flow is looked at only when it has sightings on two hosts; so many of them tell enough. */
    private static final int FLOWS = 20_000;

    private Clocks() {}

    /** The host whose clock stamps what is seen at {@code place}; empty when it is not known. */
    public static Optional<String> host(Cluster cluster, Place place) {
        return switch (place) {
            case Place.Node(String name) -> Optional.of(name);
            case Place.Pod(String namespace, String name) ->
                cluster.pod(namespace, name).map(Pod::node);
            case Place.Outside(String name) -> Optional.of(name);
            case Place.Cluster _c -> Optional.empty();
            case Place.Unplaced _u -> Optional.empty();
        };
    }

    static List<ClockSkew> of(Cluster cluster, Members members, Observations seen) {
        Delays delays = new Delays();
        int looked = 0;
        for (int group = 0; group < members.count() && looked < FLOWS; group++) {
            int[] all = members.of(group);
            if (all.length < 2) {
                continue;
            }
            List<Sighting> sightings =
                    IntStream.of(all).mapToObj(seen::sighting).toList();
            if (Orientation.differs(sightings)) {
                // The first packet here is not the first there.
                continue;
            }
            Map<String, Passage> passages = new TreeMap<>();
            for (Sighting sighting : sightings) {
                host(cluster, sighting.point().place())
                        .ifPresent(host -> passages.merge(host, Passage.of(sighting.seen()), Passage::and));
            }
            looked += passages.size() > 1 ? 1 : 0;
            passages.forEach((host, here) -> passages.forEach((other, there) -> {
                if (here.comparable(there) && here.ttl > there.ttl) {
                    delays.add(host, other, here.latest, nanos(here.latest, there.earliest));
                    if (here.answers() && there.answers()) {
                        delays.add(other, host, there.latestBack, nanos(there.latestBack, here.earliestBack));
                    }
                }
            }));
        }
        return delays.skews();
    }

    /** What is known of each host's clock. */
    static Map<String, ClockSkew> byHost(List<ClockSkew> skews) {
        Map<String, ClockSkew> byHost = new HashMap<>();
        skews.forEach(skew -> byHost.put(skew.host(), skew));
        return byHost;
    }

    private static long nanos(Instant from, Instant to) {
        return Duration.between(from, to).toNanos();
    }

    /**
     * The first packet each way of one flow on one host. Which host is nearer to the client the TTL tells: each router takes one off.
     *
     * @param ttl highest TTL of the client's first packet there
     * @param requests client's packets that could be the first: SYNs, or datagrams; 0 when the beginning was not seen
     */
    private record Passage(
            int ttl,
            long requests,
            long replies,
            Instant earliest,
            Instant latest,
            Instant earliestBack,
            Instant latestBack) {

        static Passage of(ConversationFact seen) {
            Instant back = seen.firstBackward().orElse(Instant.MIN);
            long requests = seen.tcp()
                    .map(tcp -> (long) tcp.syns())
                    .orElse(seen.forward().packets());
            long replies = seen.tcp()
                    .map(tcp -> (long) tcp.synAcks())
                    .orElse(seen.backward().packets());
            return new Passage(seen.ttlForward(), requests, replies, seen.first(), seen.first(), back, back);
        }

        Passage and(Passage other) {
            return new Passage(
                    Math.max(ttl, other.ttl),
                    Math.min(requests, other.requests),
                    Math.min(replies, other.replies),
                    min(earliest, other.earliest),
                    max(latest, other.latest),
                    min(earliestBack, other.earliestBack),
                    max(latestBack, other.latestBack));
        }

        /** Nothing of the beginning was lost between the two, so that both saw the same first packet. */
        boolean comparable(Passage other) {
            return requests > 0 && requests == other.requests;
        }

        boolean answers() {
            return replies == 1 && !earliestBack.equals(Instant.MIN);
        }

        private static Instant min(Instant one, Instant other) {
            return one.isBefore(other) ? one : other;
        }

        private static Instant max(Instant one, Instant other) {
            return one.isAfter(other) ? one : other;
        }
    }
}
