package io.packetwalk.fact.logs;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import java.time.Instant;
import java.util.Optional;

/**
 * One query of CoreDNS's {@code log} plugin.
 *
 * @param source its line
 * @param time when, if the line carries it (CRI, {@code kubectl --timestamps})
 * @param client who asked
 * @param id message id
 * @param qtype for example {@code A}
 * @param qname asked name, lower case, with its final dot
 * @param proto udp or tcp
 * @param rcode for example {@code NOERROR}
 * @param flags header flags as printed
 * @param millis duration, -1 when {@code -}
 */
public record DnsQueryLogFact(
        Source source,
        Optional<Instant> time,
        IpPort client,
        int id,
        String qtype,
        String qname,
        Proto proto,
        String rcode,
        String flags,
        double millis)
        implements Fact {}
