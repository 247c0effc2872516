package io.packetwalk.fact.iproute;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.net.Ip;

/**
 * An address on an interface.
 *
 * @param source its line
 * @param dev ifname
 * @param ip address
 * @param prefix prefix length
 * @param scope {@code global}, {@code link}, {@code host}
 */
public record AddrFact(Source source, String dev, Ip ip, int prefix, String scope) implements Fact {}
