package io.packetwalk.check.conntrack;

import io.packetwalk.check.Case;
import io.packetwalk.fact.logs.DnsQueries;
import io.packetwalk.fact.logs.DnsQueryLogFact;
import io.packetwalk.model.DnsLog;
import io.packetwalk.model.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Stalls as a DNS server's log shows them: of a pair from one socket, which leaves its client within a millisecond, one query came at once and the other one resolver
 * timeout later. A query that was late, and not lost, is logged twice.
 */
final class LoggedStalls {

    /** glibc's and, halved, musl's timeout (resolv.conf(5); musl src/network/res_msend.c), and how exact a log is. */
    private static final List<Duration> TIMEOUTS = List.of(Duration.ofSeconds(5), Duration.ofMillis(2500));

    private static final Duration EXACT = Duration.ofMillis(150);

    private static final Duration LONGEST = Duration.ofSeconds(6);

    /** Socket and name of a pair. */
    private record Pair(String client, String qname) {}

    /** The first query of a pair. */
    private record First(int row, Instant time, String qtype) {}

    /**
     * A stall.
     *
     * @param once the query that came at once
     * @param late the one that came a timeout later
     */
    record Stall(DnsQueryLogFact once, DnsQueryLogFact late) {
        Duration gap() {
            return Duration.between(once.time().orElseThrow(), late.time().orElseThrow());
        }
    }

    private LoggedStalls() {}

    /** Those of all logs with times. Logs have millions of queries: only where a node counts failed insertions are they looked for. */
    static List<Stall> of(Case that) {
        boolean counted = that.cluster().nodes().stream()
                .map(Node::netns)
                .anyMatch(netns -> netns.conntrackSamples().sum("insert_failed") > 0);
        return counted
                ? that.cluster().dnsLogs().stream()
                        .map(DnsLog::queries)
                        .filter(DnsQueries::timed)
                        .flatMap(queries -> in(queries).stream())
                        .toList()
                : List.of();
    }

    private static List<Stall> in(DnsQueries queries) {
        Map<Pair, First> open = new LinkedHashMap<>();
        List<Stall> stalls = new ArrayList<>();
        for (int row = 0; row < queries.size(); row++) {
            Optional<Instant> time = queries.time(row);
            if (time.isEmpty()) {
                continue;
            }
            forget(open, time.get());
            DnsQueryLogFact query = queries.get(row);
            Pair pair = new Pair(query.client().toString(), query.qname());
            First first = open.remove(pair);
            if (first == null) {
                open.put(pair, new First(row, time.get(), query.qtype()));
            } else if (!first.qtype().equals(query.qtype()) && isTimeout(Duration.between(first.time(), time.get()))) {
                stalls.add(new Stall(queries.get(first.row()), query));
            }
        }
        return stalls;
    }

    private static boolean isTimeout(Duration gap) {
        return TIMEOUTS.stream().anyMatch(timeout -> gap.minus(timeout).abs().compareTo(EXACT) <= 0);
    }

    /** Queries come in the order of time, so that the oldest are in front. */
    private static void forget(Map<Pair, First> open, Instant now) {
        Iterator<First> oldest = open.values().iterator();
        while (oldest.hasNext() && Duration.between(oldest.next().time(), now).compareTo(LONGEST) > 0) {
            oldest.remove();
        }
    }
}
