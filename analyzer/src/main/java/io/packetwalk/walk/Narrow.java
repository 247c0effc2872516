package io.packetwalk.walk;

import io.packetwalk.evidence.Source;
import java.util.Optional;

/** A place of the way that carries packets up to a size. */
public sealed interface Narrow {

    /** Largest IP packet of the flow that is known to pass without being cut. */
    int bytes();

    /**
     * A device whose MTU was dumped.
     *
     * @param bytes largest IP packet of the flow that passes
     * @param silent true when larger ones vanish, false when the sender is told (RFC 1191)
     * @param what the device, for a reader
     * @param source where its MTU stands
     * @param teller where the sender is told, with the packet; empty when nobody tells, or when the sender itself finds out
     */
    record Device(int bytes, boolean silent, String what, Source source, Optional<Passage> teller) implements Narrow {}

    /**
     * The network between two nodes, whose devices nobody dumped. What larger packets meet there only packets that were seen can tell.
     *
     * @param overhead bytes that tunnels put around the flow's packet
     * @param from the node that sends into it
     * @param to the node at its other side
     */
    record Network(int overhead, String from, String to) implements Narrow {

        /** Every link that carries IPv6 takes this much (RFC 8200 section 5), and links between nodes that carry only IPv4 take no less. */
        private static final int EVERY_LINK = 1280;

        @Override
        public int bytes() {
            return EVERY_LINK - overhead;
        }
    }
}
