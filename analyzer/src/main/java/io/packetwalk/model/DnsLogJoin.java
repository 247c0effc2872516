package io.packetwalk.model;

import io.packetwalk.evidence.Place;
import io.packetwalk.fact.Reading;
import io.packetwalk.fact.logs.DnsErrorLogFact;
import io.packetwalk.fact.logs.DnsQueries;
import io.packetwalk.fact.logs.DnsQueriesFact;
import io.packetwalk.fact.logs.LogLineFact;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One log per DNS server. The same log in two forms (plain and CRI) is kept once, in the form that carries times. */
final class DnsLogJoin {

    private DnsLogJoin() {}

    static List<DnsLog> join(List<Reading> readings) {
        Map<Questions, DnsLog> kept = new LinkedHashMap<>();
        for (Reading reading : readings) {
            if (!reading.format().equals("coredns-log")) {
                continue;
            }
            DnsLog log = new DnsLog(
                    reading.artifact(),
                    reading.place(),
                    queries(reading),
                    of(reading, DnsErrorLogFact.class),
                    of(reading, LogLineFact.class));
            kept.merge(Questions.of(log), log, (old, next) -> timed(next) && !timed(old) ? next : old);
        }
        return List.copyOf(kept.values());
    }

    /** What a log was asked, in order. Two logs of one place that name the same questions are two forms of one log. */
    private record Questions(Place place, DnsQueries queries, int errors) {

        static Questions of(DnsLog log) {
            return new Questions(
                    log.place(),
                    log.queries(),
                    log.queries().isEmpty() ? log.errors().size() : 0);
        }

        @Override
        public boolean equals(@Nullable Object object) {
            return object instanceof Questions other
                    && place.equals(other.place)
                    && errors == other.errors
                    && queries.alike(other.queries);
        }

        /** Logs have millions of queries and nodes few logs: their number is enough. */
        @Override
        public int hashCode() {
            return Objects.hash(place, queries.size(), errors);
        }
    }

    private static boolean timed(DnsLog log) {
        return log.queries().timed()
                || log.errors().stream().anyMatch(error -> error.time().isPresent());
    }

    private static DnsQueries queries(Reading reading) {
        return of(reading, DnsQueriesFact.class).stream()
                .findFirst()
                .map(DnsQueriesFact::queries)
                .orElseGet(() -> new DnsQueries(reading.artifact()));
    }

    private static <T> List<T> of(Reading reading, Class<T> type) {
        return reading.facts().stream().filter(type::isInstance).map(type::cast).toList();
    }
}
