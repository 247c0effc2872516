package io.packetwalk.fact.cni;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;
import java.util.Optional;

/**
 * Who has an address and where it is, in {@code cilium-dbg bpf ipcache list}.
 *
 * @param source its line
 * @param prefix addresses
 * @param identity security identity
 * @param tunnel the node that has it, empty for this node and for the world
 * @param skipTunnel sent without a tunnel although there is one
 */
public record CiliumAddressFact(Source source, Cidr prefix, long identity, Optional<Ip> tunnel, boolean skipTunnel)
        implements Fact {}
