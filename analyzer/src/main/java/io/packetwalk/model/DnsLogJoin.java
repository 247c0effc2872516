package io.packetwalk.model;

import io.packetwalk.fact.Reading;
import io.packetwalk.fact.logs.DnsErrorLogFact;
import io.packetwalk.fact.logs.DnsQueryLogFact;
import io.packetwalk.fact.logs.LogLineFact;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One log per DNS server. The same log in two forms (plain and CRI) is kept once, in the form that carries times. */
final class DnsLogJoin {

    private DnsLogJoin() {}

    static List<DnsLog> join(List<Reading> readings) {
        Map<List<Object>, DnsLog> kept = new LinkedHashMap<>();
        for (Reading reading : readings) {
            if (!reading.format().equals("coredns-log")) {
                continue;
            }
            DnsLog log = new DnsLog(
                    reading.artifact(),
                    reading.place(),
                    of(reading, DnsQueryLogFact.class),
                    of(reading, DnsErrorLogFact.class),
                    of(reading, LogLineFact.class));
            kept.merge(identity(log), log, (old, next) -> timed(next) && !timed(old) ? next : old);
        }
        return List.copyOf(kept.values());
    }

    /** Two logs that name the same questions are two forms of one log. */
    private static List<Object> identity(DnsLog log) {
        List<Object> questions = new ArrayList<>();
        questions.add(log.place());
        for (DnsQueryLogFact query : log.queries()) {
            questions.add(query.client());
            questions.add(query.id());
        }
        if (log.queries().isEmpty()) {
            questions.add(log.errors().size());
        }
        return questions;
    }

    private static boolean timed(DnsLog log) {
        return log.queries().stream().anyMatch(query -> query.time().isPresent())
                || log.errors().stream().anyMatch(error -> error.time().isPresent());
    }

    private static <T> List<T> of(Reading reading, Class<T> type) {
        return reading.facts().stream().filter(type::isInstance).map(type::cast).toList();
    }
}
