package io.packetwalk.flow;

import io.packetwalk.fact.capture.ConversationFact;
import io.packetwalk.model.Cluster;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import java.util.List;
import java.util.Optional;

/**
 * Who asked, when the points of a UDP conversation differ about it: each takes whom it saw first for the client, and one that began between a question and its answer saw the
 * server first.
 */
final class Orientation {

    /** Linux gives its clients ports from here on (net.ipv4.ip_local_port_range), and Service node ports end below. */
    private static final int EPHEMERAL = 32_768;

    private Orientation() {}

    /** True of the two directions of one UDP conversation. */
    static boolean mayDiffer(FiveTuple one, FiveTuple other) {
        return one.proto().equals(Proto.UDP) && one.equals(other.reversed());
    }

    /** True when some of these sightings take for the client whom others take for the server. */
    static boolean differs(List<Sighting> group) {
        FiveTuple first = group.getFirst().seen().tuple();
        return first.proto().equals(Proto.UDP)
                && group.stream()
                        .anyMatch(sighting -> group.stream()
                                .anyMatch(other -> mayDiffer(
                                        sighting.seen().tuple(), other.seen().tuple())));
    }

    /** The sightings, those turned round that have the server for the client. */
    static List<Sighting> agreed(Cluster cluster, List<Sighting> group) {
        if (group.size() < 2 || !differs(group)) {
            return group;
        }
        return group.stream()
                .map(sighting -> group.stream()
                                .anyMatch(other -> mayDiffer(
                                                sighting.seen().tuple(),
                                                other.seen().tuple())
                                        && asks(cluster, other, sighting))
                        ? new Sighting(sighting.point(), sighting.device(), turned(sighting.seen()))
                        : sighting)
                .toList();
    }

    /** Whether the client that {@code one} tells of is it, and not that of {@code other}: by their ports, by a Service's address, else who was seen first. */
    private static boolean asks(Cluster cluster, Sighting one, Sighting other) {
        IpPort client = one.seen().tuple().src();
        IpPort server = one.seen().tuple().dst();
        if (client.port() >= EPHEMERAL != server.port() >= EPHEMERAL) {
            return client.port() >= EPHEMERAL;
        }
        boolean asked = cluster.serviceAt(server.ip()).isPresent();
        if (asked != cluster.serviceAt(client.ip()).isPresent()) {
            return asked;
        }
        int order = one.seen().first().compareTo(other.seen().first());
        // In the same instant any rule is good that is one.
        return order != 0 ? order < 0 : client.compareTo(server) > 0;
    }

    /** As if the other end had been seen first. How many of its datagrams were not answered is not known then, nor are those fingerprints the client's. */
    private static ConversationFact turned(ConversationFact seen) {
        return new ConversationFact(
                seen.source(),
                seen.interfaceId(),
                seen.interfaceIndex(),
                switch (seen.link()) {
                    case IN -> ConversationFact.LinkDirection.OUT;
                    case OUT -> ConversationFact.LinkDirection.IN;
                    case UNKNOWN -> ConversationFact.LinkDirection.UNKNOWN;
                },
                seen.tunnel()
                        .map(in -> new ConversationFact.Tunnel(
                                in.type(), in.vni(), in.outer().reversed())),
                seen.carrier(),
                seen.tuple().reversed(),
                seen.first(),
                seen.last(),
                /* forward= */ seen.backward(),
                /* backward= */ seen.forward(),
                seen.silenceMicros(),
                /* unanswered= */ 0,
                seen.tcp(),
                seen.dns(),
                seen.icmpErrors(),
                List.of(),
                /* ttlForward= */ seen.ttlBackward(),
                /* ttlBackward= */ seen.ttlForward(),
                Optional.of(seen.first()),
                seen.greeting(),
                seen.sctp());
    }
}
