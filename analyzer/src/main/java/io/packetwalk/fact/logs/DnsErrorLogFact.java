package io.packetwalk.fact.logs;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import java.time.Instant;
import java.util.Optional;

/**
 * One line of CoreDNS's errors plugin.
 *
 * @param source its line
 * @param time when, if the line carries it
 * @param rcode numeric response code, 2 is SERVFAIL
 * @param qname asked name
 * @param qtype asked type
 * @param error the error text
 */
public record DnsErrorLogFact(
        Source source, Optional<Instant> time, int rcode, String qname, String qtype, String error) implements Fact {}
