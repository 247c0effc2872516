package io.packetwalk.redact.pseudonym;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hashes that kube-proxy and Calico put into names (kube-proxy: portProtoHash and servicePortEndpointChainName of proxier.go). */
final class Hashes {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private Hashes() {}

    /** The first characters of the base32 form (RFC 4648) of the SHA-256 of {@code text}. */
    static String base32(String text, int characters) {
        return base32(digest("SHA-256", text), characters);
    }

    static String base32(byte[] bytes, int characters) {
        StringBuilder out = new StringBuilder(characters);
        for (int i = 0; i < characters; i++) {
            int bit = i * 5;
            int two = (bytes[bit / 8] & 0xff) << 8 | bytes[bit / 8 + 1] & 0xff;
            out.append(ALPHABET.charAt(two >> 11 - bit % 8 & 31));
        }
        return out.toString();
    }

    /** The end of the name of a pod's interface on its node: the first 11 hex digits of a SHA-1 (Calico's workload endpoint naming). */
    static String calico(String pod) {
        StringBuilder out = new StringBuilder();
        for (byte b : digest("SHA-1", pod)) {
            out.append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
        }
        return out.substring(0, 11);
    }

    private static byte[] digest(String algorithm, String text) {
        try {
            return MessageDigest.getInstance(algorithm).digest(text.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }
}
