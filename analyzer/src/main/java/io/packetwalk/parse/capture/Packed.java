package io.packetwalk.parse.capture;

import io.packetwalk.capture.packet.Layer;
import io.packetwalk.fact.capture.ConversationFact;
import io.packetwalk.fact.table.Rows;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import org.jspecify.annotations.Nullable;

/**
 * How a conversation is packed: first what a packet is compared with, then what conversations are joined by, then the rest, so that the first questions about it are answered without unpacking it
 * all.
 */
final class Packed {

    /** Above the bits of a record: which side is the client, and of which the initial sequence number is known. */
    private static final int CLIENT = 20;

    private static final int ISNS = 21;

    private Packed() {}

    /**
     * Packs the conversation that {@code it} has loaded; its record is removed.
     *
     * @param base a time not far from it
     */
    static void pack(Conversation it, Packing out, long base) {
        int isns = it.connected() ? (it.connection.isn(0) >= 0 ? 1 : 0) | (it.connection.isn(1) >= 0 ? 2 : 0) : 0;
        out.count(it.bits() | it.client() << CLIENT | isns << ISNS);
        out.count(it.firstPacket);
        out.count(it.vantage);
        it.table.packEnds(it.row, it.v6, out);
        out.near(it.firstNanos - base);
        out.count(it.lastNanos - it.firstNanos);
        @Nullable DnsDialogue dialogue = it.aside == 0 ? null : it.asides().packs();
        out.count(dialogue != null ? 1 : it.aside == 0 ? 0 : it.aside + 1);
        for (int side = 0; side < 2; side++) {
            if ((isns >>> side & 1) != 0) {
                out.four((int) it.connection.isn(side));
            }
        }
        for (int i = 0; i < it.prints; i++) {
            out.eight(it.print(i));
        }
        // Of an overlay both ports are its own.
        out.count(it.carrierPorts & 0xffff);
        out.count((it.carrierPorts ^ it.carrierPorts << 16) >>> 16);
        out.near(it.lastPacket - it.firstPacket);
        out.near(it.keptSilence());
        out.count(it.lastRun);
        it.half(0).pack(out, it.firstNanos);
        it.half(1).pack(out, it.firstNanos);
        if (it.proto == Capture.TCP) {
            out.count(it.more > 0 ? 1 : 0);
            if (it.more > 0) {
                it.connection.pack(out, it.firstNanos);
            }
        } else if (it.proto == Capture.SCTP) {
            out.count(it.more);
        }
        if (dialogue == null) {
            it.aside = 0;
        } else {
            dialogue.pack(out, it.table.expired.words, it.firstNanos, it.firstPacket);
        }
        it.remove();
    }

    /**
     * Loads a packed conversation into a new record, after saving the one that is loaded; gives the record's number.
     *
     * @param base as when it was packed
     */
    static int unpack(Conversation it, Packing in, long base) {
        it.save();
        it.row = it.table.records.add();
        int bits = (int) in.count();
        it.unbits(bits);
        it.firstPacket = in.count();
        it.vantage = (int) in.count();
        it.table.unpackEnds(it.row, it.vantage, bits, in);
        it.firstNanos = base + in.near();
        it.lastNanos = it.firstNanos + in.count();
        int left = (int) in.count();
        long lowIsn = (bits >>> ISNS & 1) != 0 ? in.four() & 0xffff_ffffL : -1;
        long highIsn = (bits >>> ISNS & 2) != 0 ? in.four() & 0xffff_ffffL : -1;
        it.more = it.prints > 0 ? it.table.prints.add() : 0;
        for (int i = 0; i < it.prints; i++) {
            Rows.put(it.table.prints.page(it.more), it.table.prints.at(it.more) + 2 * i, in.eight());
        }
        int port = (int) in.count();
        it.carrierPorts = ((int) in.count() ^ port) << 16 | port;
        it.lastPacket = it.firstPacket + in.near();
        it.silence = Conversation.silence((int) in.near());
        it.lastRun = (int) in.count();
        it.low.unpack(in, it.firstNanos);
        it.high.unpack(in, it.firstNanos);
        if (it.proto == Capture.TCP) {
            if (in.count() > 0) {
                it.more = it.table.connections.add();
                it.connection.unpack(in, it.firstNanos, lowIsn, highIsn);
            }
        } else if (it.proto == Capture.SCTP) {
            it.more = (int) in.count();
        }
        it.aside = switch (left) {
            case 0 -> 0;
            case 1 ->
                it.table.add(Asides.of(DnsDialogue.unpack(in, it.table.expired.words, it.firstNanos, it.firstPacket)));
            default -> it.table.left(left - 1);
        };
        return it.row;
    }

