package io.packetwalk.walk;

/** Why a step is believed. */
public enum Basis {
    /** Follows from captured state. */
    DERIVED,
    /** A capture, conntrack entry or log shows it. */
    OBSERVED,
    /** Captured state says one thing, observation another. */
    CONTRADICTED,
    /** No evidence either way; the walk names the assumption. */
    ASSUMED
}
