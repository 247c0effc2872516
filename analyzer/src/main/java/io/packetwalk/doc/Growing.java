package io.packetwalk.doc;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow up to a limit; what does not fit is dropped and {@link #overflow} says so. */
final class Growing {
    private static final int SMALL = 1 << 12;

    private final int limit;
    private byte[] bytes = new byte[SMALL];
    private int size;
    private boolean overflow;

    Growing(int limit) {
        this.limit = limit;
    }

    void add(byte[] from, int at, int count) {
        if (count > limit - size) {
            overflow = true;
            return;
        }
        if (count > bytes.length - size) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(limit, Math.max(bytes.length * 2L, (long) size + count)));
        }
        System.arraycopy(from, at, bytes, size, count);
        size += count;
    }

    void add(Growing other) {
        add(other.bytes, 0, other.size);
        overflow |= other.overflow;
    }

    void add(String ascii) {
        byte[] text = ascii.getBytes(StandardCharsets.US_ASCII);
        add(text, 0, text.length);
    }

    /** The array behind; {@link #size} bytes of it count. */
    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    byte at(int index) {
        return bytes[index];
    }

    /** Forgets the bytes from {@code newSize} on. */
    void cut(int newSize) {
        size = newSize;
    }

    /** True when something was dropped. */
    boolean overflow() {
        return overflow;
    }

    void clear() {
        size = 0;
        overflow = false;
        if (bytes.length > 1 << 20) {
            bytes = new byte[SMALL];
        }
    }

    /** The bytes as UTF-8 text; bad sequences become U+FFFD. */
    String text() {
        return new String(bytes, 0, size, StandardCharsets.UTF_8);
    }

    /** False when the bytes are not UTF-8. */
    boolean utf8() {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, size));
            return true;
        } catch (CharacterCodingException bad) {
            return false;
        }
    }
}
