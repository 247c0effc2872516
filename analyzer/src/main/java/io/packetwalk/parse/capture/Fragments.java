package io.packetwalk.parse.capture;

import io.packetwalk.capture.packet.Layer;
import io.packetwalk.capture.packet.Transport;
import org.jspecify.annotations.Nullable;

/**
 * Gives later fragments the ports of their first one (RFC 791: same ends, protocol and identification), so that they count in its conversation, and puts answers of DNS
 * together again. Holds the latest few: of a flood of fragments the old ones are forgotten, and stay without ports.
 */
final class Fragments {

    private static final int SLOTS = 256;

    /** Datagrams that are put together at a time; must be a power of two. */
    private static final int DATAGRAMS = 16;

    /** Reassembly ends after 30 s in Linux (ipfrag_time); identifications come again. */
    static final long LIFE_NANOS = 30_000_000_000L;

    private final long[] keys = new long[SLOTS];
    private final int[] ports = new int[SLOTS];
    private final long[] seen = new long[SLOTS];
    private final @Nullable Datagram[] datagrams = new Datagram[DATAGRAMS];

    /** The datagram that the last fragment completed, null when it completed none. */
    byte @Nullable [] whole;

    /**
     * Looks at a fragment; a later one gets its ports.
     *
     * @param bytes the frame's array
     * @return false for one that came before its first one, or whose first one was forgotten
     */
    boolean pass(Layer layer, long key, long nanos, byte[] bytes) {
        whole = null;
        int slot = (int) (key >>> 56) & (SLOTS - 1);
        if (!layer.laterFragment) {
            keys[slot] = key;
            ports[slot] = layer.sport << 16 | layer.dport;
            seen[slot] = nanos;
            if (layer.proto == Transport.UDP && (layer.sport == Capture.DNS || layer.dport == Capture.DNS)) {
                datagrams[datagram(key)] = new Datagram(key, nanos, layer, bytes);
            }
            return true;
        }
        if (keys[slot] != key || Math.abs(nanos - seen[slot]) >= LIFE_NANOS) {
            return false;
        }
        layer.sport = ports[slot] >>> 16;
        layer.dport = ports[slot] & 0xffff;
        Datagram begun = datagrams[datagram(key)];
        if (begun != null && begun.key == key && nanos - begun.nanos < LIFE_NANOS) {
            whole = begun.with(layer, bytes);
        }
        return true;
    }

    private static int datagram(long key) {
        return (int) (key >>> 48) & (DATAGRAMS - 1);
    }

    /** What the fragments of one datagram have in common, as a number. */
    static long key(Layer layer, int vantage) {
        long key = layer.srcLo * 0x9e37_79b9_7f4a_7c15L ^ layer.srcHi;
        key = (key ^ (key >>> 32) ^ layer.dstLo) * 0xbf58_476d_1ce4_e5b9L ^ layer.dstHi;
        key = (key ^ (key >>> 29) ^ ((long) layer.ipId << 24 | layer.proto << 16 | (vantage & 0xffff)))
                * 0x94d0_49bb_1331_11ebL;
        return key | 1;
    }
}
