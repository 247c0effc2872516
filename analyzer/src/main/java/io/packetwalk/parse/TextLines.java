package io.packetwalk.parse;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Lines from bytes. A line ends at LF, so that its number is what {@code sed -n} and every editor call it; carriage returns before
 * that (captured terminals write one or two), ANSI sequences and NULs are dropped; broken UTF-8 becomes U+FFFD.
 *
 * <p>A line longer than {@value #LONGEST} bytes is cut there: the rest of it is skipped, so memory stays bounded.
 */
public final class TextLines implements Lines {

    private static final int LONGEST = 8 << 20;
    private static final int BUFFER = 1 << 16;
    private static final byte ESC = 0x1B;

    private final String artifact;
    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private String newlines = "";
    private int at;
    private int end;
    private byte[] line = new byte[256];
    private int length;
    private long number;

    /** Where the current line stands; its text is made when somebody asks, for most lines are only counted by who looks for one. */
    private byte[] place = buffer;

    private int from;
    private int to;
    private @Nullable String text = "";

    /** @param firstLine number of the first line of {@code in} in the artifact */
    public TextLines(String artifact, InputStream in, long firstLine) {
        this.artifact = artifact;
        this.in = in;
        this.number = firstLine - 1;
    }

    @Override
    public String artifact() {
        return artifact;
    }

    @Override
    public boolean next() throws IOException {
        length = 0;
        boolean any = false;
        while (at < end || filled()) {
            int stop = newlines.indexOf('\n', at);
            any = true;
            if (stop >= 0 && length == 0) {
                stand(buffer, at, stop);
                at = stop + 1;
                return true;
            }
            append(at, stop < 0 ? end : stop);
            at = stop < 0 ? end : stop + 1;
            if (stop >= 0) {
                break;
            }
        }
        if (any) {
            stand(line, 0, length);
        }
        return any;
    }

    private void stand(byte[] bytes, int start, int stop) {
        place = bytes;
        from = start;
        to = stop;
        while (to > from && bytes[to - 1] == '\r') {
            to--;
        }
        text = null;
        number++;
    }

    private boolean filled() throws IOException {
        at = 0;
        end = Math.max(in.read(buffer, 0, buffer.length), 0);
        // The library looks for a character in a text many bytes at a time.
        newlines = new String(buffer, 0, end, StandardCharsets.ISO_8859_1);
        return end > 0;
    }

    @Override
    public String text() {
        String known = text;
        if (known == null) {
            known = clean(place, from, to);
            text = known;
        }
        return known;
    }

    @Override
    public byte[] bytes() {
        return place;
    }

    @Override
    public int from() {
        return from;
    }

    @Override
    public int to() {
        return to;
    }

    @Override
    public long number() {
        return number;
    }

    private void append(int from, int to) {
        int count = Math.min(to - from, LONGEST - length);
        if (length + count > line.length) {
            line = Arrays.copyOf(line, Math.max(length + count, line.length * 2));
        }
        System.arraycopy(buffer, from, line, length, count);
        length += count;
    }

    /** The text of some bytes without line end, ANSI sequences and NULs. */
    private static String clean(byte[] bytes, int from, int to) {
        String decoded = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        return decoded.indexOf(ESC) >= 0 || decoded.indexOf(0) >= 0 ? plain(decoded) : decoded;
    }

    /** Drops NULs and the sequences of ECMA-48: CSI ({@code ESC [ ... final}), OSC ({@code ESC ] ... BEL}), two-character ones. */
    private static String plain(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == ESC) {
                i = afterEscape(text, i + 1);
            } else {
                if (c != 0) {
                    out.append(c);
                }
                i++;
            }
        }
        return out.toString();
    }

    private static int afterEscape(String text, int from) {
        if (from >= text.length()) {
            return from;
        }
        int i = from + 1;
        char kind = text.charAt(from);
        if (kind == '[') {
            while (i < text.length() && (text.charAt(i) < 0x40 || text.charAt(i) > 0x7E)) {
                i++;
            }
            return Math.min(i + 1, text.length());
        }
        if (kind == ']') {
            while (i < text.length() && text.charAt(i) != 0x07 && text.charAt(i) != ESC) {
                i++;
            }
            return Math.min(i + 1, text.length());
        }
        return i;
    }
}
