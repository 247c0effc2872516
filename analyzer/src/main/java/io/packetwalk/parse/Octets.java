package io.packetwalk.parse;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Counts a byte among many, eight at a time: every byte of a bundle passes here. */
final class Octets {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long LOW = 0x7f7f_7f7f_7f7f_7f7fL;

    private Octets() {}

    /** How often {@code octet} stands in {@code length} bytes from {@code offset} on. */
    static long count(byte[] bytes, int offset, int length, char octet) {
        long pattern = octet * ONES;
        int end = offset + length;
        int at = offset;
        long count = 0;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            long differs = (long) LONGS.get(bytes, at) ^ pattern;
            // The upper bit of each byte that is 0; unlike the shorter test for some zero byte, this one is exact for
            // each (Hacker's Delight, 6-1).
            count += Long.bitCount(~((differs & LOW) + LOW | differs | LOW));
        }
        for (; at < end; at++) {
            count += bytes[at] == octet ? 1 : 0;
        }
        return count;
    }
}
