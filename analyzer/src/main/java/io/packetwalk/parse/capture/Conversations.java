package io.packetwalk.parse.capture;

import io.packetwalk.capture.Layer;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Proto;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The conversations of one capture: a flat open-addressing table from vantage and both ends to the latest conversation between them.
 *
 * <p>The probe compares 64-bit hashes in one array and touches a conversation only when they are equal: a miss in the cache costs more
 * than the rest of the packet. Order of {@link #all} is that of first packets, an outer one before the one it carries.
 */
final class Conversations {

    private long[] hashes = new long[1 << 10];
    private Conversation[] slots = new Conversation[1 << 10];
    private int used;
    private final List<Conversation> all = new ArrayList<>();

    /** Where a look-up ended: at the conversation, or at the free slot it would take. */
    private int slot;

    List<Conversation> all() {
        return Collections.unmodifiableList(all);
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

    /**
     * The conversation of a packet, begun when there is none or when a SYN opens another connection between the same ports.
     *
     * @param carrier the layer outside {@code layer}, looked at only when that is tunnelled
     */
    Conversation of(int vantage, Layer layer, int side, Layer carrier, long nanos, long number) {
        long hash = hash(vantage, layer, side);
        boolean found = find(hash, vantage, layer, side);
        boolean syn = layer.proto == Capture.TCP && (layer.flags & (Layer.SYN | Layer.ACK)) == Layer.SYN;
        if (found && !(syn && slots[slot].endsWith(side, layer.seq))) {
            return slots[slot];
        }
        Conversation begun = new Conversation(vantage, layer, side, carrier, nanos, number);
        all.add(begun);
        hashes[slot] = hash;
        slots[slot] = begun;
        if (!found && ++used * 2 > slots.length) {
            grow();
        }
        return begun;
    }

    /** The direction of {@code layer} as values. */
    static FiveTuple tuple(Layer layer) {
        return FiveTuple.of(Proto.of(layer.proto), layer.src(), layer.sport, layer.dst(), layer.dport);
    }

    private boolean find(long hash, int vantage, Layer layer, int side) {
        int mask = slots.length - 1;
        for (int i = (int) hash & mask; ; i = (i + 1) & mask) {
            slot = i;
            if (hashes[i] == 0) {
                return false;
            }
            if (hashes[i] == hash && same(slots[i], vantage, layer, side)) {
                return true;
            }
        }
    }

    private static boolean same(Conversation known, int vantage, Layer layer, int side) {
        if (known.vantage != vantage || known.proto != layer.proto || known.v6 != layer.v6) {
            return false;
        }
        return side == 0
                ? known.lowLo == layer.srcLo
                        && known.highLo == layer.dstLo
                        && known.lowPort == layer.sport
                        && known.highPort == layer.dport
                        && known.lowHi == layer.srcHi
                        && known.highHi == layer.dstHi
                : known.lowLo == layer.dstLo
                        && known.highLo == layer.srcLo
                        && known.lowPort == layer.dport
                        && known.highPort == layer.sport
                        && known.lowHi == layer.dstHi
                        && known.highHi == layer.srcHi;
    }

    /** Never 0, which marks a free slot. */
    private static long hash(int vantage, Layer layer, int side) {
        long low = side == 0
                ? layer.srcLo ^ Long.rotateLeft(layer.srcHi, 17)
                : layer.dstLo ^ Long.rotateLeft(layer.dstHi, 17);
        long high = side == 0
                ? layer.dstLo ^ Long.rotateLeft(layer.dstHi, 17)
                : layer.srcLo ^ Long.rotateLeft(layer.srcHi, 17);
        long ports = side == 0 ? ((long) layer.sport << 16) | layer.dport : ((long) layer.dport << 16) | layer.sport;
        long hash = (low + ((long) layer.proto << 56)) * 0x9e37_79b9_7f4a_7c15L;
        hash = (hash ^ (hash >>> 32) ^ high) * 0xbf58_476d_1ce4_e5b9L;
        hash = (hash ^ (hash >>> 29) ^ (ports | ((long) vantage << 32))) * 0x94d0_49bb_1331_11ebL;
        return (hash ^ (hash >>> 32)) | (1L << 63);
    }

    private void grow() {
        long[] oldHashes = hashes;
        Conversation[] old = slots;
        hashes = new long[old.length * 2];
        slots = new Conversation[old.length * 2];
        int mask = slots.length - 1;
        for (int k = 0; k < old.length; k++) {
            if (oldHashes[k] != 0) {
                int i = (int) oldHashes[k] & mask;
                while (hashes[i] != 0) {
                    i = (i + 1) & mask;
                }
                hashes[i] = oldHashes[k];
                slots[i] = old[k];
            }
        }
    }
}
