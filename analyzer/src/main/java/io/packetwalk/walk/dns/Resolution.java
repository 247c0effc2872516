package io.packetwalk.walk.dns;

import io.packetwalk.evidence.Source;
import io.packetwalk.net.Ip;
import io.packetwalk.walk.Basis;
import java.util.List;
import java.util.Optional;

/**
 * How the destination name became an address.
 *
 * @param queries the queries the client sends, in order, with the answers the model or the captures give
 * @param address the result
 * @param outcome {@code resolved}, {@code nxdomain}, {@code nodata}, {@code servfail}, {@code refused}, {@code timeout}, {@code not-needed},
 *     {@code undetermined}
 */
public record Resolution(List<Query> queries, Optional<Ip> address, String outcome) {

    public static final Resolution NOT_NEEDED = new Resolution(List.of(), Optional.empty(), "not-needed");

    /**
     * One query.
     *
     * @param name asked name with its final dot
     * @param type {@code A} or {@code AAAA}
     * @param server nameserver address as configured
     * @param rcode answer code, empty when unknown
     * @param answers addresses
     * @param basis why it is believed
     * @param sources where it stands
     */
    public record Query(
            String name,
            String type,
            String server,
            String rcode,
            List<String> answers,
            Basis basis,
            List<Source> sources) {}
}
