package io.packetwalk.parse.intake;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Byte order marks: dropped for UTF-8, followed for UTF-16 (what {@code kubectl ... > file} writes in Windows PowerShell). */
final class Encoding {

    private Encoding() {}

    /** The bytes of {@code in} without a mark, UTF-16 turned into UTF-8; anything else as it is. */
    static InputStream utf8(InputStream in) throws IOException {
        byte[] mark = in.readNBytes(3);
        if (mark.length == 3 && mark[0] == (byte) 0xEF && mark[1] == (byte) 0xBB && mark[2] == (byte) 0xBF) {
            return in;
        }
        InputStream all = new SequenceInputStream(new ByteArrayInputStream(mark), in);
        if (mark.length >= 2 && mark[0] == (byte) 0xFF && mark[1] == (byte) 0xFE) {
            return new Transcoded(all, StandardCharsets.UTF_16);
        }
        if (mark.length >= 2 && mark[0] == (byte) 0xFE && mark[1] == (byte) 0xFF) {
            return new Transcoded(all, StandardCharsets.UTF_16);
        }
        return all;
    }

    private static final class Transcoded extends InputStream {
        private final Reader reader;
        private final char[] chars = new char[4096];
        private int kept;
        private byte[] bytes = new byte[0];
        private int at;

        Transcoded(InputStream in, Charset charset) {
            this.reader = new InputStreamReader(in, charset);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            while (at == bytes.length) {
                int n = reader.read(chars, kept, chars.length - kept);
                if (n < 0) {
                    return -1;
                }
                int have = kept + n;
                // Half of a surrogate pair waits for its other half.
                kept = Character.isHighSurrogate(chars[have - 1]) && have < chars.length ? 1 : 0;
                bytes = new String(chars, 0, have - kept).getBytes(StandardCharsets.UTF_8);
                chars[0] = chars[have - 1];
                at = 0;
            }
            int n = Math.min(length, bytes.length - at);
            System.arraycopy(bytes, at, buffer, offset, n);
            at += n;
            return n;
        }
    }
}
