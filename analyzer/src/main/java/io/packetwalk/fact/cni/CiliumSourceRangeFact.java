package io.packetwalk.fact.cni;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.net.Cidr;

/**
 * A range of clients in {@code cilium-dbg bpf lb list --source-ranges}.
 *
 * @param source its line
 * @param range addresses
 * @param revNat number of the frontend it is about
 */
public record CiliumSourceRangeFact(Source source, Cidr range, int revNat) implements Fact {}
