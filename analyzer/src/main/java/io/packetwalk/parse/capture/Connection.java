package io.packetwalk.parse.capture;

import io.packetwalk.capture.packet.Layer;
import io.packetwalk.fact.capture.TcpFact;
import io.packetwalk.fact.table.Rows;
import java.util.stream.IntStream;

/** The TCP part of a conversation; sides are 0 and 1 as in {@link Conversation}. */
final class Connection {

    /** Linux gives up after six repetitions of a SYN (tcp_syn_retries). */
    private static final int MAX_GAPS = 8;

    private static final long TENTH = 100_000_000;

    private static final int MOST_TENTHS = 0xfff;

    /** Ints of a record for what every connection needs, and for what only one in trouble does. */
    static final int WIDTH = 10 + 2 * Sender.WIDTH;

    static final int TROUBLE_WIDTH = 3 + MAX_GAPS + 2 * Sender.TROUBLE_WIDTH;

    private final Sender low = new Sender();
    private final Sender high = new Sender();
    private long synNanos = -1;
    private long lastSynNanos;
    private long synAckNanos = -1;
    private boolean established;
    private long handshakeMicros = -1;
    private long serverRttMicros = -1;
    private long clientRttMicros = -1;
    private int resetSide = -1;
    private int closingSide = -1;

    /** Tenths of a second without a packet before the first FIN or RST. */
    private int quiet;

    private int resetTtl = -1;
    private long resetPacket;
    private int gaps;
    private final int[] synGaps = new int[MAX_GAPS];

    /** The record of its troubles, none when 0. */
    private int troubles;

    /** Whether the fields that only troubles fill hold something. */
    private boolean soiled;

    private Sender side(int side) {
        return side == 0 ? low : high;
    }

    void load(Rows rows, Rows trouble, int row) {
        int[] page = rows.page(row);
        int at = rows.at(row);
        int flags = page[at++];
        established = (flags & 1) != 0;
        resetSide = (flags >>> 1 & 3) - 1;
        resetTtl = (flags >>> 3 & 0x1ff) - 1;
        closingSide = (flags >>> 18 & 3) - 1;
        quiet = flags >>> 20;
        resetPacket = (long) (flags >>> 12 & 0x3f) << 32 | page[at++] & 0xffff_ffffL;
        synNanos = Rows.get(page, at);
        synAckNanos = Rows.get(page, at + 2);
        handshakeMicros = page[at + 4];
        serverRttMicros = page[at + 5];
        clientRttMicros = page[at + 6];
        troubles = page[at + 7];
        at += 8;
        low.load(page, at);
        high.load(page, at + Sender.WIDTH);
        if (troubles > 0) {
            loadTrouble(trouble.page(troubles), trouble.at(troubles));
        } else {
            lastSynNanos = synNanos;
            if (soiled) {
                clearTrouble();
            }
        }
    }

    void save(Rows rows, Rows trouble, int row) {
        soiled = troubled();
        if (soiled && troubles == 0) {
            troubles = trouble.add();
        }
        if (troubles > 0) {
            saveTrouble(trouble.page(troubles), trouble.at(troubles));
        }
        int[] page = rows.page(row);
        int at = rows.at(row);
        page[at++] = (established ? 1 : 0)
                | resetSide + 1 << 1
                | resetTtl + 1 << 3
                | (int) (resetPacket >>> 32) << 12
                | closingSide + 1 << 18
                | quiet << 20;
        page[at++] = (int) resetPacket;
        Rows.put(page, at, synNanos);
        Rows.put(page, at + 2, synAckNanos);
        page[at + 4] = micros(handshakeMicros);
        page[at + 5] = micros(serverRttMicros);
        page[at + 6] = micros(clientRttMicros);
        page[at + 7] = troubles;
        at += 8;
        low.save(page, at);
        high.save(page, at + Sender.WIDTH);
    }

    /** Half an hour is the most that is told of a handshake. */
    private static int micros(long value) {
        return (int) Math.min(value, Integer.MAX_VALUE);
    }

    /** The record of its troubles, 0 when there is none. */
    int troubles() {
        return troubles;
    }

    void pack(Packing out, long since) {
        boolean troubled = troubled();
        out.count((established ? 1 : 0) | resetSide + 1 << 1 | closingSide + 1 << 3 | (troubled ? 1 << 5 : 0));
        if (closingSide >= 0) {
            out.count(quiet);
        }
        if (resetSide >= 0) {
            out.count(resetTtl + 1);
            out.count(resetPacket);
        }
        out.count(synNanos < 0 ? 0 : 1 + synNanos - since);
        out.count(synAckNanos < 0 ? 0 : 1 + synAckNanos - since);
        out.near(micros(handshakeMicros));
        out.near(micros(serverRttMicros));
        out.near(micros(clientRttMicros));
        low.pack(out);
        high.pack(out);
        low.packAck(out, high);
        high.packAck(out, low);
        if (troubled) {
            packTrouble(out, since);
        }
    }

