package io.packetwalk.fact.system;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.net.Ip;
import java.util.List;

/**
 * One resolv.conf.
 *
 * @param source its lines
 * @param nameservers in order
 * @param nameserverSources their lines
 * @param search search list in order (the last {@code search} or {@code domain} line wins, resolv.conf(5))
 * @param ndots 1 when absent
 * @param timeoutSeconds 5 when absent
 * @param attempts 2 when absent
 * @param options all options as written
 */
public record ResolvConfFact(
        Source source,
        List<Ip> nameservers,
        List<Source> nameserverSources,
        List<String> search,
        int ndots,
        int timeoutSeconds,
        int attempts,
        List<String> options)
        implements Fact {}
