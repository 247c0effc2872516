package io.packetwalk.cli.verb;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Texts that stand beside a class. */
final class Pages {
    private Pages() {}

    /** A text of ours; that it is missing would be our bug. */
    static String read(Class<?> beside, String name) throws IOException {
        return find(beside, name).orElseThrow(() -> new IllegalStateException(name + " is missing from this build"));
    }

    /** Empty when there is no such text. */
    static Optional<String> find(Class<?> beside, String name) throws IOException {
        try (InputStream in = beside.getResourceAsStream(name)) {
            return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), UTF_8));
        }
    }
}
