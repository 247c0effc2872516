package io.packetwalk.parse.capture;

import io.packetwalk.capture.packet.Layer;
import io.packetwalk.fact.capture.TcpHealth;
import io.packetwalk.fact.table.Rows;

/** What one side of a TCP connection sent. Loaded from the connection's record before a segment, saved after it. */
final class Sender {

    /** Ints of a record for what every connection needs, and for what only one in trouble does. */
    static final int WIDTH = 6 + Segments.WIDTH;

    static final int TROUBLE_WIDTH = 11 + Segments.TROUBLE_WIDTH;

    private static final int MOST_COUNTED = 0xffff;

    int syns;
    int synAcks;
    long isn = -1;
    int mss = -1;
    boolean fin;
    boolean refuses;
    final Segments segments = new Segments();

    private short scale = -1;
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

    void load(int[] page, int from) {
        int at = from;
        int flags = page[at++];
        flags(flags);
        isn = opened(flags) ? page[at] & 0xffff_ffffL : -1;
        at++;
        syns = page[at] >>> 16;
        synAcks = page[at++] & MOST_COUNTED;
        mss = (page[at] >>> 16) - 1;
        // An MSS of 65535 takes the seventeenth bit, which stands among the flags.
        mss += (flags & 1 << 21) != 0 ? 1 << 16 : 0;
        window = (flags & 1 << 22) != 0 ? -1 : page[at] & 0xffff;
        at++;
        next = page[at++];
        lastAck = page[at++];
        segments.load(page, at);
    }

    void save(int[] page, int from) {
        int at = from;
        page[at++] = flags() | (mss + 1 >>> 16) << 21 | (window < 0 ? 1 << 22 : 0);
        page[at++] = (int) isn;
        page[at++] = syns << 16 | synAcks;
        page[at++] = mss + 1 << 16 | window & 0xffff;
        page[at++] = next;
        page[at++] = lastAck;
        segments.save(page, at);
    }

    private int flags() {
        return (fin ? 1 : 0)
                | (refuses ? 2 : 0)
                | (sack ? 4 : 0)
                | (numbered ? 8 : 0)
                | (acknowledges ? 16 : 0)
                | (alive ? 32 : 0)
                | (segments.begun ? 64 : 0)
                | (segments.acknowledged ? 128 : 0)
                | segments.pending << 8
                | (isn >= 0 ? 2048 : 0)
                | scale + 1 << 12;
    }

    private void flags(int flags) {
        fin = (flags & 1) != 0;
        refuses = (flags & 2) != 0;
        sack = (flags & 4) != 0;
        numbered = (flags & 8) != 0;
        acknowledges = (flags & 16) != 0;
        alive = (flags & 32) != 0;
        segments.begun = (flags & 64) != 0;
        segments.acknowledged = (flags & 128) != 0;
        segments.pending = flags >>> 8 & 7;
        scale = (short) ((flags >>> 12 & 0x1ff) - 1);
    }

    private static boolean opened(int flags) {
        return (flags & 2048) != 0;
    }

    void pack(Packing out) {
        out.count(flags());
        out.count(syns);
        out.count(synAcks);
        out.count(mss + 1);
        out.count(window + 1);
        if (numbered) {
            out.near(next - (int) isn);
        }
        segments.pack(out, numbered ? next : 0);
    }

    void unpack(Packing in, long opened) {
        flags((int) in.count());
        isn = opened;
        syns = (int) in.count();
        synAcks = (int) in.count();
        mss = (int) in.count() - 1;
        window = (int) in.count() - 1;
        next = numbered ? (int) isn + (int) in.near() : 0;
        segments.unpack(in, next);
    }

    /** What it acknowledged is close to what {@code peer} sent. */
    void packAck(Packing out, Sender peer) {
        if (acknowledges) {
            out.near(lastAck - peer.next);
        }
    }

    void unpackAck(Packing in, Sender peer) {
        lastAck = acknowledges ? peer.next + (int) in.near() : 0;
    }

    void packTrouble(Packing out, long since) {
        out.count(repeatedAcks);
        out.count(duplicateAcks);
        out.count(zeroWindows);
        out.count(probes);
        out.count(keepAlives);
        out.count(closedNanos);
        out.count(closedSince < 0 ? 0 : 1 + closedSince - since);
        segments.packTrouble(out);
    }

