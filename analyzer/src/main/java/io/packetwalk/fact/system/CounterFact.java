package io.packetwalk.fact.system;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;

/**
 * One counter since boot of its network namespace.
 *
 * @param source its line
 * @param name as nstat spells it, for example {@code TcpExtListenOverflows}, {@code IpInReceives}; softnet as {@code SoftnetDropped}; of a network card as
 *     {@code ethtool:eth0:rx_missed_errors}, with the device and the driver's own name
 * @param value count
 */
public record CounterFact(Source source, String name, long value) implements Fact {}
