package io.packetwalk.capture.packet;

/** What became of a frame. */
public enum Outcome {
    /** At least one IP layer was read. */
    MODELLED,
    /** Link housekeeping: ARP, LLDP, spanning tree, neighbour discovery, group membership. */
    IGNORED,
    /** Known to exist, not followed here: MPLS, PPPoE, another link type. */
    UNMODELLED,
    /** Cut or garbage before the first address and port. */
    MALFORMED
}
