package io.packetwalk.report.section;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names that were looked up.
 *
 * @param total lookups
 * @param queries questions sent for them
 * @param nxdomain questions answered with NXDOMAIN
 * @param outcomes lookups by outcome
 * @param clients who asked, those with failures first
 */
public record Lookups(int total, int queries, int nxdomain, Map<String, Integer> outcomes, List<Client> clients) {
    static final Lookups NONE = new Lookups(0, 0, 0, Map.of(), List.of());

    /**
     * One client.
     *
     * @param name the pod or node, else its address
     * @param address its address
     * @param resolver its resolv.conf, null when it was not dumped
     * @param total its lookups
     * @param queries questions it sent
     * @param failed lookups that failed
     * @param lookups the first of them, failed ones first
     */
    public record Client(
            String name,
            String address,
            @Nullable Resolver resolver,
            int total,
            int queries,
            int failed,
            List<Lookup> lookups) {}

    /** A resolv.conf and where it stands. */
    public record Resolver(List<String> nameservers, List<String> search, int ndots, String source) {}

    /** One lookup: every question that was sent for one name. */
    public record Lookup(String name, String server, String outcome, List<Question> questions, List<String> flows) {}

    /** One question; {@code rcode} is empty and {@code millis} null when no answer was seen. */
    public record Question(
            String qname,
            String qtype,
            String rcode,
            List<String> answers,
            int sent,
            @Nullable Double millis,
            String at,
            String source) {}
}
