package io.packetwalk.capture;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers in a byte array. The caller has checked the bounds against the packet; the JVM checks them against the array. */
final class Bytes {

    private static final VarHandle SHORT_BE = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT_BE = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT_LE = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG_BE = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Bytes() {}

    static int u1(byte[] bytes, int at) {
        return bytes[at] & 0xff;
    }

    static int u2(byte[] bytes, int at) {
        return (short) SHORT_BE.get(bytes, at) & 0xffff;
    }

    static int s4(byte[] bytes, int at) {
        return (int) INT_BE.get(bytes, at);
    }

    static long u4(byte[] bytes, int at) {
        return (int) INT_BE.get(bytes, at) & 0xffff_ffffL;
    }

    static long u4(byte[] bytes, int at, boolean big) {
        return (big ? (int) INT_BE.get(bytes, at) : (int) INT_LE.get(bytes, at)) & 0xffff_ffffL;
    }

    static int u2(byte[] bytes, int at, boolean big) {
        int value = u2(bytes, at);
        return big ? value : ((value & 0xff) << 8) | (value >>> 8);
    }

    static long s8(byte[] bytes, int at) {
        return (long) LONG_BE.get(bytes, at);
    }
}
