package io.packetwalk.fact.cni;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;

/**
 * An endpoint's policy map in {@code cilium-dbg bpf policy get --all}: what is not in its entries is not allowed.
 *
 * @param source line of its title
 * @param endpoint number of the endpoint on this node
 */
public record CiliumPolicyMapFact(Source source, int endpoint) implements Fact {}
