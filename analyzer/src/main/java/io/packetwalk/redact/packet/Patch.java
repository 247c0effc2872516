package io.packetwalk.redact.packet;

import java.util.ArrayList;
import java.util.List;

/**
 * Changes bytes of a frame and keeps its checksums as right (or as wrong) as they were, without seeing what they sum up: RFC 1624. So a
 * frame of which only the beginning was captured has right checksums, too.
 */
final class Patch {
    private byte[] bytes = new byte[0];
    private final List<Sum> sums = new ArrayList<>();

    /** A checksum at {@code at} over the 16-bit words from {@code from} on. */
    private record Sum(int at, int from, int to, boolean optional) {}

    void begin(byte[] frame) {
        bytes = frame;
        sums.clear();
    }

    int depth() {
        return sums.size();
    }

    /**
     * Changes from {@code from} to before {@code to} are covered by one more checksum.
     *
     * @param optional zero means there is none (UDP)
     */
    void cover(int at, int from, int to, boolean optional) {
        sums.add(new Sum(at, from, to, optional));
    }

    /** Forgets checksums until there are {@code depth}. */
    void uncover(int depth) {
        while (sums.size() > depth) {
            sums.removeLast();
        }
    }

    void put(int at, byte[] values) {
        for (int i = 0; i < values.length; i++) {
            put(at + i, values[i] & 0xff, sums.size());
        }
    }

    void put(int at, int value) {
        put(at, value, sums.size());
    }

    private void put(int at, int value, int covered) {
        int old = bytes[at] & 0xff;
        if (old == value) {
            return;
        }
        bytes[at] = (byte) value;
        for (int i = 0; i < covered; i++) {
            Sum sum = sums.get(i);
            int was = (bytes[sum.at] & 0xff) << 8 | bytes[sum.at + 1] & 0xff;
            if (at < sum.from || at >= sum.to || sum.optional && was == 0) {
                continue;
            }
            int shift = (at - sum.from & 1) == 0 ? 8 : 0;
            int total = (~was & 0xffff) + (0xffff - (old << shift)) + (value << shift);
            total = (total & 0xffff) + (total >>> 16);
            total = (total & 0xffff) + (total >>> 16);
            int now = ~total & 0xffff;
            if (sum.optional && now == 0) {
                now = 0xffff;
            }
            // A checksum inside a tunnel is itself summed up by the checksums outside.
            put(sum.at, now >>> 8, i);
            put(sum.at + 1, now & 0xff, i);
        }
    }
}