    /** Whether a packed conversation is that of a packet. */
    static boolean same(Packing in, Packet packet) {
        Layer layer = packet.layer;
        boolean up = packet.side == 0;
        int bits = layer.proto | (layer.v6 ? 0x100 : 0);
        boolean alike = ((int) in.count() & 0x1ff) == bits;
        in.count();
        alike &= in.count() == packet.vantage;
        alike &= in.four() == (up ? layer.sport << 16 | layer.dport : layer.dport << 16 | layer.sport);
        if (!alike) {
            return false;
        }
        long lowLo = up ? layer.srcLo : layer.dstLo;
        long highLo = up ? layer.dstLo : layer.srcLo;
        return layer.v6
                ? in.eight() == (up ? layer.srcHi : layer.dstHi)
                        && in.eight() == lowLo
                        && in.eight() == (up ? layer.dstHi : layer.srcHi)
                        && in.eight() == highLo
                : in.four() == (int) lowLo && in.four() == (int) highLo;
    }

    /** Where its first packet stood, as {@link Conversation#origin}. */
    static long origin(Packing in) {
        long depth = in.count() >>> 15 & 3;
        return in.count() << 2 | depth;
    }

    /** Tells {@code taker} what a packed conversation of {@code table} is joined by. */
    static void key(Conversations table, Packing in, int index, ConversationFact.Keys.Taker taker) {
        int bits = (int) in.count();
        in.count();
        in.count();
        int client = bits >>> CLIENT & 1;
        long tuple = tuple(bits, client, in);
        long first = table.base() + in.near();
        long last = first + in.count();
        int left = (int) in.count();
        long[] isns = {-1, -1};
        for (int side = 0; side < 2; side++) {
            isns[side] = (bits >>> ISNS + side & 1) != 0 ? in.four() & 0xffff_ffffL : -1;
        }
        boolean tcp = (bits & 0xff) == Capture.TCP;
        int prints = tcp ? 0 : bits >>> 17 & 7;
        long[] all = prints == 0 ? Conversation.NO_PRINTS : new long[prints];
        for (int i = 0; i < prints; i++) {
            all[i] = in.eight();
        }
        taker.key(
                index,
                (bits & 0x1000) != 0,
                first,
                last,
                tuple,
                tcp ? Conversation.opening(isns[client]) : -1,
                all,
                left <= 1 ? 0 : Conversation.passedOn(table.aside(left - 1)));
    }

    /** {@link FiveTuple#sharedKey} of packed ends, the client's first. */
    private static long tuple(int bits, int client, Packing in) {
        int ports = in.four();
        boolean v6 = (bits & 0x100) != 0;
        IpPort low = new IpPort(packedIp(in, v6), ports >>> 16);
        IpPort high = new IpPort(packedIp(in, v6), ports & 0xffff);
        return FiveTuple.sharedKey(bits & 0xff, client == 0 ? low : high, client == 0 ? high : low);
    }

    private static Ip packedIp(Packing in, boolean v6) {
        return v6 ? Ip.v6(in.eight(), in.eight()) : Ip.v4(in.four());
    }
}
