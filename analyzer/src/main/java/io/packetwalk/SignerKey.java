package io.packetwalk;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The public half of the key that a manifest was signed with. */
public sealed interface SignerKey {

    /** What the name of a signature has behind that of its file. */
    String suffix();

    /** Did this key sign {@code content} so? */
    boolean fits(byte[] content, byte[] signature);

    /** The key that {@code openssl ... -pubout} or {@code minisign -G} wrote; empty when it is none of these. */
    static Optional<SignerKey> of(String text) {
        return text.startsWith("untrusted comment:") ? Minisign.of(text) : Pem.of(text);
    }

    /** RSA or EC, as {@code openssl dgst -sha256 -sign} uses them. */
    record Pem(PublicKey key) implements SignerKey {

        private static Optional<SignerKey> of(String text) {
            int from = text.indexOf("-----BEGIN PUBLIC KEY-----");
            int to = text.indexOf("-----END PUBLIC KEY-----");
            if (from < 0 || to < from) {
                return Optional.empty();
            }
            String base64 = text.substring(text.indexOf('\n', from) + 1, to);
            for (String algorithm : List.of("RSA", "EC")) {
                try {
                    byte[] der = Base64.getMimeDecoder().decode(base64);
                    return Optional.of(
                            new Pem(KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der))));
                } catch (GeneralSecurityException | IllegalArgumentException _e) {
                    // Not of this kind.
                }
            }
            return Optional.empty();
        }

        @Override
        public String suffix() {
            return ".sig";
        }

        @Override
        public boolean fits(byte[] content, byte[] signature) {
            return signed(
                    key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA", key, content, signature);
        }
    }

    /**
     * Ed25519 in the form of minisign (jedisct1.github.io/minisign, "Signature format"): a file's second line is the algorithm, the key's number and the key
     * or signature; a signature's fourth line signs that signature and the trusted comment behind it.
     *
     * @param number tells which key it is, in hexadecimal
     */
    record Minisign(String number, PublicKey key) implements SignerKey {
        /** What stands before the 32 bytes of an Ed25519 key in an X.509 SubjectPublicKeyInfo (RFC 8410). */
        private static final String X509 = "302a300506032b6570032100";

        private static final int NUMBER = 2;
        private static final int BODY = 10;
        private static final String TRUSTED = "trusted comment: ";

        private static Optional<SignerKey> of(String text) {
            List<String> lines = text.lines().toList();
            byte[] bytes = lines.size() > 1 ? decoded(lines.get(1)) : new byte[0];
            if (bytes.length != BODY + 32) {
                return Optional.empty();
            }
            String der = X509 + HexFormat.of().formatHex(bytes, BODY, bytes.length);
            try {
                PublicKey key = KeyFactory.getInstance("Ed25519")
                        .generatePublic(new X509EncodedKeySpec(HexFormat.of().parseHex(der)));
                return Optional.of(new Minisign(HexFormat.of().formatHex(bytes, NUMBER, BODY), key));
            } catch (GeneralSecurityException _e) {
                return Optional.empty();
            }
        }

        @Override
        public String suffix() {
            return ".minisig";
        }

        @Override
        public boolean fits(byte[] content, byte[] signature) {
            List<String> lines = new String(signature, ISO_8859_1).lines().toList();
            if (lines.size() < 4 || !lines.get(2).startsWith(TRUSTED)) {
                return false;
            }
            byte[] bytes = decoded(lines.get(1));
            if (bytes.length != BODY + 64
                    || !number.equals(HexFormat.of().formatHex(bytes, NUMBER, BODY))
                    || bytes[0] != 'E') {
                return false;
            }
            byte[] message = bytes[1] == 'D' ? Blake2b.of(content) : content;
            byte[] own = Arrays.copyOfRange(bytes, BODY, bytes.length);
            byte[] comment = lines.get(2).substring(TRUSTED.length()).getBytes(ISO_8859_1);
            byte[] both = Arrays.copyOf(own, own.length + comment.length);
            System.arraycopy(comment, 0, both, own.length, comment.length);
            return (bytes[1] == 'D' || bytes[1] == 'd')
                    && signed("Ed25519", key, message, own)
                    && signed("Ed25519", key, both, decoded(lines.get(3)));
        }

        private static byte[] decoded(String line) {
            try {
                return Base64.getDecoder().decode(line.strip());
            } catch (IllegalArgumentException _e) {
                return new byte[0];
            }
        }
    }

    private static boolean signed(String algorithm, PublicKey key, byte[] content, byte[] signature) {
        try {
            Signature check = Signature.getInstance(algorithm);
            check.initVerify(key);
            check.update(content);
            return check.verify(signature);
        } catch (GeneralSecurityException _e) {
            return false;
        }
    }
}
