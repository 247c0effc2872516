package io.packetwalk.model.rules;

/** What connection tracking says of a packet: its state, and the two virtual states that {@code --ctstate} adds (xt_conntrack.c). */
public enum CtState {
    NEW,
    ESTABLISHED,
    RELATED,
    INVALID,
    UNTRACKED,
    /** The source of the connection is translated. */
    SNAT,
    /** The destination of the connection is translated. */
    DNAT
}
