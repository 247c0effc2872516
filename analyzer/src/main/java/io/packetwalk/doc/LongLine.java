package io.packetwalk.doc;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A line beyond the limit: counted and hashed, not kept. */
final class LongLine {
    private final MessageDigest sha256;
    private long size;

    LongLine() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    void add(byte[] bytes, int at, int count) {
        sha256.update(bytes, at, count);
        size += count;
    }

    boolean empty() {
        return size == 0;
    }

    /** {@code <elided n bytes sha256 hex>} of the whole line, and starts anew. */
    String elided() {
        String text = "<elided " + size + " bytes sha256 " + HexFormat.of().formatHex(sha256.digest()) + ">";
        size = 0;
        return text;
    }
}
