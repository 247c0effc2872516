package io.packetwalk.fact.cni;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.net.Ip;
import java.util.List;

/**
 * An endpoint in {@code cilium-dbg endpoint list}.
 *
 * @param source its line
 * @param id number on this node
 * @param ingress {@code Enabled}, {@code Disabled}, {@code Disabled (Audit)} or {@code Unknown}
 * @param egress the same for what it sends
 * @param identity security identity, -1 when it has none yet
 * @param ips addresses
 * @param state {@code ready}, {@code regenerating} and the like
 */
public record CiliumEnforcementFact(
        Source source, int id, String ingress, String egress, long identity, List<Ip> ips, String state)
        implements Fact {
    public CiliumEnforcementFact {
        ips = List.copyOf(ips);
    }
}
