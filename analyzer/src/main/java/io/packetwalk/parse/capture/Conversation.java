package io.packetwalk.parse.capture;

import io.packetwalk.capture.Layer;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.capture.ConversationFact;
import io.packetwalk.fact.capture.IcmpErrorFact;
import io.packetwalk.fact.capture.TcpFact;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One conversation while the file is read. Side 0 is the end with the lower address (then port), side 1 the other, whoever began; which
 * of them is the client is decided when everything was seen.
 */
final class Conversation {

    /** A UDP flood to a closed port brings thousands of errors that all say the same. */
    private static final int MAX_ERRORS = 64;

    private static final int MAX_PRINTS = 4;

    final int vantage;
    final boolean v6;
    final int proto;
    final long lowHi;
    final long lowLo;
    final long highHi;
    final long highLo;
    final int lowPort;
    final int highPort;

    private final Half[] halves = {new Half(), new Half()};
    private final int opener;
    private final Optional<ConversationFact.Tunnel> tunnel;
    private final int tunnelSide;
    private long firstPacket;
    private long lastPacket;
    private long firstNanos;
    private long lastNanos;
    private int lastSide = -1;
    private long lastRun;
    private Optional<Connection> connection = Optional.empty();
    private Optional<DnsDialogue> dialogue = Optional.empty();
    private List<IcmpErrorFact> errors = List.of();
    private List<Long> prints = List.of();

    /**
     * Begins a conversation.
     *
     * @param side the side that sent {@code layer}
     * @param tunnel the encapsulation of {@code layer}
     */
    Conversation(
            int vantage, Layer layer, int side, Optional<ConversationFact.Tunnel> tunnel, long nanos, long number) {
        this.vantage = vantage;
        this.v6 = layer.v6;
        this.proto = layer.proto;
        boolean swap = side == 1;
        this.lowHi = swap ? layer.dstHi : layer.srcHi;
        this.lowLo = swap ? layer.dstLo : layer.srcLo;
        this.highHi = swap ? layer.srcHi : layer.dstHi;
        this.highLo = swap ? layer.srcLo : layer.dstLo;
        this.lowPort = swap ? layer.dport : layer.sport;
        this.highPort = swap ? layer.sport : layer.dport;
        boolean answer = layer.proto == Capture.UDP && layer.sport == Capture.DNS && layer.dport != Capture.DNS;
        this.opener = answer ? 1 - side : side;
        this.tunnel = tunnel;
        this.tunnelSide = side;
        this.firstPacket = number;
        this.lastPacket = number;
        this.firstNanos = nanos;
        this.lastNanos = nanos;
    }

    /** Counts a packet of {@code side}; true when it is one more sighting of the packet before it. */
    boolean packet(Layer layer, int side, int direction, long nanos, long number) {
        touch(nanos, number);
        boolean again = halves[side].count(layer, nanos, direction, side == lastSide);
        if (!again) {
            lastRun = side == lastSide ? lastRun + 1 : 1;
            lastSide = side;
        }
        if (proto == Capture.TCP && !layer.laterFragment) {
            if (connection.isEmpty()) {
                connection = Optional.of(new Connection());
            }
            if (!again) {
                connection.get().segment(layer, side, nanos, number);
            }
        }
        return again;
    }

    /** True when a SYN of {@code side} begins another connection between the same ports. */
    boolean endsWith(int side, int seq) {
        return connection.isPresent() && connection.get().endsWith(side, seq);
    }

    DnsDialogue dialogue() {
        if (dialogue.isEmpty()) {
            dialogue = Optional.of(new DnsDialogue());
        }
        return dialogue.get();
    }

    void error(IcmpErrorFact error, long nanos) {
        touch(nanos, error.packet());
        if (errors.isEmpty()) {
            errors = new ArrayList<>();
        }
        if (errors.size() < MAX_ERRORS) {
            errors.add(error);
        }
    }

    /** True when one more fingerprint of a packet of {@code side} is wanted. */
    boolean wantsPrint(int side) {
        return side == opener && prints.size() < MAX_PRINTS;
    }

    void print(long fingerprint) {
        if (prints.isEmpty()) {
            prints = new ArrayList<>(2);
        }
        if (!prints.contains(fingerprint)) {
            prints.add(fingerprint);
        }
    }

    private void touch(long nanos, long number) {
        lastPacket = number;
        firstNanos = Math.min(firstNanos, nanos);
        lastNanos = Math.max(lastNanos, nanos);
    }

    ConversationFact fact(String artifact, Vantages vantages) {
        int client = connection.map(tcp -> tcp.client(opener)).orElse(opener);
        Half forward = halves[client];
        Half backward = halves[1 - client];
        FiveTuple low = new FiveTuple(
                new Proto(proto),
                new IpPort(new Ip(lowHi, lowLo, v6), lowPort),
                new IpPort(new Ip(highHi, highLo, v6), highPort));
        Optional<TcpFact> tcp = connection.map(seen -> seen.fact(client));
        return new ConversationFact(
                new Source(artifact, Source.Kind.PACKETS, firstPacket, lastPacket, ""),
                vantages.tap(vantage),
                vantages.interfaceIndex(vantage),
                link(forward, backward),
                tunnel.map(seen -> client == tunnelSide ? seen : reversed(seen)),
                client == 0 ? low : low.reversed(),
                Capture.instant(firstNanos),
                Capture.instant(lastNanos),
                forward.counters(),
                backward.counters(),
                lastSide == client ? lastRun : 0,
                tcp,
                dialogue.map(DnsDialogue::exchanges).orElse(List.of()),
                List.copyOf(errors),
                List.copyOf(prints),
                forward.ttl,
                backward.ttl);
    }

    /** What came in from the server goes out from the client, and the other way round. */
    private static ConversationFact.LinkDirection link(Half forward, Half backward) {
        if (forward.packets > 0) {
            return forward.link;
        }
        return switch (backward.link) {
            case IN -> ConversationFact.LinkDirection.OUT;
            case OUT -> ConversationFact.LinkDirection.IN;
            case UNKNOWN -> ConversationFact.LinkDirection.UNKNOWN;
        };
    }

    private static ConversationFact.Tunnel reversed(ConversationFact.Tunnel seen) {
        return new ConversationFact.Tunnel(seen.type(), seen.vni(), seen.outer().reversed());
    }
}
