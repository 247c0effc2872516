package io.packetwalk.bundle;

import java.time.Instant;
import java.util.Optional;

/**
 * One file of the bundle.
 *
 * @param path path relative to the bundle's root, with {@code /} between its parts; unique in the bundle
 * @param size bytes of content
 * @param modified modification time in the archive: a hint for the collection time, never proof
 * @param link target text when the entry is a link (recorded, never followed); empty otherwise
 */
public record Artifact(String path, long size, Optional<Instant> modified, String link)
        implements Comparable<Artifact> {
    @Override
    public int compareTo(Artifact other) {
        return path.compareTo(other.path);
    }
}
