package io.packetwalk.fact.cni;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.net.IpPort;
import java.util.Optional;

/**
 * One backend of a frontend in {@code cilium-dbg bpf lb list}.
 *
 * @param source its line
 * @param frontend key
 * @param slot place among the backends, from 1; 0 when the release does not print it
 * @param backend address; empty when the slot names a backend that is in no map ({@code backend 7 not found})
 */
public record CiliumSlotFact(Source source, CiliumFrontend frontend, int slot, Optional<IpPort> backend)
        implements Fact {}
