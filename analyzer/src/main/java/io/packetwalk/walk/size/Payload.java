package io.packetwalk.walk.size;

import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Source;
import io.packetwalk.model.Node;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Ending;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Narrow;
import io.packetwalk.walk.Passage;
import io.packetwalk.walk.Site;
import io.packetwalk.walk.Symptom;
import io.packetwalk.walk.Terrain;
import io.packetwalk.walk.Verdict;
import io.packetwalk.walk.travel.ErrorWay;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What becomes of a payload after the handshake. Segments are as large as the ends allow (RFC 9293 section 3.7.1, the smaller interface MTU minus headers), and a place
 * on the way that silently swallows what is larger stalls the connection (RFC 2923).
 */
public final class Payload {

    private final Terrain terrain;

    public Payload(Terrain terrain) {
        this.terrain = terrain;
    }

    /**
     * The request, with its payload and that of the answer carried over both ways.
     *
     * @param size bytes of the payload
     * @param client who asks
     * @param sent the header of its packets as it made them
     */
    public Passage carried(Passage there, List<Passage> back, int size, Site client, FiveTuple sent) {
        Optional<Ending> arrived = there.ending().filter(ending -> ending.symptom() == Symptom.OK);
        if (size <= 0 || arrived.isEmpty()) {
            return there;
        }
        List<Passage> ways = ways(there, back);
        int largest = Math.min(size + headers(there.packet().tuple()), ends(ways));
        return ways.stream()
                .flatMap(way -> swallowing(way, largest))
                .min(Comparator.comparingInt(Narrow::bytes))
                .map(narrow -> stalled(
                        there,
                        "packets of " + largest + " bytes do not pass " + narrow.what() + ", which takes "
                                + narrow.bytes(),
                        List.of(narrow.source())))
                .or(() -> unheard(there, back, largest, client, sent))
                .or(() -> crossings(ways, largest)
                        .flatMap(crossing -> crossing.end(there).stream())
                        .findFirst())
                .orElse(there);
    }

    /** The request with a payload that fills packets, when captures show that such packets vanish; empty when they do not. */
    public Optional<Passage> full(Passage there, List<Passage> back) {
        if (there.ending().filter(ending -> ending.symptom() == Symptom.OK).isEmpty()) {
            return Optional.empty();
        }
        List<Passage> ways = ways(there, back);
        return crossings(ways, ends(ways))
                .filter(Crossing::vanishes)
                .findFirst()
                .map(crossing -> crossing.stall(there));
    }

    private static List<Passage> ways(Passage there, List<Passage> back) {
        return Stream.concat(Stream.of(there), back.stream()).toList();
    }

    private static int headers(FiveTuple tuple) {
        return (tuple.src().ip().v6() ? 40 : 20) + (tuple.proto().equals(Proto.TCP) ? 20 : 8);
    }

    /** The largest packet that the ends of a connection send: what the first device of either way takes. */
    private static int ends(List<Passage> ways) {
        return ways.stream()
                .flatMap(way -> devices(way).limit(1))
                .mapToInt(Narrow::bytes)
                .min()
                .orElse(Integer.MAX_VALUE);
    }

    private static Stream<Narrow.Device> devices(Passage way) {
        return way.narrows().stream()
                .flatMap(narrow -> narrow instanceof Narrow.Device device ? Stream.of(device) : Stream.empty());
    }

    /** Devices that swallow packets which no earlier place of the same way has made its sender shrink (RFC 1191; skb_tunnel_check_pmtu for tunnels). */
    private static Stream<Narrow.Device> swallowing(Passage way, int largest) {
        List<Narrow.Device> found = new ArrayList<>();
        int size = largest;
        for (Narrow.Device device : devices(way).toList()) {
            if (device.silent() && device.bytes() < size) {
                found.add(device);
            } else {
                size = Math.min(size, device.bytes());
            }
        }
        return found.stream();
    }

    /** A sender that is not told that its packets are too large sends them again and again (RFC 2923 section 2.1). */
    private Optional<Passage> unheard(Passage there, List<Passage> back, int largest, Site client, FiveTuple sent) {
        return unheard(there, largest, client.place(), sent)
                .or(() -> back.stream()
                        .flatMap(way ->
                                unheard(
                                        way,
                                        largest,
                                        there.at().place(),
                                        there.packet().tuple().reversed())
                                        .stream())
                        .findFirst())
                .map(lost -> stalled(there, lost.reason(), lost.by()));
    }

