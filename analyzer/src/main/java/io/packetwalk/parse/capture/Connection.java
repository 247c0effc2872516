package io.packetwalk.parse.capture;

import io.packetwalk.capture.Layer;
import io.packetwalk.fact.capture.TcpFact;

/** The TCP part of a conversation; sides are 0 and 1 as in {@link Conversation}. */
final class Connection {

    private final Side[] sides = {new Side(), new Side()};
    private long synNanos = -1;
    private boolean established;
    private long handshakeMicros = -1;
    private int resetSide = -1;
    private long resetPacket;
    private int resetTtl = -1;

    /** What one side sent. */
    private static final class Side {
        int syns;
        int synAcks;
        long isn = -1;
        int mss = -1;
        int zeroWindows;
        boolean fin;
        boolean refuses;
        private Segments segments = NONE;

        /** Stands for "no data yet", so that idle connections cost nothing. */
        private static final Segments NONE = new Segments();

        Segments segments() {
            if (segments == NONE) {
                segments = new Segments();
                if (isn >= 0) {
                    segments.syn((int) isn);
                }
            }
            return segments;
        }

        void ack(int ack) {
            if (segments != NONE) {
                segments.ack(ack);
            }
        }
    }

    /** True when a SYN of {@code side} with this number cannot belong to this connection. */
    boolean endsWith(int side, int seq) {
        Side from = sides[side];
        if (from.syns > 0) {
            return from.isn != (seq & 0xffff_ffffL);
        }
        // A SYN from the other end of an unanswered one is a simultaneous open (RFC 9293 section 3.5).
        boolean opening = sides[1 - side].syns > 0 && sides[1 - side].synAcks == 0 && resetSide < 0;
        return !opening;
    }

    void segment(Layer layer, int side, long nanos, long number) {
        Side from = sides[side];
        Side to = sides[1 - side];
        if (layer.has(Layer.SYN)) {
            synchronise(layer, from, nanos);
        } else if (layer.has(Layer.ACK) && !layer.has(Layer.RST) && !established && to.synAcks > 0) {
            complete(layer, to, nanos);
        }
        if (layer.has(Layer.RST)) {
            // RFC 9293 section 3.10.7.1: only the answer to a segment without ACK, a SYN, is a RST with sequence number
            // 0 and an ACK.
            from.refuses |= layer.seq == 0 && layer.has(Layer.ACK);
            if (resetSide < 0) {
                resetSide = side;
                resetPacket = number;
                resetTtl = layer.ttl;
            }
            return;
        }
        if (layer.has(Layer.FIN)) {
            from.fin = true;
        }
        if (layer.window == 0 && !layer.has(Layer.SYN) && !layer.has(Layer.FIN)) {
            from.zeroWindows++;
        }
        if (layer.has(Layer.ACK)) {
            to.ack(layer.ack);
        }
        if (layer.payloadLength > 0) {
            // Data in a SYN (TCP fast open, RFC 7413) stands behind the number the SYN takes.
            int seq = layer.has(Layer.SYN) ? layer.seq + 1 : layer.seq;
            from.segments().data(seq, layer.payloadLength, nanos);
        }
    }

    private void synchronise(Layer layer, Side from, long nanos) {
        boolean answer = layer.has(Layer.ACK);
        if (answer) {
            from.synAcks++;
        } else {
            from.syns++;
            if (synNanos < 0) {
                synNanos = nanos;
            }
        }
        if (from.isn < 0) {
            from.isn = layer.seq & 0xffff_ffffL;
            from.mss = layer.mss;
        }
    }

    private void complete(Layer layer, Side server, long nanos) {
        if (layer.ack - ((int) server.isn + 1) >= 0) {
            established = true;
            handshakeMicros = synNanos < 0 ? -1 : (nanos - synNanos) / 1000;
        }
    }

    /** The side that opened the connection, {@code otherwise} when neither a SYN nor the answer to one tells. */
    int client(int otherwise) {
        if (sides[0].syns != sides[1].syns && (sides[0].syns == 0 || sides[1].syns == 0)) {
            return sides[0].syns > 0 ? 0 : 1;
        }
        if (sides[0].syns == 0 && sides[0].synAcks != sides[1].synAcks) {
            return sides[0].synAcks > sides[1].synAcks ? 1 : 0;
        }
        if (sides[0].syns == 0 && sides[0].refuses != sides[1].refuses) {
            return sides[0].refuses ? 1 : 0;
        }
        return otherwise;
    }

    TcpFact fact(int client) {
        Side from = sides[client];
        Side to = sides[1 - client];
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
                from.zeroWindows + to.zeroWindows,
                reset,
                resetPacket,
                resetTtl,
                from.fin,
                to.fin,
                from.segments.payload,
                to.segments.payload);
    }
}
