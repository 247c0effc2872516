package io.packetwalk.flow;

import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.Counters;
import io.packetwalk.model.Cluster;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.IpPort;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Flows that nobody captured: somebody says that they failed, and how. */
public final class Told {

    private Told() {}

    /**
     * A failed flow of which only its ends and how it ended are known.
     *
     * @param id its id
     * @param tuple client to server, before translation; port 0 of the client is any
     * @param state how it ended for its client
     * @param time when it failed
     * @param place the client's network namespace
     * @param source where it is said
     */
    public static Flow flow(
            Cluster cluster, String id, FiveTuple tuple, Flow.State state, Instant time, Place place, Source source) {
        Leg leg = new Leg(
                source.artifact(), place, "", Leg.Kind.LOG, tuple, Optional.empty(), 0, 0, Optional.of(time), source);
        return new Flow(
                id,
                tuple.proto(),
                party(cluster, tuple.src()),
                party(cluster, tuple.dst()),
                Optional.empty(),
                state,
                time,
                time,
                new Counters(0, 0),
                new Counters(0, 0),
                Optional.empty(),
                -1,
                -1,
                0,
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(leg),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    private static Flow.Party party(Cluster cluster, IpPort at) {
        return new Flow.Party(at, cluster.objectAt(at.ip()));
    }
}
