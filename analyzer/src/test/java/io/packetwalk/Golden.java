package io.packetwalk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A result written down in a file. {@code scripts/update-golden} writes it anew and shows what changed. */
public final class Golden {
    private static final boolean UPDATE = "update".equals(System.getProperty("golden"));

    private Golden() {}

    /** Holds {@code actual} against the file, byte for byte; in an update, writes it there. */
    public static void holds(Path expected, String actual) throws IOException {
        if (UPDATE) {
            Files.createDirectories(expected.toAbsolutePath().getParent());
            Files.writeString(expected, actual, UTF_8);
        }
        assertThat(expected).exists();
        assertThat(actual)
                .as("%s; scripts/update-golden rewrites it", expected)
                .isEqualTo(Files.readString(expected, UTF_8));
    }
}
