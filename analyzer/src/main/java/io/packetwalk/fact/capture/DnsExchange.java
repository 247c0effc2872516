package io.packetwalk.fact.capture;

import java.time.Instant;
import java.util.List;

/**
 * One DNS question and its answer, as one capture point saw them.
 *
 * @param id message id
 * @param qname asked name, lower case, with its final dot
 * @param qtype for example {@code A}
 * @param asked time of the first query
 * @param queryPacket its packet number
 * @param queries how often it was sent with this id
 * @param rcode {@code NOERROR}, {@code NXDOMAIN}, ...; empty when no answer was seen
 * @param answers addresses and names of the answer section
 * @param answerPacket packet number of the answer, 0 when none
 * @param micros query to answer, -1 when none
 * @param truncated TC bit of the answer
 * @param udpSize UDP payload the asker takes by EDNS, 0 without
 */
public record DnsExchange(
        int id,
        String qname,
        String qtype,
        Instant asked,
        long queryPacket,
        int queries,
        String rcode,
        List<String> answers,
        long answerPacket,
        long micros,
        boolean truncated,
        int udpSize) {}
