package io.packetwalk.fact.cni;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.net.Ip;

/**
 * Which node has a range of pod addresses, in {@code cilium-dbg bpf tunnel list}. Releases from 1.18 on have no such map.
 *
 * @param source its line
 * @param base first address of the range; its length is not printed
 * @param node the node's address
 */
public record CiliumTunnelFact(Source source, Ip base, Ip node) implements Fact {}
