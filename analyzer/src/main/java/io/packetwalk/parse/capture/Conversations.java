package io.packetwalk.parse.capture;

import io.packetwalk.capture.packet.Layer;
import io.packetwalk.fact.table.Rows;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import java.util.ArrayList;
import java.util.List;

/**
 * The conversations of one shard of a capture: their records, and a flat open-addressing table from vantage and both ends to the latest one between them.
 *
 * <p>A slot holds 32 bits of the hash and the record's number, and a record is touched only when the bits are equal: a miss in the cache costs more
 * than the rest of the packet. Records stand in order of first packets, an outer one before the one it carries.
 */
final class Conversations {

    /** Ints of a record. */
    static final int WIDTH = 32;

    /** Fingerprints kept of one conversation. */
    static final int PRINTS = 4;

    final Rows records = new Rows(WIDTH);
    final Rows connections = new Rows(Connection.WIDTH);
    final Rows troubles = new Rows(Connection.TROUBLE_WIDTH);
    final Rows prints = new Rows(2 * PRINTS);
    final List<Asides> asides = new ArrayList<>();
    private final Rows wide = new Rows(8);

    /** In the place of a record's number: the conversation that the ports have now is not kept. */
    private static final int NOT_KEPT = -1;

    /** Bits of the hash below say which shard it is, so the sample is taken by those from here on; so many decide at most. */
    private static final int SAMPLED = 3;

    private static final int THINNEST = 28;

    private final int most;
    private int thinnest;
    private long[] slots = new long[1 << 7];
    private int used;
    private final Conversation loaded = new Conversation(this);

    /** Where a look-up ended: at the conversation, or at the free slot it would take. */
    private int slot;

    /** Hash of the packet that {@link #slot} was found for, 0 when that is no longer its place. */
    private long last;

    /** @param most so many are kept at most */
    Conversations(int most) {
        this.most = most;
        // Record 0 stands for none.
        connections.add();
        troubles.add();
        prints.add();
    }

    int size() {
        return records.size();
    }

    /** A conversation to read, after all packets were counted. */
    Conversation view(int row) {
        return new Conversation(this).view(row);
    }

    /** All packets were counted. */
    void close() {
        loaded.save();
        slots = new long[0];
    }

    /** 0 when the sender of {@code layer} is the lower end. */
    static int side(Layer layer) {
        int order = compare(layer.srcHi, layer.srcLo, layer.dstHi, layer.dstLo);
        return order < 0 || (order == 0 && layer.sport <= layer.dport) ? 0 : 1;
    }

    static int compare(long aHi, long aLo, long bHi, long bLo) {
        int byHi = Long.compareUnsigned(aHi, bHi);
        return byHi != 0 ? byHi : Long.compareUnsigned(aLo, bLo);
    }

    /** The direction of {@code layer} as values. */
    static FiveTuple tuple(Layer layer) {
        return FiveTuple.of(Proto.of(layer.proto), layer.src(), layer.sport, layer.dst(), layer.dport);
    }

    /**
     * Loads the conversation of a packet, begun when there is none or when a SYN opens another connection between the same ports. False when it is one of those that
     * there was no room for.
     */
    boolean find(Packet packet) {
        Layer layer = packet.layer;
        int tag = (int) (packet.hash >>> 32);
        boolean known = packet.hash == last && same((int) slots[slot], packet) || find(tag, packet);
        last = packet.hash;
        boolean syn = layer.proto == Capture.TCP && (layer.flags & (Layer.SYN | Layer.ACK)) == Layer.SYN;
        if (known) {
            loaded.load((int) slots[slot]);
            if (!(syn && loaded.endsWith(packet.side, layer.seq))) {
                return true;
            }
        }
        if (!wants(packet.hash)) {
            if (known) {
                slots[slot] = (long) tag << 32 | NOT_KEPT & 0xffff_ffffL;
            }
            last = 0;
            return false;
        }
        int row = records.add();
        ends(row, packet);
        loaded.begin(row, packet);
        slots[slot] = (long) tag << 32 | row;
        if (!known && ++used * 2 > slots.length) {
            grow();
            last = 0;
        }
        return true;
    }

    /**
     * True when a conversation of this hash that begins now is kept. The last quarter of the room is for a sample: of what begins one of four is kept, and each time
     * half of what was left is taken, one of four of those. What is not wanted once never is, so no conversation is kept without its beginning.
     */
    private boolean wants(long hash) {
        int left = most - records.size();
        int thinned = thinned(left);
        thinnest = Math.max(thinnest, thinned);
        return left > 0 && (hash >>> SAMPLED & (1L << thinned) - 1) == 0;
    }

    /** Binary logarithm of how many conversations one is kept of. */
    private int thinned(int left) {
        int thinned = 0;
        for (int part = most / 4; left <= part && thinned < THINNEST; part /= 2) {
            thinned += 2;
        }
        return thinned;
    }

    /** Of how many conversations that began at last one was kept. */
    long oneOf() {
        return 1L << thinnest;
    }