    private Optional<Lost> unheard(Passage way, int largest, Place sender, FiveTuple sent) {
        int size = largest;
        for (Narrow.Device device : devices(way).toList()) {
            if (device.bytes() < size && !device.silent()) {
                Optional<Lost> lost = device.teller().flatMap(teller -> lost(teller, device, sender, sent));
                if (lost.isPresent()) {
                    int bytes = size;
                    return lost.map(why -> why.of(bytes, device));
                }
            }
            size = device.silent() ? size : Math.min(size, device.bytes());
        }
        return Optional.empty();
    }

    /** What the sender does not hear of, when that is sure. */
    private Optional<Lost> lost(Passage teller, Narrow.Device device, Place sender, FiveTuple sent) {
        List<Ending> ends = ErrorWay.walk(terrain, teller, "icmp-frag-needed", sender, sent).stream()
                .flatMap(passage -> passage.ending().stream())
                .toList();
        boolean sure = ends.stream()
                .allMatch(end -> !(end.verdict() instanceof Verdict.Delivered) && end.symptom() != Symptom.UNKNOWN);
        return ends.isEmpty() || !sure
                ? Optional.empty()
                : Optional.of(new Lost(
                        ends.getFirst().reason(),
                        Stream.concat(ends.getFirst().by().stream(), Stream.of(device.source()))
                                .distinct()
                                .toList()));
    }

    private record Lost(String reason, List<Source> by) {
        Lost of(int bytes, Narrow.Device device) {
            String told = "packets of " + bytes + " bytes do not pass " + device.what() + ", which takes "
                    + device.bytes() + ", and their sender does not hear of it: " + reason;
            return new Lost(told, by);
        }
    }

    /** Networks on the ways to which larger packets come than every network takes. */
    private Stream<Crossing> crossings(List<Passage> ways, int largest) {
        List<Crossing> found = new ArrayList<>();
        for (Passage way : ways) {
            int size = largest;
            FiveTuple tuple = way.packet().tuple();
            for (Narrow narrow : way.narrows()) {
                switch (narrow) {
                    case Narrow.Device device -> size = Math.min(size, device.bytes());
                    case Narrow.Network network -> {
                        if (size > network.bytes()) {
                            SeenSizes.Sizes seen = terrain.sizes()
                                    .of(network, tuple.src().ip(), tuple.dst().ip());
                            found.add(
                                    new Crossing(network, size, tuple.src().ip().v6(), seen));
                        }
                    }
                }
            }
        }
        return found.stream();
    }

    /** A network on the way, the largest packet that comes to it, and what captures saw there. */
    private final class Crossing {
        private final Narrow.Network network;
        private final int bytes;
        private final boolean v6;
        private final SeenSizes.Sizes seen;

        Crossing(Narrow.Network network, int bytes, boolean v6, SeenSizes.Sizes seen) {
            this.network = network;
            this.bytes = bytes;
            this.v6 = v6;
            this.seen = seen;
        }

        boolean vanishes() {
            return seen.loss().isPresent() && seen.vanished() > seen.passed() && bytes >= seen.vanished();
        }

        /** How the request ends when the network is not known to carry it; empty when packets as large were seen to pass. */
        Optional<Passage> end(Passage there) {
            return seen.passed() >= bytes
                    ? Optional.empty()
                    : Optional.of(
                            vanishes()
                                    ? stall(there)
                                    : there.end(Ending.unknown(
                                            open(), seen.arrival().stream().toList())));
        }

        Passage stall(Passage there) {
            String reason = "packets of " + bytes + " bytes do not pass " + between() + ": captures show packets of "
                    + seen.vanished() + " bytes sent again and never acknowledged, and none as large that arrived";
            return stalled(there, reason, List.of(seen.loss().orElseThrow()));
        }

        private Missing open() {
            String most = seen.passed() > 0
                    ? "the largest packet that captures saw arrive had " + seen.passed() + " bytes"
                    : "no capture shows a packet as large";
            // ping adds an ICMP header of 8 bytes to its payload, and IP its own.
            int payload = bytes + network.overhead() - (v6 ? 48 : 28);
            return new Missing(
                    "whether packets of " + bytes + " bytes pass " + between(),
                    "no dump shows the MTU of what is between the nodes, and " + most,
                    "ping -c 3 -M do -s " + payload + " " + peer() + "  # on " + network.from());
        }

        private String between() {
            return "the network from " + network.from() + " to " + network.to();
        }

        private String peer() {
            return terrain.cluster()
                    .node(network.to())
                    .flatMap(Node::internalIp)
                    .map(Ip::toString)
                    .orElse(network.to());
        }
    }

    private static Passage stalled(Passage there, String reason, List<Source> by) {
        Ending arrived = there.ending().orElseThrow();
        return there.end(new Ending(arrived.verdict(), Symptom.STALL, reason, by, arrived.missing()));
    }
}
