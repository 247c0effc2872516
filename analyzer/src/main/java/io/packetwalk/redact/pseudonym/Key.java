package io.packetwalk.redact.pseudonym;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The secret that all pseudonyms are drawn with: the same key gives the same pseudonyms. Not for use by several threads at once. */
public final class Key {
    /** Bytes of a key. */
    public static final int BYTES = 32;

    private static final String ALGORITHM = "HmacSHA256";

    private final byte[] bytes;
    private final Mac mac;

    public Key(byte[] bytes) {
        this.bytes = bytes.clone();
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(bytes, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
        }
    }

    /** The key that {@link #toString} wrote. */
    public static Key of(String hex) {
        return new Key(HexFormat.of().parseHex(hex));
    }

    /** 32 bytes that depend on the key and on {@code what}, and tell nothing of either. */
    byte[] draw(String what) {
        return mac.doFinal(what.getBytes(UTF_8));
    }

    /** Hexadecimal, for the map. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
