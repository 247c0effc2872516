package io.packetwalk.capture.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * A stream as a window of 1 MiB: large enough that the read is not felt, small enough to stay in the second-level cache. Whatever the
 * size of the file, this is the only memory its bytes take.
 */
final class SlidingBuffer {

    static final int SIZE = 1 << 20;

    /** So much is read at a time, if there is so much. */
    private static final int READ = SIZE / 2;

    byte[] bytes = new byte[SIZE];
    int at;
    private int end;
    private boolean drained;
    private final InputStream in;
    private final Windows windows;

    SlidingBuffer(InputStream in, Windows windows) {
        this.in = in;
        this.windows = windows;
    }

    /** True when {@code count} bytes (at most {@link #SIZE}) stand at {@link #at}. May move them to another array. */
    boolean have(int count) throws IOException {
        return end - at >= count || fill(count);
    }

    /** True when not a byte is left. */
    boolean exhausted() throws IOException {
        return !have(1);
    }

    /** Moves on by {@code count} bytes; false when there are fewer. */
    boolean skip(long count) throws IOException {
        long left = count;
        while (left > end - at) {
            left -= end - at;
            at = end;
            if (!have(1)) {
                return false;
            }
        }
        at += (int) left;
        return true;
    }

    private boolean fill(int count) throws IOException {
        byte[] next = windows.next(bytes);
        System.arraycopy(bytes, at, next, 0, end - at);
        bytes = next;
        end -= at;
        at = 0;
        int wanted = Math.max(count, READ);
        while (end < wanted && !drained) {
            int got = read();
            if (got < 0) {
                drained = true;
            } else {
                end += got;
            }
        }
        return end >= count;
    }

    /** A compressed stream that was cut says so with an EOFException: for us it is a file that ends early. */
    private int read() throws IOException {
        try {
            return in.read(bytes, end, Math.min(SIZE - end, READ));
        } catch (EOFException _cut) {
            return -1;
        }
    }
}
