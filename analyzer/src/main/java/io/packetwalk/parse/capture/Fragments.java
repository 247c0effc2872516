package io.packetwalk.parse.capture;

import io.packetwalk.capture.packet.Layer;

/**
 * Gives later fragments the ports of their first one (RFC 791: same ends, protocol and identification), so that they count in its conversation. Holds the latest
 * few; a fragment that comes before its first, or long after, stays without ports.
 */
final class Fragments {

    private static final int SLOTS = 256;

    /** Reassembly ends after 30 s in Linux (ipfrag_time); identifications come again. */
    private static final long LIFE_NANOS = 30_000_000_000L;

    private final long[] keys = new long[SLOTS];
    private final int[] ports = new int[SLOTS];
    private final long[] seen = new long[SLOTS];

    /** Looks at any layer; one that is a later fragment gets its ports when they are known. */
    void pass(Layer layer, int vantage, long nanos) {
        if (!layer.moreFragments && !layer.laterFragment) {
            return;
        }
        long key = key(layer, vantage);
        int slot = (int) (key >>> 56) & (SLOTS - 1);
        if (!layer.laterFragment) {
            keys[slot] = key;
            ports[slot] = layer.sport << 16 | layer.dport;
            seen[slot] = nanos;
        } else if (keys[slot] == key && Math.abs(nanos - seen[slot]) < LIFE_NANOS) {
            layer.sport = ports[slot] >>> 16;
            layer.dport = ports[slot] & 0xffff;
        }
    }

    private static long key(Layer layer, int vantage) {
        long key = layer.srcLo * 0x9e37_79b9_7f4a_7c15L ^ layer.srcHi;
        key = (key ^ (key >>> 32) ^ layer.dstLo) * 0xbf58_476d_1ce4_e5b9L ^ layer.dstHi;
        key = (key ^ (key >>> 29) ^ ((long) layer.ipId << 24 | layer.proto << 16 | (vantage & 0xffff)))
                * 0x94d0_49bb_1331_11ebL;
        return key | 1;
    }
}
