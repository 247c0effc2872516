package io.packetwalk.capture;

/**
 * Numbers in a byte array. The caller has checked the bounds against the packet; the JVM checks them against the array. Shifts, not views of the array: a capture
 * is often read before the second compiler is through, and until then a view costs a call.
 */
public final class Bytes {

    private Bytes() {}

    public static int u1(byte[] bytes, int at) {
        return bytes[at] & 0xff;
    }

    public static int u2(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }

    public static int s4(byte[] bytes, int at) {
        return bytes[at] << 24 | (bytes[at + 1] & 0xff) << 16 | (bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff;
    }

    public static long u4(byte[] bytes, int at) {
        return s4(bytes, at) & 0xffff_ffffL;
    }

    public static long u4(byte[] bytes, int at, boolean big) {
        int value = s4(bytes, at);
        return (big ? value : Integer.reverseBytes(value)) & 0xffff_ffffL;
    }

    public static int u2(byte[] bytes, int at, boolean big) {
        int value = u2(bytes, at);
        return big ? value : ((value & 0xff) << 8) | (value >>> 8);
    }

    public static long s8(byte[] bytes, int at) {
        return (long) s4(bytes, at) << 32 | u4(bytes, at + 4);
    }
}
