package io.packetwalk.check;

/** How sure a finding is, by the rules at the head of the failure catalogue; never a percentage. */
public enum Confidence {
    PROVEN,
    LIKELY,
    POSSIBLE
}
