package io.packetwalk.doc;

import java.io.IOException;
import java.io.InputStream;

/** Buffered input that counts lines and can hand out the bytes it passed over since a mark. */
final class Bytes {

    /** Bytes that can be seen ahead at the start. */
    private static final int AHEAD = 1 << 18;

    private final InputStream in;
    private final byte[] buffer = new byte[AHEAD];
    private final Growing spilled;
    private final long firstLine;
    private int at;
    private int end;
    private int mark = -1;
    private long newlines;
    private int last = '\n';

    Bytes(InputStream in, long firstLine, int limit) throws IOException {
        this.in = in;
        this.firstLine = firstLine;
        this.spilled = new Growing(limit);
        end = in.readNBytes(buffer, 0, AHEAD);
        if (end >= 3 && (buffer[0] & 255) == 0xef && (buffer[1] & 255) == 0xbb && (buffer[2] & 255) == 0xbf) {
            at = 3;
        }
    }

    /** Line of the next byte. */
    long line() {
        return firstLine + newlines;
    }

    /** Line of the byte passed last. */
    long lastLine() {
        return firstLine + newlines - (last == '\n' ? 1 : 0);
    }

    /** Lines so far; one without line end counts. */
    long lines() {
        return newlines + (last == '\n' ? 0 : 1);
    }

    /** True when the byte passed last was a line end, and at the start. */
    boolean lineEnded() {
        return last == '\n';
    }

    /** The next byte without passing it, -1 at the end. */
    int peek() throws IOException {
        return at < end || fill() ? buffer[at] & 255 : -1;
    }

    /** Passes the next byte, -1 at the end. */
    int next() throws IOException {
        if (at == end && !fill()) {
            return -1;
        }
        int b = buffer[at++];
        last = b;
        if (b == '\n') {
            newlines++;
        }
        return b & 255;
    }

    /** The byte {@code ahead} behind the next one, -1 when it is not in the buffer. */
    int look(int ahead) {
        return at + ahead < end ? buffer[at + ahead] & 255 : -1;
    }

    /** Starts to keep what is passed. */
    void mark() {
        mark = at;
        spilled.clear();
    }

    /** Ends keeping; {@code into} gets what was passed since the mark. False when it was too much. */
    boolean take(Growing into) {
        boolean whole = !spilled.overflow();
        into.add(spilled);
        into.add(buffer, mark, at - mark);
        mark = -1;
        return whole && !into.overflow();
    }

    /** Passes a line and its end; {@code into} gets its start, {@code whole} all of it when it is too long. False at the end of input. */
    boolean line(Growing into, int limit, LongLine whole) throws IOException {
        if (peek() < 0) {
            return false;
        }
        while (at < end || fill()) {
            int from = at;
            while (at < end && buffer[at] != '\n') {
                at++;
            }
            int fits = Math.min(at - from, limit - into.size());
            into.add(buffer, from, fits);
            if (fits < at - from) {
                if (whole.empty()) {
                    whole.add(into.bytes(), 0, into.size());
                }
                whole.add(buffer, from + fits, at - from - fits);
            }
            if (at < end) {
                at++;
                newlines++;
                last = '\n';
                return true;
            }
            last = 0;
        }
        return true;
    }

    /**
     * Passes a JSON value in brackets by brackets and quotes alone; a string ends at the end of its line at the latest. False when the
     * input ends inside it. All state is local: this loop sees every byte of every dump.
     */
    boolean brackets() throws IOException {
        int depth = 0;
        boolean text = false;
        boolean escaped = false;
        while (at < end || fill()) {
            int i = at;
            int stop = end;
            while (i < stop) {
                byte b = buffer[i++];
                if (b == '\n') {
                    newlines++;
                    text = false;
                    escaped = false;
                } else if (text) {
                    text = escaped || b != '"';
                    escaped = !escaped && b == '\\';
                } else if (b == '"') {
                    text = true;
                } else if (b == '{' || b == '[') {
                    depth++;
                } else if ((b == '}' || b == ']') && --depth == 0) {
                    at = i;
                    last = b;
                    return true;
                }
            }
            at = stop;
            last = buffer[stop - 1];
        }
        return false;
    }

    private boolean fill() throws IOException {
        if (mark >= 0) {
            spilled.add(buffer, mark, end - mark);
            mark = 0;
        }
        int count = in.read(buffer, 0, AHEAD);
        at = 0;
        end = Math.max(count, 0);
        return count > 0;
    }
}
