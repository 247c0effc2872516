package io.packetwalk.parse.k8s;

import io.packetwalk.evidence.Presence;
import java.util.Optional;

/** What kubectl says when it has no objects to print. */
final class KubectlAnswer {
    private KubectlAnswer() {}

    /** Why there are no objects, when {@code line} says so. */
    static Optional<Presence> of(String line) {
        String text = line.strip();
        if (text.startsWith("No resources found")) {
            return Optional.of(new Presence.Empty());
        }
        if (text.startsWith("Error from server (Forbidden)") || text.startsWith("error: You must be logged in")) {
            return Optional.of(new Presence.Refused(text));
        }
        if (text.startsWith("Error from server")
                || text.startsWith("error: ")
                || text.startsWith("Unable to connect to the server")
                || text.startsWith("The connection to the server")) {
            return Optional.of(new Presence.Failed(1, text));
        }
        return Optional.empty();
    }
}
