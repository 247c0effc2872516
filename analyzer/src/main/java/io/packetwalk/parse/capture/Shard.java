package io.packetwalk.parse.capture;

import io.packetwalk.capture.packet.Layer;
import io.packetwalk.capture.packet.Transport;
import io.packetwalk.capture.speech.DnsMessage;
import io.packetwalk.capture.speech.Opaque;
import io.packetwalk.fact.capture.IcmpErrorFact;

/**
 * Counts the packets of those conversations whose hash falls to it. Shards share nothing, so several threads can count. There are always {@link #COUNT}, whoever
 * counts, so that what is found never depends on that.
 */
final class Shard {

    static final int COUNT = 8;

    /** Bytes of a TLS alert that is not encrypted, its record header included. */
    private static final int ALERT = 7;

    final Conversations conversations;
    private final DnsMessage dns = new DnsMessage();

    /** Packets of conversations that there was no room for. */
    private long beyond;

    /** The first of them. */
    private long beyondFrom;

    /** @param room for its conversations */
    Shard(Room room) {
        conversations = new Conversations(room);
    }

    /** Number of the shard of a packet. */
    static int of(long hash) {
        return (int) hash & (COUNT - 1);
    }

    long beyond() {
        return beyond;
    }

    long beyondFrom() {
        return beyondFrom;
    }

    /** Counts a packet; its payload stands in {@code bytes}. */
    void take(Packet packet, byte[] bytes) {
        Layer layer = packet.layer;
        if (!conversations.find(packet)) {
            beyondFrom = beyond++ == 0 ? packet.number : beyondFrom;
            return;
        }
        Conversation conversation = conversations.found();
        IcmpErrorFact error = packet.error;
        if (error != null) {
            conversation.error(error, packet.nanos);
            return;
        }
        boolean again = conversation.packet(packet);
        if (!packet.innermost) {
            conversation.carries();
            return;
        }
        if (layer.laterFragment || layer.payloadCaptured == 0) {
            byte[] whole = packet.datagram;
            if (whole != null && dns.read(whole, 0, whole.length)) {
                conversation.dialogue().whole(dns, packet.nanos, packet.number);
            }
            return;
        }
        boolean port53 = layer.sport == Capture.DNS || layer.dport == Capture.DNS;
        if (layer.proto == Capture.UDP) {
            // Of DNS the id and the question are enough, so that points with different snap lengths can be joined.
            int told = layer.payloadCaptured == layer.payloadLength ? layer.payloadLength : 0;
            if (port53 && dns.read(bytes, layer.payloadAt, layer.payloadCaptured)) {
                conversation.dialogue().add(dns, packet.nanos, packet.number, again);
                told = dns.questionEnd() - layer.payloadAt;
            }
            if (told > 0 && conversation.wantsPrint(packet.side)) {
                String opaque = Opaque.of(bytes, layer);
                if (!opaque.isEmpty()) {
                    conversation.opaque(opaque);
                }
                conversation.print(Fingerprint.of(bytes, layer.payloadAt, told));
            }
        } else if (layer.proto == Capture.TCP && !port53) {
            conversation.opening(bytes, layer, packet.side);
            if (layer.payloadLength == ALERT && layer.payloadCaptured == ALERT) {
                alert(bytes, layer.payloadAt, packet, conversation);
            }
        } else if (layer.proto == Capture.TCP) {
            conversation.dns(bytes, packet, dns, again);
        } else if (isEcho(layer) && conversation.wantsPrint(packet.side)) {
            // Its number and what it carries, which holds a time as ping sends it; the identifier NAT may change.
            conversation.print(Fingerprint.of(bytes, layer.payloadAt - 2, layer.payloadLength + 2));
        }
    }

    /** A whole ICMP echo, of which what comes back is the same. */
    private static boolean isEcho(Layer layer) {
        return (layer.proto == Transport.ICMP || layer.proto == Transport.ICMPV6)
                && layer.sport != 0
                && layer.payloadCaptured == layer.payloadLength;
    }

    /** A record of type 21 and length 2, which encrypted ones never have (RFC 5246 section 7.2). */
    private static void alert(byte[] bytes, int at, Packet packet, Conversation conversation) {
        if (bytes[at] == 21 && bytes[at + 1] == 3 && bytes[at + 3] == 0 && bytes[at + 4] == 2) {
            conversation.alert(bytes[at + 6] & 0xff, bytes[at + 5] == 2, packet);
        }
    }
}
