package io.packetwalk.parse.intake;

import io.packetwalk.parse.Head;
import io.packetwalk.parse.Lines;
import io.packetwalk.parse.TextLines;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The first bytes of an artifact, and what they tell. */
final class Beginning {

    /** How many bytes a parser may judge by. */
    static final int MOST = 1 << 16;

    private static final int SAMPLE = 4096;
    private static final int MAGIC = 16;
    private static final int LINES = 200;
    private static final int LINE = 4096;

    private final byte[] bytes;
    private final boolean binary;

    /** @param bytes the first {@value #MOST} bytes, fewer when there are no more; not copied */
    Beginning(byte[] bytes) {
        this.bytes = bytes;
        this.binary = isBinary(bytes);
    }

    /** True when the bytes are no text. */
    boolean binary() {
        return binary;
    }

    int length() {
        return bytes.length;
    }

    InputStream stream() {
        return new ByteArrayInputStream(bytes);
    }

    /** As parsers see it; {@code path} loses the ending of a compression that is undone already. */
    Head head(String path, long size) {
        String magic = HexFormat.of().formatHex(bytes, 0, Math.min(MAGIC, bytes.length));
        return new Head(uncompressed(path), magic, binary ? List.of() : lines(path), size);
    }

    private static String uncompressed(String path) {
        for (String ending : List.of(".gz", ".xz", ".zst", ".bz2")) {
            if (path.endsWith(ending)) {
                return path.substring(0, path.length() - ending.length());
            }
        }
        return path;
    }

    private List<String> lines(String path) {
        List<String> out = new ArrayList<>();
        Lines lines = new TextLines(path, stream(), 1);
        try {
            while (out.size() < LINES && lines.next()) {
                String text = lines.text();
                out.add(text.length() > LINE ? text.substring(0, LINE) : text);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory cannot fail", e);
        }
        return out;
    }

    /** Text may hold a stray control byte or a Latin-1 letter, but not one in ten. */
    private static boolean isBinary(byte[] bytes) {
        int sample = Math.min(SAMPLE, bytes.length);
        int odd = 0;
        for (int i = 0; i < sample; i++) {
            int b = bytes[i];
            boolean control = b >= 0 && b < 0x20 && b != '\t' && b != '\n' && b != '\r' && b != 0x1B;
            odd += control || b == 0x7F || b == (byte) 0xFF || b == (byte) 0xFE ? 1 : 0;
        }
        return odd * 10 > sample;
    }
}
