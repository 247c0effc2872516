package io.packetwalk.parse.capture;

/** A 64-bit hash of a payload: equal payloads at two capture points are one datagram, whatever NAT did to its addresses. */
final class Fingerprint {

    private Fingerprint() {}

    /** FNV-1a with a final mix; the same on every machine, for it is part of the facts. */
    static long of(byte[] bytes, int at, int length) {
        long hash = 0xcbf2_9ce4_8422_2325L;
        for (int i = at; i < at + length; i++) {
            hash = (hash ^ (bytes[i] & 0xff)) * 0x100_0000_01b3L;
        }
        hash = (hash ^ (hash >>> 32)) * 0x9e37_79b9_7f4a_7c15L;
        return hash ^ (hash >>> 29);
    }
}
