package io.packetwalk;

import io.packetwalk.bundle.Artifact;
import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Entry;
import io.packetwalk.bundle.EntryVisitor;
import io.packetwalk.evidence.Damage;
import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.Reading;
import io.packetwalk.fact.system.ManifestEntryFact;
import io.packetwalk.parse.intake.Intake;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Whether a bundle is what its collector wrote.
 *
 * @param checked files whose hash was compared with a manifest's
 * @param unlisted files below a manifest that it does not name: nobody vouches for them
 * @param damage what is cut, lost or changed
 */
public record Integrity(int checked, List<String> unlisted, List<Note> damage) {
    private static final String MANIFEST = "packetwalk-manifest.json";

    /** We see these decompressed, the manifest hashed them as they were written. */
    private static final Pattern COMPRESSED = Pattern.compile(".*\\.(gz|xz|zst|bz2)");

    public Integrity {
        unlisted = List.copyOf(unlisted);
        damage = List.copyOf(damage);
    }

    /** {@code damaged}, {@code ok} when every hash of a manifest fits, {@code no-manifest} when there is nothing to compare with. */
    public String word() {
        if (!damage.isEmpty()) {
            return "damaged";
        }
        return checked > 0 ? "ok" : "no-manifest";
    }

    /**
     * Compares every file with the manifests of the bundle, in one more pass.
     *
     * @throws IOException when a limit is passed or an input cannot be opened
     */
    public static Integrity of(Bundle bundle, Intake intake) throws IOException {
        List<Note> damage = new ArrayList<>();
        intake.notes().stream().filter(Integrity::damaging).forEach(damage::add);
        Map<String, String> expected = new TreeMap<>();
        TreeSet<String> listed = new TreeSet<>();
        TreeSet<String> folders = new TreeSet<>();
        for (Reading reading : intake.readings()) {
            reading.notes().stream().filter(Integrity::damaging).forEach(damage::add);
            String folder = reading.artifact().substring(0, reading.artifact().lastIndexOf('/') + 1);
            if (reading.artifact().equals(folder + MANIFEST)) {
                folders.add(folder);
            }
            for (Fact fact : reading.facts()) {
                if (fact instanceof ManifestEntryFact entry) {
                    listed.add(folder + entry.path());
                }
                if (fact instanceof ManifestEntryFact entry
                        && !entry.sha256().isEmpty()
                        && !COMPRESSED.matcher(entry.path()).matches()) {
                    expected.put(folder + entry.path(), entry.sha256());
                }
            }
        }
        Map<String, String> actual = expected.isEmpty() ? Map.of() : hashes(bundle, expected.keySet());
        actual.forEach((path, hash) -> {
            if (!hash.equals(expected.get(path))) {
                damage.add(
                        Note.warn("hash-differs", Source.whole(path), "Is not the file that the manifest describes"));
            }
        });
        List<String> unlisted = intake.artifacts().stream()
                .map(Artifact::path)
                .filter(path -> folders.stream().anyMatch(path::startsWith) && !vouched(path, listed))
                .toList();
        return new Integrity(actual.size(), unlisted, damage);
    }

    /** Named by a manifest, or inside an archive that is; what a command wrote to stderr stands beside its file. */
    private static boolean vouched(String path, Set<String> listed) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (name.startsWith(MANIFEST) || listed.contains(path)) {
            return true;
        }
        if (path.endsWith(".stderr") && listed.contains(path.substring(0, path.length() - ".stderr".length()))) {
            return true;
        }
        for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
            if (listed.contains(path.substring(0, slash))) {
                return true;
            }
        }
        return false;
    }

    private static boolean damaging(Note note) {
        return Damage.says(note.code());
    }

    private static Map<String, String> hashes(Bundle bundle, Set<String> paths) throws IOException {
        Map<String, String> hashes = new TreeMap<>();
        Places places = new Places(paths);
        bundle.forEach(new EntryVisitor() {
            @Override
            public boolean wants(String path) {
                return places.wants(path);
            }

            @Override
            public boolean entry(Entry entry) throws IOException {
                String path = entry.artifact().path();
                if (paths.contains(path)) {
                    hashes.put(path, hash(entry.content()));
                }
                return hashes.size() < paths.size();
            }

            @Override
            public void note(Note note) {
                // The first pass over the bundle reported it.
            }

            @Override
            public void restart() {
                hashes.clear();
            }
        });
        return hashes;
    }

    private static String hash(InputStream in) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
