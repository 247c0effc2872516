package io.packetwalk.walk;

import java.util.Locale;

/** What the client's application sees of a first connection or request. */
public enum Symptom {
    OK,
    REFUSED,
    RESET,
    TIMEOUT,
    UNREACHABLE,
    STALL,
    NXDOMAIN,
    SERVFAIL,
    DNS_TIMEOUT,
    DNS_REFUSED,
    MIXED,
    UNKNOWN;

    /** The word of the JSON contract. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