    /** Reads what a packet of this hash will need, if it is where it is looked for first. Gives something that depends on it. */
    int warm(long hash) {
        int tag = (int) (hash >>> 32);
        long entry = slots[tag & (slots.length - 1)];
        int row = (int) entry;
        if ((int) (entry >>> 32) != tag || row == NOT_KEPT) {
            return 0;
        }
        int[] page = records.page(row);
        int at = records.at(row);
        int more = page[at + Conversation.MORE];
        int sum = more + page[at + WIDTH - 1];
        if ((page[at + 4] & 0xff) == Capture.TCP) {
            int[] connection = connections.page(more);
            int from = connections.at(more);
            sum += connection[from] + connection[from + Connection.WIDTH / 2] + connection[from + Connection.WIDTH - 1];
        }
        return sum;
    }

    /** What was found last. */
    Conversation found() {
        return loaded;
    }

    private boolean find(int tag, Packet packet) {
        int mask = slots.length - 1;
        for (int i = tag & mask; ; i = (i + 1) & mask) {
            slot = i;
            long entry = slots[i];
            if (entry == 0) {
                return false;
            }
            if ((int) (entry >>> 32) == tag && same((int) entry, packet)) {
                return true;
            }
        }
    }

    private boolean same(int row, Packet packet) {
        if (row == NOT_KEPT) {
            return false;
        }
        int[] page = records.page(row);
        int at = records.at(row);
        Layer layer = packet.layer;
        boolean up = packet.side == 0;
        int ports = up ? layer.sport << 16 | layer.dport : layer.dport << 16 | layer.sport;
        int bits = layer.proto | (layer.v6 ? 0x100 : 0);
        if (page[at] != packet.vantage || page[at + 1] != ports || (page[at + 4] & 0x1ff) != bits) {
            return false;
        }
        long lowLo = up ? layer.srcLo : layer.dstLo;
        long highLo = up ? layer.dstLo : layer.srcLo;
        if (!layer.v6) {
            return page[at + 2] == (int) lowLo && page[at + 3] == (int) highLo;
        }
        int[] ends = wide.page(page[at + 2]);
        int from = wide.at(page[at + 2]);
        return Rows.get(ends, from) == (up ? layer.srcHi : layer.dstHi)
                && Rows.get(ends, from + 2) == lowLo
                && Rows.get(ends, from + 4) == (up ? layer.dstHi : layer.srcHi)
                && Rows.get(ends, from + 6) == highLo;
    }

    private void ends(int row, Packet packet) {
        int[] page = records.page(row);
        int at = records.at(row);
        Layer layer = packet.layer;
        boolean up = packet.side == 0;
        page[at] = packet.vantage;
        page[at + 1] = up ? layer.sport << 16 | layer.dport : layer.dport << 16 | layer.sport;
        page[at + 4] = layer.proto | (layer.v6 ? 0x100 : 0);
        if (!layer.v6) {
            page[at + 2] = (int) (up ? layer.srcLo : layer.dstLo);
            page[at + 3] = (int) (up ? layer.dstLo : layer.srcLo);
            return;
        }
        int ends = wide.add();
        page[at + 2] = ends;
        int[] addresses = wide.page(ends);
        int from = wide.at(ends);
        Rows.put(addresses, from, up ? layer.srcHi : layer.dstHi);
        Rows.put(addresses, from + 2, up ? layer.srcLo : layer.dstLo);
        Rows.put(addresses, from + 4, up ? layer.dstHi : layer.srcHi);
        Rows.put(addresses, from + 6, up ? layer.dstLo : layer.srcLo);
    }

    /** One end of a record: 0 the lower, 1 the higher. */
    IpPort end(int row, int side, boolean v6) {
        int[] page = records.page(row);
        int at = records.at(row);
        int port = side == 0 ? page[at + 1] >>> 16 : page[at + 1] & 0xffff;
        if (!v6) {
            return new IpPort(new Ip(0, page[at + 2 + side] & 0xffff_ffffL, false), port);
        }
        int[] ends = wide.page(page[at + 2]);
        int from = wide.at(page[at + 2]) + 4 * side;
        return new IpPort(new Ip(Rows.get(ends, from), Rows.get(ends, from + 2), true), port);
    }

    /** Never 0 in either half: a slot of 0 is free. */
    static long hash(int vantage, Layer layer, int side) {
        boolean up = side == 0;
        long src = layer.srcLo ^ Long.rotateLeft(layer.srcHi, 17);
        long dst = layer.dstLo ^ Long.rotateLeft(layer.dstHi, 17);
        long ports = up ? ((long) layer.sport << 16) | layer.dport : ((long) layer.dport << 16) | layer.sport;
        long hash = ((up ? src : dst) + ((long) layer.proto << 56)) * 0x9e37_79b9_7f4a_7c15L;
        hash = (hash ^ (hash >>> 32) ^ (up ? dst : src)) * 0xbf58_476d_1ce4_e5b9L;
        hash = (hash ^ (hash >>> 29) ^ (ports | ((long) vantage << 32))) * 0x94d0_49bb_1331_11ebL;
        return (hash ^ (hash >>> 32)) | (1L << 63);
    }

    private void grow() {
        long[] old = slots;
        slots = new long[old.length * 2];
        int mask = slots.length - 1;
        for (long entry : old) {
            if (entry != 0) {
                int i = (int) (entry >>> 32) & mask;
                while (slots[i] != 0) {
                    i = (i + 1) & mask;
                }
                slots[i] = entry;
            }
        }
    }
}
