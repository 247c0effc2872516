package io.packetwalk.parse.capture;

import java.util.Arrays;

/**
 * What one side of a TCP connection sends, put in order: a window of bytes from {@link #base} on. Segments that come before their turn wait in place; what is behind
 * the window or does not fit in it is left out.
 */
final class Stream {

    /** Segments ahead of a gap; more in disorder are left to be sent again. */
    private static final int WAITING = 8;

    /** Three later segments are no mere disorder (RFC 5681 section 3.2). */
    private static final int LOST = 3;

    private static final byte[] NONE = {};

    private final int most;

    /** Sequence number of the first byte. */
    private int base;

    private byte[] bytes = NONE;
    private int size;
    private final int[] from = new int[WAITING];
    private final int[] to = new int[WAITING];
    private int waiting;

    /**
     * An empty one.
     *
     * @param base sequence number of the first byte to come
     * @param most bytes it may hold
     */
    Stream(int base, int most) {
        this.base = base;
        this.most = most;
    }

    /** The bytes in order, {@link #size} of them. */
    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    /** True when so much came that does not follow what is there that the rest will hardly come. */
    boolean gap() {
        return waiting >= LOST;
    }

    /** True when not one more byte fits. */
    boolean full() {
        return size == most;
    }

    /** Takes a segment; true when more bytes stand in order than before. */
    boolean take(int seq, byte[] segment, int at, int length) {
        int begin = Math.max(0, seq - base);
        int skipped = begin - (seq - base);
        int end = (int) Math.min((long) begin + length - skipped, most);
        if (skipped < 0 || skipped >= length || end <= Math.max(begin, size)) {
            return false;
        }
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(most, Math.max(end, bytes.length * 2)));
        }
        System.arraycopy(segment, at + skipped, bytes, begin, end - begin);
        if (begin > size) {
            await(begin, end);
            return false;
        }
        size = end;
        catchUp();
        return true;
    }

    private void await(int begin, int end) {
        if (waiting < WAITING) {
            from[waiting] = begin;
            to[waiting++] = end;
        }
    }

    private void catchUp() {
        for (int i = 0; i < waiting; ) {
            if (from[i] > size) {
                i++;
                continue;
            }
            size = Math.max(size, to[i]);
            from[i] = from[--waiting];
            to[i] = to[waiting];
            i = 0;
        }
    }

    /** Forgets the first bytes, which were understood. */
    void drop(int count) {
        base += count;
        size -= count;
        for (int i = 0; i < waiting; i++) {
            from[i] -= count;
            to[i] -= count;
        }
        if (size == 0 && waiting == 0) {
            bytes = NONE;
        } else {
            System.arraycopy(bytes, count, bytes, 0, bytes.length - count);
        }
    }

    /** Begins anew at a segment: what is missing will not come. */
    void restart(int seq) {
        base = seq;
        size = 0;
        waiting = 0;
        bytes = NONE;
    }
}