    void unpackTrouble(Packing in, long since) {
        repeatedAcks = (int) in.count();
        repeatedNanos = 0;
        duplicateAcks = (int) in.count();
        zeroWindows = (int) in.count();
        probes = (int) in.count();
        keepAlives = (int) in.count();
        closedNanos = in.count();
        long closed = in.count();
        closedSince = closed == 0 ? -1 : since + closed - 1;
        segments.unpackTrouble(in);
    }

    boolean troubled() {
        return (duplicateAcks | zeroWindows | probes | keepAlives) != 0 || closedSince >= 0 || segments.troubled();
    }

    void loadTrouble(int[] page, int from) {
        int at = from;
        repeatedAcks = page[at++];
        repeatedNanos = Rows.get(page, at);
        duplicateAcks = page[at + 2];
        zeroWindows = page[at + 3];
        probes = page[at + 4];
        keepAlives = page[at + 5];
        closedSince = Rows.get(page, at + 6);
        closedNanos = Rows.get(page, at + 8);
        segments.loadTrouble(page, at + 10);
    }

    void saveTrouble(int[] page, int from) {
        int at = from;
        page[at++] = repeatedAcks;
        Rows.put(page, at, repeatedNanos);
        page[at + 2] = duplicateAcks;
        page[at + 3] = zeroWindows;
        page[at + 4] = probes;
        page[at + 5] = keepAlives;
        Rows.put(page, at + 6, closedSince);
        Rows.put(page, at + 8, closedNanos);
        segments.saveTrouble(page, at + 10);
    }

    void clearTrouble() {
        repeatedAcks = 0;
        duplicateAcks = 0;
        zeroWindows = 0;
        probes = 0;
        keepAlives = 0;
        closedSince = -1;
        closedNanos = 0;
        segments.clearTrouble();
    }

    /** As before the first segment. */
    void clear() {
        syns = 0;
        synAcks = 0;
        isn = -1;
        mss = -1;
        fin = false;
        refuses = false;
        scale = -1;
        sack = false;
        numbered = false;
        acknowledges = false;
        alive = false;
        window = -1;
        segments.clear();
        clearTrouble();
    }

    /** A SYN or SYN-ACK. */
    void synchronise(Layer layer) {
        if (layer.has(Layer.ACK)) {
            synAcks = Math.min(synAcks + 1, MOST_COUNTED);
        } else {
            syns = Math.min(syns + 1, MOST_COUNTED);
        }
        if (isn < 0) {
            isn = layer.seq & 0xffff_ffffL;
            mss = layer.mss;
            scale = (short) layer.windowScale;
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
        peer.segments.ack(layer.ack);
    }

    /** The sequence number behind the last byte it sent; -1 when it sent nothing. */
    long reached() {
        return numbered ? next & 0xffff_ffffL : -1;
    }

    private void openOrClose(boolean closed, long nanos) {
        if (closed && closedSince < 0) {
            closedSince = nanos;
        } else if (!closed && closedSince >= 0) {
            closedNanos += nanos - closedSince;
            closedSince = -1;
        }
    }

    /** Where data begins is told by the SYN, when it was seen. */
    private Segments data() {
        if (!segments.begun && isn >= 0) {
            segments.syn((int) isn);
        }
        return segments;
    }

    int zeroWindows() {
        return zeroWindows;
    }

    /** Whether all numbers, its own and those the other side acknowledged, leave no room for data: a SYN and a FIN take one each (RFC 9293 section 3.4). */
    private boolean silent(Sender peer) {
        int from = (int) isn + 1;
        return isn >= 0
                && segments.payload == 0
                && (!numbered || next - from <= 1)
                && (!peer.acknowledges || peer.lastAck - from <= 1);
    }

    /**
     * What its segments tell.
     *
     * @param firstNanos time of the first packet of the conversation
     * @param lastNanos time of the last one
     */
    TcpHealth health(long firstNanos, long lastNanos, Sender peer) {
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
                keepAlives,
                segments.tries,
                silent(peer),
                acknowledges,
                goodput(lastNanos - firstNanos, peer));
    }

    private long goodput(long nanos, Sender peer) {
        boolean told = acknowledges && peer.acknowledges && segments.payload + peer.segments.payload > 0;
        return told && nanos > 0 ? Math.round(segments.delivered() * 1e9 / nanos) : -1;
    }
}
