package io.packetwalk;

import java.util.Collection;
import java.util.TreeSet;

/** The artifacts somebody wants to read again; tells the bundle which files and which archives around them to open. */
final class Places {
    private final TreeSet<String> paths;

    Places(Collection<String> paths) {
        this.paths = new TreeSet<>(paths);
    }

    /** True for a wanted path, and for an archive or folder that holds one. */
    boolean wants(String path) {
        String inside = paths.ceiling(path + "/");
        return paths.contains(path) || inside != null && inside.startsWith(path + "/");
    }
}
