package io.packetwalk.walk;

import io.packetwalk.net.FiveTuple;

/** What a packet is to the connection that a walk asks about: what its header says beside addresses and ports, and how connection tracking takes it. */
public sealed interface Role {

    /** The client's first packet: a SYN, a datagram, an echo request. */
    record Opening() implements Role {}

    /** A later packet of either side; the question does not say which. */
    record Later() implements Role {}

    /**
     * A segment with data behind the handshake, of either side.
     *
     * @param bytes its payload
     */
    record Segment(int bytes) implements Role {}

    /** The first answer: a SYN-ACK, a datagram, an echo reply. */
    record Answer() implements Role {}

    /** A reset that the kernel or a rule of a node makes in the name of the server. */
    record Reset() implements Role {}

    /**
     * An ICMP error.
     *
     * @param type ICMP type, of ICMPv6 for packets of IPv6; -1 when any error's
     * @param code ICMP code
     * @param about header of the packet that it carries, as translations have left it so far
     */
    record IcmpError(int type, int code, FiveTuple about) implements Role {
        public IcmpError about(FiveTuple other) {
            return new IcmpError(type, code, other);
        }
    }

    Role OPENING = new Opening();
    Role LATER = new Later();
    Role ANSWER = new Answer();
    Role RESET = new Reset();
}
