package io.packetwalk.check;

import java.util.Locale;

/** What a finding does to users. */
public enum Severity {
    /** Outage. */
    S1,
    /** Partial or intermittent. */
    S2,
    /** Latent, security or cost. */
    S3;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
