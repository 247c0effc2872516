package io.packetwalk.capture;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** The captures of the sample bundles: real packets of real kernels. */
public final class SampleCaptures {

    private static final Path BUNDLES = Path.of("..", "samples", "bundles");

    private SampleCaptures() {}

    /** All captures by {@code bundle/path}, in order. */
    public static Map<String, byte[]> all() {
        try (Stream<Path> bundles = Files.list(BUNDLES)) {
            Map<String, byte[]> captures = new TreeMap<>();
            for (Path bundle :
                    bundles.filter(path -> path.toString().endsWith(".tar.gz")).toList()) {
                captures.putAll(of(bundle));
            }
            return captures;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One capture; {@code name} is the end of its path in the bundle. */
    public static byte[] one(String bundle, String name) {
        try {
            List<byte[]> found = new ArrayList<>();
            of(BUNDLES.resolve(bundle + ".tar.gz")).forEach((path, bytes) -> {
                if (path.endsWith("/" + name)) {
                    found.add(bytes);
                }
            });
            if (found.size() != 1) {
                throw new IllegalArgumentException(found.size() + " captures " + name + " in " + bundle);
            }
            return found.getFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, byte[]> of(Path bundle) throws IOException {
        Map<String, byte[]> captures = new TreeMap<>();
        String name = bundle.getFileName().toString().replace(".tar.gz", "");
        try (InputStream file = new BufferedInputStream(Files.newInputStream(bundle));
                TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(file))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.getName().endsWith(".pcap") || entry.getName().endsWith(".pcapng")) {
                    captures.put(name + "/" + entry.getName(), tar.readAllBytes());
                }
            }
        }
        return captures;
    }
}
