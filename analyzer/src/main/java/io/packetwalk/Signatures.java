package io.packetwalk;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Entry;
import io.packetwalk.bundle.EntryVisitor;
import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    /** A manifest of a large cluster has a few megabytes. */
    private static final int LARGEST = 256 << 20;

    public Signatures {
        trouble = List.copyOf(trouble);
    }

    /** {@code good} when there are manifests and the key signed them all. */
    public String word() {
        return trouble.isEmpty() ? good > 0 ? "good" : "missing" : "wrong";
    }

    /**
     * Checks every manifest, also those of archives inside the bundle.
     *
     * @throws IOException when a limit is passed or an input cannot be opened
     */
    public static Signatures of(Bundle bundle, SignerKey key) throws IOException {
        Map<String, byte[]> files = read(bundle, MANIFEST + key.suffix());
        List<Note> trouble = new ArrayList<>();
        int good = 0;
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            if (!file.getKey().endsWith(MANIFEST)) {
                continue;
            }
            byte[] signature = files.get(file.getKey() + key.suffix());
            if (signature == null) {
                trouble.add(Note.warn("signature-missing", Source.whole(file.getKey()), "Is not signed"));
            } else if (key.fits(file.getValue(), signature)) {
                good++;
            } else {
                trouble.add(Note.warn(
                        "signature-wrong", Source.whole(file.getKey()), "Was changed, or signed with another key"));
            }
        }
        return new Signatures(good, trouble);
    }

    private static Map<String, byte[]> read(Bundle bundle, String signature) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        bundle.forEach(new EntryVisitor() {
            @Override
            public boolean entry(Entry entry) throws IOException {
                String path = entry.artifact().path();
                if (path.endsWith(MANIFEST) || path.endsWith(signature)) {
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
