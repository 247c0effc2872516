package io.packetwalk.parse;

import io.packetwalk.evidence.Presence;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What shells, kernels and API servers say when a command fails, found where data should be. Never "the state is empty". */
public final class ErrorText {

    private static final List<String> REFUSED = List.of(
            "permission denied",
            "operation not permitted",
            "you must be root",
            "must be run as root",
            "error from server (forbidden)",
            "unauthorized");

    private static final List<String> FAILED = List.of(
            "command not found",
            "executable file not found",
            "no such file or directory",
            "not recognized as",
            "cannot open netlink socket",
            "could not fetch rule set generation id",
            "segmentation fault",
            "killed",
            "timed out",
            "timeout:",
            "deadline exceeded",
            "error from server",
            "error executing",
            "command terminated with",
            "connection refused",
            "unable to connect",
            "can't initialize",
            "cannot assign requested address",
            "exited with code",
            "resource temporarily unavailable",
            "protocol not supported",
            "not supported");

    private static final int LONGEST = 400;

    private ErrorText() {}

    /** How the collection failed, if {@code line} says so. The exit status is not known: -1. */
    public static Optional<Presence> of(String line) {
        String text = line.strip();
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        String lower = text.toLowerCase(Locale.ROOT);
        if (REFUSED.stream().anyMatch(lower::contains)) {
            return Optional.of(new Presence.Refused(text));
        }
        return FAILED.stream().anyMatch(lower::contains)
                ? Optional.of(new Presence.Failed(-1, text))
                : Optional.empty();
    }
}
