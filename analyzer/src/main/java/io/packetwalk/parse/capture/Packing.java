package io.packetwalk.parse.capture;

import io.packetwalk.capture.Bytes;

/** Numbers one behind the other in an array, each in as few bytes as it needs. Written one after the other, and read in the same order. */
final class Packing {

    byte[] bytes;
    int at;

    Packing(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Goes on at {@code from} of {@code where}. */
    Packing at(byte[] where, int from) {
        bytes = where;
        at = from;
        return this;
    }

    /** A number that is mostly small and never below zero: seven bits in each byte, the lowest first, as in LEB128. */
    void count(long value) {
        byte[] to = bytes;
        int next = at;
        long left = value;
        while (left >>> 7 != 0) {
            to[next++] = (byte) (left | 0x80);
            left >>>= 7;
        }
        to[next++] = (byte) left;
        at = next;
    }

    long count() {
        byte[] from = bytes;
        int next = at;
        byte one = from[next++];
        long value = one & 0x7f;
        for (int shift = 7; one < 0; shift += 7) {
            one = from[next++];
            value |= (long) (one & 0x7f) << shift;
        }
        at = next;
        return value;
    }

    /** A number that is mostly near zero, above or below. */
    void near(long value) {
        count(value << 1 ^ value >> 63);
    }

    long near() {
        long value = count();
        return value >>> 1 ^ -(value & 1);
    }

    /** A number of which each is as likely as any other. */
    void four(int value) {
        byte[] to = bytes;
        int next = at;
        to[next] = (byte) (value >>> 24);
        to[next + 1] = (byte) (value >>> 16);
        to[next + 2] = (byte) (value >>> 8);
        to[next + 3] = (byte) value;
        at = next + 4;
    }

    int four() {
        int from = at;
        at = from + 4;
        return Bytes.s4(bytes, from);
    }

    void eight(long value) {
        four((int) (value >>> 32));
        four((int) value);
    }

    long eight() {
        return (long) four() << 32 | four() & 0xffff_ffffL;
    }
}
