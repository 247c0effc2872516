package io.packetwalk.fact.ipvs;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;

/**
 * {@code ipvsadm -L --timeout}: seconds an idle connection is kept.
 *
 * @param source its line
 * @param tcp established TCP
 * @param tcpFin TCP after a FIN
 * @param udp UDP
 */
public record IpvsTimeoutFact(Source source, int tcp, int tcpFin, int udp) implements Fact {}
