package io.packetwalk.walk;

import io.packetwalk.evidence.Source;
import java.util.List;
import java.util.Optional;

/**
 * The TTL or hop limit that a rule has given a packet. That of a packet which no rule touched is taken to be large enough.
 *
 * @param left hosts that may still pass it on, and one
 * @param by the rule
 */
public record HopLimit(int left, Source by) {

    /** A host passes the packet on, or its hops are used up and its sender is told (net/ipv4/ip_forward.c, ip_forward; net/ipv6/ip6_output.c, ip6_forward). */
    public static Passage passedOn(Passage passage) {
        Packet packet = passage.packet();
        Optional<HopLimit> limit = packet.hopLimit();
        if (limit.isEmpty()) {
            return passage;
        }
        HopLimit hops = limit.get();
        if (hops.left() > 1) {
            return passage.with(packet.withHopLimit(new HopLimit(hops.left() - 1, hops.by())));
        }
        boolean v6 = packet.tuple().dst().ip().v6();
        String reason = passage.at().name() + " does not pass it on: a rule has set its " + (v6 ? "hop limit" : "TTL")
                + " so low that it ends here";
        return passage.end(
                Ending.rejected(v6 ? "icmp6-time-exceeded" : "icmp-time-exceeded", reason, List.of(hops.by())));
    }
}
