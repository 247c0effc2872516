package io.packetwalk.redact;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.packetwalk.bundle.Artifact;
import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Entry;
import io.packetwalk.bundle.EntryVisitor;
import io.packetwalk.evidence.Note;
import io.packetwalk.redact.packet.CaptureCopy;
import io.packetwalk.redact.packet.Frames;
import io.packetwalk.redact.packet.Payloads;
import io.packetwalk.redact.pseudonym.Pseudonyms;
import io.packetwalk.redact.text.Secrets;
import io.packetwalk.redact.text.Text;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes a bundle anew, as one tar, with pseudonyms for names and addresses. Files are streamed; nothing is unpacked. */
public final class Redactor {
    private static final String MANIFEST = "packetwalk-manifest.json";
    private static final Pattern PATH = Pattern.compile("\"path\": ?\"([^\"]*)\"");
    private static final Pattern BYTES = Pattern.compile("(\"bytes\": ?)[0-9]+");
    private static final Pattern SHA256 = Pattern.compile("(\"sha256\": ?)\"[0-9a-f]{64}\"");
    private static final Pattern SIGNATURE = Pattern.compile(".*packetwalk-manifest\\.json\\.(sig|minisig|pem)");

    private final Text text;
    private final Frames frames;
    private final Set<String> secretFiles;

    /** @param secretFiles paths of files that hold Secret objects */
    public Redactor(Pseudonyms pseudonyms, Payloads payloads, Set<String> secretFiles) {
        text = new Text(pseudonyms, line -> new Secrets(false).line(line));
        frames = new Frames(pseudonyms, payloads);
        this.secretFiles = Set.copyOf(secretFiles);
    }

    /** {@code text} with pseudonyms, for example a path or a report. */
    public String replaced(String original) {
        return text.line(original);
    }

    /**
     * Writes everything to {@code out}, which is not closed.
     *
     * @throws IOException when the bundle cannot be read or {@code out} not be written
     */
    public Redacted write(Bundle bundle, OutputStream out) throws IOException {
        try (Tarball tar = new Tarball(out)) {
            Writing writing = new Writing(tar);
            bundle.forEach(writing);
            for (Map.Entry<String, Held> manifest : writing.manifests.entrySet()) {
                writing.manifest(manifest.getKey(), manifest.getValue());
            }
            return new Redacted(writing.files, writing.secrets, writing.leftOut);
        }
    }

    private record Held(Artifact artifact, String text) {}

    /** One pass over the bundle. */
    private final class Writing implements EntryVisitor {
        private final Tarball tar;
        private final Map<String, Held> manifests = new TreeMap<>();
        private final Map<String, Tarball.Written> written = new HashMap<>();
        private final Set<String> paths = new HashSet<>();
        private final List<String> leftOut = new ArrayList<>();
        private int files;
        private long secrets;

        Writing(Tarball tar) {
            this.tar = tar;
        }

        @Override
        public boolean entry(Entry entry) throws IOException {
            Artifact artifact = entry.artifact();
            String path = path(artifact.path());
            if (SIGNATURE.matcher(path).matches()) {
                // Signs what is not the same any more.
                return true;
            }
            if (!artifact.link().isEmpty()) {
                tar.link(path, text.line(artifact.link()), artifact.modified());
                return true;
            }
            if (path.equals(MANIFEST) || path.endsWith("/" + MANIFEST)) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                copy(entry, Pieces.of(entry.content()), bytes);
                manifests.put(path, new Held(artifact, bytes.toString(ISO_8859_1)));
                return true;
            }
            Pieces pieces = Pieces.of(entry.content());
            if (pieces.kind() == Pieces.Kind.BINARY) {
                leftOut.add(path);
                return true;
            }
            try (Tarball.Spool spool = tar.spool()) {
                copy(entry, pieces, spool);
                written.put(path, tar.file(path, spool, artifact.modified()));
            }
            files++;
            return true;
        }

        private void copy(Entry entry, Pieces pieces, OutputStream out) throws IOException {
            if (pieces.kind() == Pieces.Kind.CAPTURE) {
                new CaptureCopy(frames, text::line, pieces.stream(), out).run();
                return;
            }
            Secrets rules = new Secrets(secretFiles.contains(entry.artifact().path()));
            for (String line = pieces.next(); !line.isEmpty(); line = pieces.next()) {
                int end = line.length();
                while (end > 0 && (line.charAt(end - 1) == '\n' || line.charAt(end - 1) == '\r')) {
                    end--;
                }
                String clean = text.line(rules.line(line.substring(0, end)));
                out.write(clean.getBytes(ISO_8859_1));
                out.write(line.substring(end).getBytes(ISO_8859_1));
            }
            secrets += rules.removed();
        }

        /** A path whose names may meet after replacing; both files are kept. */
        private String path(String original) {
            String path = new String(text.line(original).getBytes(UTF_8), UTF_8);
            String free = path;
            for (int i = 2; !paths.add(free); i++) {
                free = path + "." + i;
            }
            return free;
        }

        /** A manifest tells length and hash of each file: those of the new ones. */
        void manifest(String path, Held held) throws IOException {
            String folder = path.substring(0, path.length() - MANIFEST.length());
            StringBuilder out = new StringBuilder(held.text().length());
            for (String line : held.text().split("(?<=\n)", -1)) {
                Matcher named = PATH.matcher(line);
                Tarball.Written file = named.find() ? written.get(folder + named.group(1)) : null;
                out.append(
                        file == null
                                ? line
                                : SHA256.matcher(BYTES.matcher(line).replaceFirst("$1" + file.bytes()))
                                        .replaceFirst("$1\"" + file.sha256() + "\""));
            }
            try (Tarball.Spool spool = tar.spool()) {
                spool.write(out.toString().getBytes(ISO_8859_1));
                tar.file(path, spool, held.artifact().modified());
            }
            files++;
        }

        @Override
        public void note(Note note) {
            // Whoever analyzes the bundle reports it.
        }

        @Override
        public void restart() {
            manifests.clear();
            written.clear();
            paths.clear();
            leftOut.clear();
            files = 0;
            secrets = 0;
            tar.restart();
        }
    }
}
