package io.packetwalk;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Entry;
import io.packetwalk.bundle.EntryVisitor;
import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.Source;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whether the manifests of a bundle are signed by a key, as {@code packetwalk-collect --sign} does. A manifest holds the hashes of all
 * files, so with {@link Integrity} this tells of all of them.
 *
 * @param good manifests whose signature fits
 * @param trouble each manifest whose signature is missing or does not fit
 */
public record Signatures(int good, List<Note> trouble) {
    private static final String MANIFEST = "packetwalk-manifest.json";
    private static final String SIGNATURE = MANIFEST + ".sig";
    /** A manifest of a large cluster has a few megabytes. */
    private static final int LARGEST = 256 << 20;

    public Signatures {
        trouble = List.copyOf(trouble);
    }

    /** {@code good} when there are manifests and the key signed them all. */
    public String word() {
        return trouble.isEmpty() ? good > 0 ? "good" : "missing" : "wrong";
    }

    /** The public key in a PEM file as {@code openssl ... -pubout} writes it; empty when it is none. */
    public static Optional<PublicKey> key(String pem) {
        int from = pem.indexOf("-----BEGIN PUBLIC KEY-----");
        int to = pem.indexOf("-----END PUBLIC KEY-----");
        if (from < 0 || to < from) {
            return Optional.empty();
        }
        String base64 = pem.substring(pem.indexOf('\n', from) + 1, to);
        for (String algorithm : List.of("RSA", "EC")) {
            try {
                byte[] der = Base64.getMimeDecoder().decode(base64);
                return Optional.of(KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der)));
            } catch (GeneralSecurityException | IllegalArgumentException _e) {
                // Not of this kind.
            }
        }
        return Optional.empty();
    }

    /**
     * Checks every manifest, also those of archives inside the bundle.
     *
     * @throws IOException when a limit is passed or an input cannot be opened
     */
    public static Signatures of(Bundle bundle, PublicKey key) throws IOException {
        Map<String, byte[]> files = read(bundle);
        List<Note> trouble = new ArrayList<>();
        int good = 0;
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            if (!file.getKey().endsWith(MANIFEST)) {
                continue;
            }
            byte[] signature = files.get(file.getKey() + ".sig");
            if (signature == null) {
                trouble.add(Note.warn("signature-missing", Source.whole(file.getKey()), "Is not signed"));
            } else if (fits(key, file.getValue(), signature)) {
                good++;
            } else {
                trouble.add(Note.warn(
                        "signature-wrong", Source.whole(file.getKey()), "Was changed, or signed with another key"));
            }
        }
        return new Signatures(good, trouble);
    }

    private static boolean fits(PublicKey key, byte[] content, byte[] signature) {
        try {
            // What openssl dgst -sha256 -sign makes with such a key.
            Signature check =
                    Signature.getInstance(key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
            check.initVerify(key);
            check.update(content);
            return check.verify(signature);
        } catch (GeneralSecurityException _e) {
            return false;
        }
    }

    private static Map<String, byte[]> read(Bundle bundle) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        bundle.forEach(new EntryVisitor() {
            @Override
            public boolean entry(Entry entry) throws IOException {
                String path = entry.artifact().path();
                if (path.endsWith(MANIFEST) || path.endsWith(SIGNATURE)) {
                    files.put(path, entry.content().readNBytes(LARGEST));
                }
                return true;
            }

            @Override
            public void note(Note note) {
                // The first pass over the bundle reported it.
            }

            @Override
            public void restart() {
                files.clear();
            }
        });
        return files;
    }
}
