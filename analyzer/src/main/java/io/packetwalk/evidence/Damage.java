package io.packetwalk.evidence;

import java.util.Set;

/** Which notes say that something which was collected is not there any more, or is not what it was. */
public final class Damage {
    private static final Set<String> CODES = Set.of(
            "archive-truncated",
            "artifact-damaged",
            "artifact-missing",
            "artifact-truncated",
            "artifact-unreadable",
            "input-empty",
            "input-left",
            "input-not-known",
            "unreadable-file");

    private Damage() {}

    /** True for the code of such a note. */
    public static boolean says(String code) {
        return CODES.contains(code);
    }
}
