package io.packetwalk.bundle;

import java.io.InputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

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

        /** By hand, as {@link #hashCode}: what the compiler puts there is linked at the first use, which is felt at every start. */
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Stored stored && path.equals(stored.path);
        }

        @Override
        public int hashCode() {
            return path.hashCode();
        }
    }

    /** Bytes that can be read once, for example standard input; kept in memory, for a bundle is read more than once. */
    record Piped(String name, InputStream stream) implements Input {}
}
