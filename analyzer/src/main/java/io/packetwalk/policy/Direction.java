package io.packetwalk.policy;

import java.util.Locale;

/** Which end a policy guards: that of the receiver or that of the sender. */
public enum Direction {
    INGRESS,
    EGRESS;

    /** {@code ingress}, {@code egress}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
