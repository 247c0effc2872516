package io.packetwalk.fact.cni;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;

/**
 * How many slots of a frontend are chosen from, in {@code cilium-dbg bpf lb list --frontends}.
 *
 * @param source its line
 * @param frontend key
 * @param count slots from 1 that take new connections
 * @param quarantined slots behind them that take none
 */
public record CiliumCountFact(Source source, CiliumFrontend frontend, int count, int quarantined) implements Fact {}
