package io.packetwalk.parse.capture;

import io.packetwalk.capture.Layer;
import io.packetwalk.fact.capture.TcpHealth;

/** What one side of a TCP connection sent. */
final class Sender {

    /** Stands for "no data yet", so that idle connections cost nothing. */
    private static final Segments NONE = new Segments();

    int syns;
    int synAcks;
    long isn = -1;
    int mss = -1;
    boolean fin;
    boolean refuses;
    Segments segments = NONE;

    private byte scale = -1;
    private boolean sack;
    private boolean numbered;
    private boolean acknowledges;
    private int next;
    private int lastAck;
    private int window = -1;
    private int repeatedAcks;
    private long repeatedNanos;
    private int duplicateAcks;
    private int zeroWindows;
    private int probes;
    private int keepAlives;
    private boolean alive;
    private long closedSince = -1;
    private long closedNanos;

    /** A SYN or SYN-ACK. */
    void synchronise(Layer layer) {
        if (layer.has(Layer.ACK)) {
            synAcks++;
        } else {
            syns++;
        }
        if (isn < 0) {
            isn = layer.seq & 0xffff_ffffL;
            mss = layer.mss;
            scale = (byte) layer.windowScale;
            sack = layer.sackPermitted;
        }
    }

    /** Any segment without RST; {@code peer} is the other side. Order and conditions are those of Wireshark's tcp.analysis. */
    void segment(Layer layer, Sender peer, long nanos) {
        boolean plain = !layer.has(Layer.SYN) && !layer.has(Layer.FIN);
        int length = layer.payloadLength;
        boolean closed = layer.window == 0 && plain;
        if (closed) {
            zeroWindows++;
        }
        if (layer.window >= 0) {
            openOrClose(closed, nanos);
        }
        boolean keepAlive = plain && numbered && length <= 1 && layer.seq == next - 1;
        boolean probe = plain && numbered && length == 1 && layer.seq == next && peer.window == 0;
        if (keepAlive) {
            keepAlives++;
        } else if (probe) {
            probes++;
        }
        if (layer.has(Layer.ACK)) {
            acknowledge(layer, plain && length == 0 && !keepAlive, peer, nanos);
        }
        alive = keepAlive;
        if (length > 0 && !keepAlive && !probe) {
            // Data in a SYN (TCP fast open, RFC 7413) stands behind the number the SYN takes.
            int seq = layer.has(Layer.SYN) ? layer.seq + 1 : layer.seq;
            data().data(seq, length, nanos, peer.repeatedAcks, peer.repeatedNanos);
        }
        int end = layer.seq + length + (plain ? 0 : 1);
        if (!probe && (!numbered || end - next > 0)) {
            next = end;
            numbered = true;
        }
        window = layer.window;
    }

    private void acknowledge(Layer layer, boolean bare, Sender peer, long nanos) {
        boolean repeats = bare
                && acknowledges
                && layer.ack == lastAck
                && layer.window > 0
                && layer.window == window
                && numbered
                && layer.seq == next
                && !peer.alive;
        if (repeats) {
            duplicateAcks++;
            repeatedAcks++;
            repeatedNanos = nanos;
        } else if (!acknowledges || layer.ack != lastAck) {
            repeatedAcks = 0;
        }
        acknowledges = true;
        lastAck = layer.ack;
        if (peer.segments != NONE) {
            peer.segments.ack(layer.ack);
        }
    }

    private void openOrClose(boolean closed, long nanos) {
        if (closed && closedSince < 0) {
            closedSince = nanos;
        } else if (!closed && closedSince >= 0) {
            closedNanos += nanos - closedSince;
            closedSince = -1;
        }
    }

    private Segments data() {
        if (segments == NONE) {
            segments = new Segments();
            if (isn >= 0) {
                segments.syn((int) isn);
            }
        }
        return segments;
    }

    int zeroWindows() {
        return zeroWindows;
    }

    /** @param lastNanos time of the last packet of the conversation */
    TcpHealth health(long lastNanos) {
        long closed = closedNanos + (closedSince < 0 ? 0 : Math.max(0, lastNanos - closedSince));
        return new TcpHealth(
                scale,
                sack,
                segments.fast,
                segments.resends - segments.fast - segments.spurious,
                segments.spurious,
                segments.outOfOrder,
                duplicateAcks,
                zeroWindows,
                closed / 1000,
                probes,
                keepAlives);
    }
}
