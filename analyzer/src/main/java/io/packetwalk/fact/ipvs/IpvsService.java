package io.packetwalk.fact.ipvs;

import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;

/** What a virtual server takes. */
public sealed interface IpvsService {

    /** Packets to an address and port; port 0 is all ports. */
    record At(Proto proto, IpPort address) implements IpvsService {
        @Override
        public String toString() {
            return proto + " " + address;
        }
    }

    /** Packets of one address family that carry a mark. */
    record Marked(long mark, boolean v6) implements IpvsService {
        @Override
        public String toString() {
            return "mark " + mark + (v6 ? " (IPv6)" : "");
        }
    }
}
