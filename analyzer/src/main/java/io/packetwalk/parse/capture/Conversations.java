package io.packetwalk.parse.capture;

import io.packetwalk.capture.packet.Layer;
import io.packetwalk.fact.table.Rows;
import io.packetwalk.fact.table.Vacancies;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The conversations of one shard of a capture: their records, and a flat open-addressing table from vantage and both ends to the latest one between them.
 *
 * <p>A slot holds 32 bits of the hash and the conversation's number, and a conversation is touched only when the bits are equal: a miss in the cache costs more
 * than the rest of the packet. Conversations are numbered in order of first packets, an outer one before the one it carries. One in which nothing is heard for a
 * while is {@linkplain Expired packed} and its record given to another, so that records take what goes on at a time, and stay in the cache.
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
    private final Rows wide = new Rows(8);
    private final List<@Nullable Asides> asides = new ArrayList<>();
    private final Vacancies vacantAsides = new Vacancies();

    private static final byte[] NOTHING = {};

    /** In the place of a conversation's number: the conversation that the ports have now is not kept. */
    private static final int NOT_KEPT = -1;

    /** Bits of the hash below say which shard it is, so the sample is taken by those from here on; so many decide at most. */
    private static final int SAMPLED = 3;

    private static final int THINNEST = 28;

    /** Packets between two looks for what is quiet, besides one for each record. */
    private static final int PATIENCE = 256;

    private final Room room;
    private int thinnest;
    private long[] slots = new long[1 << 7];
    private int used;
    private final Conversation loaded = new Conversation(this);

    /** By number, the record of a conversation, or the complement of its place among the packed ones. */
    private int[] places = new int[64];

    private int size;

    /** Conversations that have a record. */
    private int living;

    /** By record, the number of its conversation, -1 when it is vacant; and the place it had among the packed ones, -1 when none. */
    private int[] numbers = new int[64];

    private int[] formers = new int[64];

    final Expired expired;
    private final Conversation moved = new Conversation(this);
    private final Packing packing = new Packing(NOTHING);

    /** Time of the first packet. */
    private long base;

    private long lookedNanos;
    private int patience;

    /** Where a look-up ended: at the conversation, or at the free slot it would take. */
    private int slot;

    /** Hash of the packet that {@link #slot} was found for, 0 when that is no longer its place. */
    private long last;

    /** Of a table to read in, the one it reads. */
    private final @Nullable Conversations home;

    Conversations(Room room) {
        this(room, new Expired(), null);
    }

    private Conversations(Room room, Expired expired, @Nullable Conversations home) {
        this.room = room;
        this.expired = expired;
        this.home = home;
        // Record 0 stands for none.
        connections.add();
        troubles.add();
        prints.add();
    }

    /** An empty table to unpack conversations of this one in, so that reading changes nothing. */
    Conversations toReadIn() {
        return new Conversations(room, expired, this);
    }

    int size() {
        return size;
    }

    /** All packets were counted. */
    void close() {
        loaded.save();
        slots = new long[0];
        expired.close();
    }

    /** The record of a conversation, or the complement of its place among the packed ones. */
    int place(int number) {
        return places[number];
    }

    /** Starts to read the packed conversation at a place. */
    Packing packed(int place, Packing reading) {
        return expired.at(place, reading);
    }

    long base() {
        return base;
    }

    /** As {@link Conversation#origin}. */
    long origin(int number) {
        int place = places[number];
        return place >= 0 ? Conversation.origin(records, place) : Packed.origin(expired.at(~place, packing));
    }

    Asides aside(int number) {
        return Objects.requireNonNull(asides.get(number - 1));
    }

    /** Gives its number, which is not 0. */
    int add(Asides added) {
        int vacant = vacantAsides.take();
        if (vacant >= 0) {
            asides.set(vacant, added);
            return vacant + 1;
        }
        asides.add(added);
        return asides.size();
    }

    /** The number here of the one that a packed conversation left as it was. */
    int left(int number) {
        return home == null ? number : add(home.aside(number));
    }

    void removeAside(int number) {
        asides.set(number - 1, null);
        vacantAsides.add(number - 1);
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
        if (--patience < 0) {
            expire(packet.nanos);
        }
        Layer layer = packet.layer;
        int tag = (int) (packet.hash >>> 32);
        boolean known = packet.hash == last && same((int) slots[slot], packet) || find(tag, packet);
        last = packet.hash;
        boolean syn = layer.proto == Capture.TCP && (layer.flags & (Layer.SYN | Layer.ACK)) == Layer.SYN;
        if (known) {
            load((int) slots[slot]);
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
        base = size == 0 ? packet.nanos : base;
        int row = records.add();
        ends(row, packet);
        loaded.begin(row, packet);
        slots[slot] = (long) tag << 32 | number(row);
        if (!known && ++used * 2 > slots.length) {
            grow();
            last = 0;
        }
        return true;
    }

    private void load(int number) {
        int place = places[number];
        if (place >= 0) {
            loaded.load(place);
            return;
        }
        int row = Packed.unpack(loaded, expired.at(~place, packing), base);
        settle(row, number, ~place);
    }

    /** A new number, of the conversation that has this record. */
    private int number(int row) {
        if (size == places.length) {
            places = Arrays.copyOf(places, size + (size >> 1));
        }
        settle(row, size, -1);
        return size++;
    }

    private void settle(int row, int number, int former) {
        if (row >= numbers.length) {
            numbers = Arrays.copyOf(numbers, row + (row >> 1));
            formers = Arrays.copyOf(formers, numbers.length);
        }
        numbers[row] = number;
        formers[row] = former;
        places[number] = row;
        living++;
    }

    /** Packs what nobody was heard in for a while. Looks through all records, so not before as many packets came, nor when time hardly went on. */
    private void expire(long now) {
        patience = Math.min(PATIENCE, room.records()) + living;
        long since = now - lookedNanos;
        if (living <= room.records() || since >= 0 && since < Expired.QUIET_NANOS / 4) {
            return;
        }
        lookedNanos = now;
        for (int row = 0; row < records.size(); row++) {
            if (numbers[row] >= 0
                    && !loaded.holds(row)
                    && now - Conversation.lastNanos(records, row) >= Expired.QUIET_NANOS) {
                moved.load(row);
                Packed.pack(moved, expired.begin(packing), base);
                places[numbers[row]] = ~expired.keep(packing, formers[row]);
                numbers[row] = -1;
                living--;
            }
        }
    }

    /**
     * True when a conversation of this hash that begins now is kept. The last quarter of the room is for a sample: of what begins one of four is kept, and each time
     * half of what was left is taken, one of four of those. What is not wanted once never is, so no conversation is kept without its beginning.
     */
    private boolean wants(long hash) {
        int left = room.most() - size;
        int thinned = thinned(left);
        thinnest = Math.max(thinnest, thinned);
        return left > 0 && (hash >>> SAMPLED & (1L << thinned) - 1) == 0;
    }

    /** Binary logarithm of how many conversations one is kept of. */
    private int thinned(int left) {
        int thinned = 0;
        for (int part = room.most() / 4; left <= part && thinned < THINNEST; part /= 2) {
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
        int number = (int) entry;
        if ((int) (entry >>> 32) != tag || number == NOT_KEPT || places[number] < 0) {
            return 0;
        }
        int row = places[number];
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

    private boolean same(int number, Packet packet) {
        if (number == NOT_KEPT) {
            return false;
        }
        int row = places[number];
        if (row < 0) {
            return Packed.same(expired.at(~row, packing), packet);
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

    /** Packs ports and addresses of a record. */
    void packEnds(int row, boolean v6, Packing out) {
        int[] page = records.page(row);
        int at = records.at(row);
        out.four(page[at + 1]);
        if (!v6) {
            out.four(page[at + 2]);
            out.four(page[at + 3]);
            return;
        }
        int[] addresses = wide.page(page[at + 2]);
        int from = wide.at(page[at + 2]);
        for (int i = 0; i < 8; i++) {
            out.four(addresses[from + i]);
        }
    }

    /** Unpacks into a record all that a packet is compared with. */
    void unpackEnds(int row, int vantage, int bits, Packing in) {
        int[] page = records.page(row);
        int at = records.at(row);
        page[at] = vantage;
        page[at + 1] = in.four();
        page[at + 4] = bits;
        if ((bits & 0x100) == 0) {
            page[at + 2] = in.four();
            page[at + 3] = in.four();
            return;
        }
        int ends = wide.add();
        page[at + 2] = ends;
        int[] addresses = wide.page(ends);
        int from = wide.at(ends);
        for (int i = 0; i < 8; i++) {
            addresses[from + i] = in.four();
        }
    }

    /** Removes a record and its addresses. */
    void remove(int row, boolean v6) {
        if (v6) {
            wide.remove(records.page(row)[records.at(row) + 2]);
        }
        records.remove(row);
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
