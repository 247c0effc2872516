package io.packetwalk.redact;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.packetwalk.redact.packet.CaptureCopy;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A file line by line, each with its line end; bytes stand for themselves (ISO 8859-1), so what is not replaced comes out as it went in.
 * A line of many megabytes comes in pieces that end where no word does.
 */
final class Pieces {
    private static final int HEAD = 4096;
    private static final int LONGEST = 1 << 20;

    /** What a file is. */
    enum Kind {
        TEXT,
        CAPTURE,
        /** Something we cannot look into. */
        BINARY
    }

    private final InputStream in;
    private final Kind kind;
    private final byte[] buffer = new byte[1 << 14];
    private int at;
    private int filled;

    private Pieces(InputStream in, Kind kind) {
        this.in = in;
        this.kind = kind;
    }

    static Pieces of(InputStream stream) throws IOException {
        BufferedInputStream in = new BufferedInputStream(stream, 1 << 16);
        in.mark(HEAD);
        byte[] head = in.readNBytes(HEAD);
        in.reset();
        if (CaptureCopy.is(head)) {
            return new Pieces(in, Kind.CAPTURE);
        }
        boolean wide =
                head.length > 1 && (head[0] & 0xff) + (head[1] & 0xff) == 0xfe + 0xff && (head[0] & 0xff) >= 0xfe;
        if (wide) {
            // Windows writes UTF-16; a log of that kind is small.
            byte[] all = in.readNBytes(256 << 20);
            return new Pieces(new ByteArrayInputStream(new String(all, UTF_16).getBytes(UTF_8)), Kind.TEXT);
        }
        int odd = 0;
        for (byte b : head) {
            odd += b >= 0 && b < 9 || b > 13 && b < 27 ? 1 : 0;
        }
        // Logs hold a stray NUL now and then.
        return new Pieces(in, odd * 50 > head.length ? Kind.BINARY : Kind.TEXT);
    }

    Kind kind() {
        return kind;
    }

    /** The whole stream, for what is no text. */
    InputStream stream() {
        return in;
    }

    /** The next line or piece of one; empty at the end. */
    String next() throws IOException {
        if (filled == at && !fill()) {
            return "";
        }
        // Most lines end within what was read.
        for (int end = at; end < filled; end++) {
            if (buffer[end] == '\n') {
                String line = new String(buffer, at, end + 1 - at, ISO_8859_1);
                at = end + 1;
                return line;
            }
        }
        return longer();
    }

    private String longer() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(2 * (filled - at) + 64);
        while (filled > at || fill()) {
            byte b = buffer[at++];
            line.write(b);
            if (b == '\n'
                    || line.size() > LONGEST && (b == ',' || b == '}' || b == ' ')
                    || line.size() > 16 * LONGEST) {
                break;
            }
        }
        return line.toString(ISO_8859_1);
    }

    private boolean fill() throws IOException {
        at = 0;
        filled = Math.max(0, in.read(buffer));
        return filled > 0;
    }
}
