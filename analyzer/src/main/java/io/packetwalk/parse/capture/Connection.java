package io.packetwalk.parse.capture;

import io.packetwalk.capture.Layer;
import io.packetwalk.fact.capture.TcpFact;
import java.util.ArrayList;
import java.util.List;

/** The TCP part of a conversation; sides are 0 and 1 as in {@link Conversation}. */
final class Connection {

    /** Linux gives up after six repetitions of a SYN (tcp_syn_retries). */
    private static final int MAX_GAPS = 8;

    private final Sender low = new Sender();
    private final Sender high = new Sender();
    private long synNanos = -1;
    private long lastSynNanos;
    private long synAckNanos = -1;
    private boolean established;
    private long handshakeMicros = -1;
    private long serverRttMicros = -1;
    private long clientRttMicros = -1;
    private byte resetSide = -1;
    private short resetTtl = -1;
    private long resetPacket;
    private List<Integer> synGaps = List.of();

    private Sender side(int side) {
        return side == 0 ? low : high;
    }

    /** True when a SYN of {@code side} with this number cannot belong to this connection. */
    boolean endsWith(int side, int seq) {
        Sender from = side(side);
        if (from.syns > 0) {
            return from.isn != (seq & 0xffff_ffffL);
        }
        Sender to = side(1 - side);
        // A SYN from the other end of an unanswered one is a simultaneous open (RFC 9293 section 3.5).
        boolean opening = to.syns > 0 && to.synAcks == 0 && resetSide < 0;
        return !opening;
    }

    void segment(Layer layer, int side, long nanos, long number) {
        Sender from = side(side);
        Sender to = side(1 - side);
        if (layer.has(Layer.SYN)) {
            synchronise(layer, from, to, nanos);
        } else if (layer.has(Layer.ACK) && !layer.has(Layer.RST) && !established && to.synAcks > 0) {
            complete(layer, to, nanos);
        }
        if (layer.has(Layer.RST)) {
            // RFC 9293 section 3.10.7.1: only the answer to a segment without ACK, a SYN, is a RST with sequence number
            // 0 and an ACK.
            from.refuses |= layer.seq == 0 && layer.has(Layer.ACK);
            if (resetSide < 0) {
                resetSide = (byte) side;
                resetPacket = number;
                resetTtl = (short) layer.ttl;
            }
            return;
        }
        if (layer.has(Layer.FIN)) {
            from.fin = true;
        }
        from.segment(layer, to, nanos);
    }

    private void synchronise(Layer layer, Sender from, Sender to, long nanos) {
        from.synchronise(layer);
        if (!layer.has(Layer.ACK)) {
            if (synNanos < 0) {
                synNanos = nanos;
            } else if (from.syns > 1 && synGaps.size() < MAX_GAPS) {
                synGaps = synGaps.isEmpty() ? new ArrayList<>(4) : synGaps;
                synGaps.add(Math.clamp((nanos - lastSynNanos) / 1_000_000, 0, Integer.MAX_VALUE));
            }
            lastSynNanos = nanos;
        } else if (from.synAcks == 1) {
            synAckNanos = nanos;
            // Which of several SYNs was answered nobody can tell (Karn's algorithm, RFC 6298 section 3).
            serverRttMicros = to.syns == 1 ? (nanos - synNanos) / 1000 : -1;
        }
    }

    private void complete(Layer layer, Sender server, long nanos) {
        if (layer.ack - ((int) server.isn + 1) >= 0) {
            established = true;
            handshakeMicros = synNanos < 0 ? -1 : (nanos - synNanos) / 1000;
            clientRttMicros = server.synAcks == 1 ? (nanos - synAckNanos) / 1000 : -1;
        }
    }

    /** The side that opened the connection, {@code otherwise} when neither a SYN nor the answer to one tells. */
    int client(int otherwise) {
        if (low.syns != high.syns && (low.syns == 0 || high.syns == 0)) {
            return low.syns > 0 ? 0 : 1;
        }
        if (low.syns == 0 && low.synAcks != high.synAcks) {
            return low.synAcks > high.synAcks ? 1 : 0;
        }
        if (low.syns == 0 && low.refuses != high.refuses) {
            return low.refuses ? 1 : 0;
        }
        return otherwise;
    }

    /** The initial sequence number of {@code side}, -1 when its SYN was not seen. */
    long isn(int side) {
        return side(side).isn;
    }

    TcpFact fact(int client, long lastNanos) {
        Sender from = side(client);
        Sender to = side(1 - client);
        TcpFact.Side reset =
                resetSide < 0 ? TcpFact.Side.NONE : resetSide == client ? TcpFact.Side.CLIENT : TcpFact.Side.SERVER;
        return new TcpFact(
                from.syns,
                to.synAcks,
                from.isn,
                to.isn,
                from.mss,
                to.mss,
                established,
                handshakeMicros,
                from.segments.resends,
                to.segments.resends,
                from.segments.largestAcked,
                to.segments.largestAcked,
                from.segments.largestLost,
                to.segments.largestLost,
                from.zeroWindows() + to.zeroWindows(),
                reset,
                resetPacket,
                resetTtl,
                from.fin,
                to.fin,
                from.segments.payload,
                to.segments.payload,
                from.health(lastNanos),
                to.health(lastNanos),
                List.copyOf(synGaps),
                serverRttMicros,
                clientRttMicros);
    }
}
