package io.packetwalk.fact.ipvs;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.net.IpPort;

/**
 * One real server of a virtual server.
 *
 * @param source its line
 * @param service the virtual server it belongs to
 * @param address where packets go; port 0 keeps the port
 * @param method how they get there
 * @param weight share of new connections; 0 takes none
 */
public record RealServerFact(Source source, IpvsService service, IpPort address, Method method, int weight)
        implements Fact {

    /** How packets are forwarded (ipvsadm(8), packet-forwarding-method). */
    public enum Method {
        /** {@code -m}, {@code Masq}: the destination is rewritten. */
        MASQUERADE,
        /** {@code -g}, {@code Route}: the packet goes unchanged to the real server's link address. */
        ROUTE,
        /** {@code -i}, {@code Tunnel}: the packet is put into another one. */
        TUNNEL,
        /** {@code Local}: the real server is this host. */
        LOCAL,
        /** {@code Bypass}, or a word this reader does not know. */
        OTHER
    }
}