    /** The initial sequence numbers are packed elsewhere. */
    void unpack(Packing in, long since, long lowIsn, long highIsn) {
        int flags = (int) in.count();
        established = (flags & 1) != 0;
        resetSide = (flags >>> 1 & 3) - 1;
        closingSide = (flags >>> 3 & 3) - 1;
        quiet = closingSide >= 0 ? (int) in.count() : 0;
        resetTtl = resetSide >= 0 ? (int) in.count() - 1 : -1;
        resetPacket = resetSide >= 0 ? in.count() : 0;
        synNanos = time(in.count(), since);
        synAckNanos = time(in.count(), since);
        handshakeMicros = in.near();
        serverRttMicros = in.near();
        clientRttMicros = in.near();
        low.unpack(in, lowIsn);
        high.unpack(in, highIsn);
        low.unpackAck(in, high);
        high.unpackAck(in, low);
        troubles = 0;
        lastSynNanos = synNanos;
        clearTrouble();
        if (flags >>> 5 != 0) {
            unpackTrouble(in, since);
        }
    }

    private static long time(long packed, long since) {
        return packed == 0 ? -1 : since + packed - 1;
    }

    private void packTrouble(Packing out, long since) {
        out.near(lastSynNanos - synNanos);
        out.count(gaps);
        for (int i = 0; i < gaps; i++) {
            out.count(synGaps[i]);
        }
        low.packTrouble(out, since);
        high.packTrouble(out, since);
    }

    private void unpackTrouble(Packing in, long since) {
        lastSynNanos = synNanos + in.near();
        gaps = (int) in.count();
        for (int i = 0; i < gaps; i++) {
            synGaps[i] = (int) in.count();
        }
        low.unpackTrouble(in, since);
        high.unpackTrouble(in, since);
        soiled = true;
    }

    private boolean troubled() {
        return low.troubled() || high.troubled() || lastSynNanos != synNanos;
    }

    private void loadTrouble(int[] page, int from) {
        int at = from;
        lastSynNanos = Rows.get(page, at);
        gaps = page[at + 2];
        at += 3;
        System.arraycopy(page, at, synGaps, 0, MAX_GAPS);
        at += MAX_GAPS;
        low.loadTrouble(page, at);
        high.loadTrouble(page, at + Sender.TROUBLE_WIDTH);
        soiled = true;
    }

    private void saveTrouble(int[] page, int from) {
        int at = from;
        Rows.put(page, at, lastSynNanos);
        page[at + 2] = gaps;
        at += 3;
        System.arraycopy(synGaps, 0, page, at, MAX_GAPS);
        at += MAX_GAPS;
        low.saveTrouble(page, at);
        high.saveTrouble(page, at + Sender.TROUBLE_WIDTH);
    }

    private void clearTrouble() {
        gaps = 0;
        low.clearTrouble();
        high.clearTrouble();
        soiled = false;
    }

    /** As before the first segment. */
    void clear() {
        synNanos = -1;
        lastSynNanos = -1;
        synAckNanos = -1;
        established = false;
        handshakeMicros = -1;
        serverRttMicros = -1;
        clientRttMicros = -1;
        resetSide = -1;
        closingSide = -1;
        quiet = 0;
        resetTtl = -1;
        resetPacket = 0;
        gaps = 0;
        troubles = 0;
        soiled = false;
        low.clear();
        high.clear();
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

    /** @param silence nanoseconds without a packet before this one */
    void segment(Layer layer, int side, long nanos, long number, long silence) {
        Sender from = side(side);
        Sender to = side(1 - side);
        if (layer.has(Layer.SYN)) {
            synchronise(layer, from, to, nanos);
        } else if (layer.has(Layer.ACK) && !layer.has(Layer.RST) && !established && to.synAcks > 0) {
            complete(layer, to, nanos);
        }
        if (closingSide < 0 && (layer.flags & (Layer.FIN | Layer.RST)) != 0) {
            closingSide = side;
            quiet = Math.clamp(silence / TENTH, 0, MOST_TENTHS);
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
        from.segment(layer, to, nanos);
    }

    private void synchronise(Layer layer, Sender from, Sender to, long nanos) {
        from.synchronise(layer);
        if (!layer.has(Layer.ACK)) {
            if (synNanos < 0) {
                synNanos = nanos;
            } else if (from.syns > 1 && gaps < MAX_GAPS) {
                synGaps[gaps++] = Math.clamp((nanos - lastSynNanos) / 1_000_000, 0, Integer.MAX_VALUE);
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

    TcpFact fact(int client, long firstNanos, long lastNanos) {
        Sender from = side(client);
        Sender to = side(1 - client);
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
                end(resetSide, client),
                resetPacket,
                resetTtl,
                end(closingSide, client),
                quiet * 100,
                from.fin,
                to.fin,
                from.segments.payload,
                to.segments.payload,
                from.reached(),
                to.reached(),
                from.health(firstNanos, lastNanos, to),
                to.health(firstNanos, lastNanos, from),
                IntStream.of(synGaps).limit(gaps).boxed().toList(),
                serverRttMicros,
                clientRttMicros);
    }

    private static TcpFact.Side end(int side, int client) {
        return side < 0 ? TcpFact.Side.NONE : side == client ? TcpFact.Side.CLIENT : TcpFact.Side.SERVER;
    }
}
