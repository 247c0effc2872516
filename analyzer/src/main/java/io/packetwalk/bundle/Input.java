package io.packetwalk.bundle;

import java.io.InputStream;
import java.nio.file.Path;

/** One thing a bundle is read from. */
public sealed interface Input {

    /** How messages and reports call it. */
    String name();

    /** A file or folder. */
    record Stored(Path path) implements Input {
        @Override
        public String name() {
            Path last = path.toAbsolutePath().normalize().getFileName();
            return CleanPath.printable(last == null ? path.toString() : last.toString());
        }
    }

    /** Bytes that can be read once, for example standard input; kept in memory, for a bundle is read more than once. */
    record Piped(String name, InputStream stream) implements Input {}
}
