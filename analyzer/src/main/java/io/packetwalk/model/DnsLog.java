package io.packetwalk.model;

import io.packetwalk.evidence.Place;
import io.packetwalk.fact.logs.DnsErrorLogFact;
import io.packetwalk.fact.logs.DnsQueries;
import io.packetwalk.fact.logs.LogLineFact;
import java.util.List;

/**
 * The log of one DNS server.
 *
 * @param artifact its artifact
 * @param place the pod (or host) it ran in
 * @param queries logged queries, in file order
 * @param errors logged errors, in file order
 * @param lines other noteworthy lines, in file order
 */
public record DnsLog(
        String artifact, Place place, DnsQueries queries, List<DnsErrorLogFact> errors, List<LogLineFact> lines) {}
