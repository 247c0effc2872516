package io.packetwalk.parse.capture;

import io.packetwalk.capture.Layer;
import io.packetwalk.capture.Tunnelled;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.capture.ConversationFact;
import io.packetwalk.fact.capture.IcmpErrorFact;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * One conversation while the file is read. Side 0 is the end with the lower address (then port), side 1 the other, whoever began; which
 * of them is the client is decided when everything was seen.
 */
final class Conversation {

    /** A UDP flood to a closed port brings thousands of errors that all say the same. */
    private static final int MAX_ERRORS = 64;

    private static final int MAX_PRINTS = 4;
    private static final long[] NO_PRINTS = {};

    final int vantage;
    final boolean v6;
    final int proto;
    final long lowHi;
    final long lowLo;
    final long highHi;
    final long highLo;
    final int lowPort;
    final int highPort;

    private Half lowHalf = Half.SILENT;
    private Half highHalf = Half.SILENT;
    private final byte opener;

    /** Ports of the packet that carried the first one, which side sent that, and whether it came from the lower end of the tunnel. */
    private final int carrierPorts;

    private final byte tunnelSide;
    private final boolean carriedFromLow;
    private boolean carrier;
    private final long firstPacket;
    private long lastPacket;
    long firstNanos;
    private long lastNanos;
    private long silence;
    private byte lastSide = -1;
    private int lastRun;
    private @Nullable Connection connection;
    private @Nullable DnsDialogue dialogue;
    private @Nullable Opening opening;
    private List<IcmpErrorFact> errors = List.of();
    private long[] prints = NO_PRINTS;

    /**
     * Begins a conversation.
     *
     * @param side the side that sent {@code layer}
     * @param around the packet that carries {@code layer}, looked at only when that is tunnelled
     */
    Conversation(int vantage, Layer layer, int side, Layer around, long nanos, long number) {
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
        this.opener = (byte) (answer ? 1 - side : side);
        boolean tunnelled = layer.tunnelled != Tunnelled.NO;
        this.carrierPorts = tunnelled ? around.sport << 16 | around.dport : 0;
        this.carriedFromLow = tunnelled && Vantages.fromLow(around);
        this.tunnelSide = (byte) side;
        this.firstPacket = number;
        this.lastPacket = number;
        this.firstNanos = nanos;
        this.lastNanos = nanos;
    }

    private Half half(int side) {
        return side == 0 ? lowHalf : highHalf;
    }

    private Half sending(int side) {
        Half half = half(side);
        if (half != Half.SILENT) {
            return half;
        }
        Half fresh = new Half();
        if (side == 0) {
            lowHalf = fresh;
        } else {
            highHalf = fresh;
        }
        return fresh;
    }

    /** Counts a packet of {@code side}; true when it is one more sighting of the packet before it. */
    boolean packet(Layer layer, int side, int direction, long nanos, long number) {
        touch(nanos, number);
        boolean again = sending(side).count(layer, nanos, direction, side == lastSide);
        if (!again) {
            lastRun = side == lastSide ? lastRun + 1 : 1;
            lastSide = (byte) side;
        }
        if (proto == Capture.TCP && !layer.laterFragment) {
            Connection tcp = connection;
            if (tcp == null) {
                tcp = new Connection();
                connection = tcp;
            }
            if (!again) {
                tcp.segment(layer, side, nanos, number);
            }
        }
        return again;
    }

    /** True when a SYN of {@code side} begins another connection between the same ports. */
    boolean endsWith(int side, int seq) {
        return connection != null && connection.endsWith(side, seq);
    }

    /** Looks at the first data of each side for what it says in the clear. */
    void opening(byte[] bytes, Layer layer, int side) {
        Opening there = opening;
        if (there == null) {
            if (!speaksClearly(bytes, layer)) {
                return;
            }
            there = new Opening();
            opening = there;
        }
        if (there.awaits(side)) {
            int client = connection == null ? opener : connection.client(opener);
            there.take(bytes, layer, side, side == client);
        }
    }

    /** Letters or a TLS record or PROXY's first byte: nothing else is worth an object per connection. */
    private static boolean speaksClearly(byte[] bytes, Layer layer) {
        int first = bytes[layer.payloadAt];
        return first >= 'A' && first <= 'Z' || first == 22 || first == '\r';
    }

    /** Its packets carry others. */
    void carries() {
        carrier = true;
    }

    DnsDialogue dialogue() {
        DnsDialogue there = dialogue;
        if (there == null) {
            there = new DnsDialogue();
            dialogue = there;
        }
        return there;
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
        return side == opener && prints.length < MAX_PRINTS;
    }

    void print(long fingerprint) {
        for (long known : prints) {
            if (known == fingerprint) {
                return;
            }
        }
        prints = Arrays.copyOf(prints, prints.length + 1);
        prints[prints.length - 1] = fingerprint;
    }

    private void touch(long nanos, long number) {
        lastPacket = number;
        silence = Math.max(silence, nanos - lastNanos);
        firstNanos = Math.min(firstNanos, nanos);
        lastNanos = Math.max(lastNanos, nanos);
    }

    ConversationFact fact(String artifact, Vantages vantages) {
        int client = connection == null ? opener : connection.client(opener);
        Half forward = half(client);
        Half backward = half(1 - client);
        FiveTuple low = new FiveTuple(
                Proto.of(proto),
                new IpPort(new Ip(lowHi, lowLo, v6), lowPort),
                new IpPort(new Ip(highHi, highLo, v6), highPort));
        return new ConversationFact(
                new Source(artifact, Source.Kind.PACKETS, firstPacket, lastPacket, ""),
                vantages.tap(vantage),
                vantages.interfaceIndex(vantage),
                link(forward, backward),
                vantages.tunnel(vantage, carrierPorts, carriedFromLow == (client == tunnelSide)),
                carrier,
                client == 0 ? low : low.reversed(),
                Capture.instant(firstNanos),
                Capture.instant(lastNanos),
                forward.counters(),
                backward.counters(),
                silence / 1000,
                lastSide == client ? lastRun : 0,
                connection == null ? Optional.empty() : Optional.of(connection.fact(client, lastNanos)),
                dialogue == null ? List.of() : dialogue.exchanges(),
                List.copyOf(errors),
                LongStream.of(prints).boxed().toList(),
                forward.ttl,
                backward.ttl,
                backward.first(),
                opening == null ? Optional.empty() : opening.greeting());
    }

    /** What came in from the server goes out from the client, and the other way round. */
    private static ConversationFact.LinkDirection link(Half forward, Half backward) {
        if (forward.packets > 0) {
            return forward.link();
        }
        return switch (backward.link()) {
            case IN -> ConversationFact.LinkDirection.OUT;
            case OUT -> ConversationFact.LinkDirection.IN;
            case UNKNOWN -> ConversationFact.LinkDirection.UNKNOWN;
        };
    }
}
