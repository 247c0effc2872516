package io.packetwalk.check.dns;

import io.packetwalk.check.Case;
import io.packetwalk.check.witness.IncidentTime;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.logs.DnsQueryLogFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Lookup;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * How long DNS servers took, by their own log or as a capture saw it.
 *
 * @param answers what was answered, the quickest first
 */
record Latency(List<Answer> answers) {

    /** A resolver gives up after 5 s and a page is slow long before that; a cached answer takes less than a millisecond, one from the internet some hundred. */
    private static final double SLOW_MILLIS = 1_000;

    /** One or two slow answers are chance. */
    private static final int FEW = 5;

    /**
     * One answer.
     *
     * @param qname the name asked for
     * @param millis from the query to its answer
     * @param source where it stands
     */
    record Answer(String qname, double millis, Source source) {}

    Latency {
        answers = answers.stream()
                .sorted(Comparator.comparingDouble(Answer::millis).thenComparing(Answer::source))
                .toList();
    }

    /** What the servers' logs say of the names that match, as far as it is not of another time. */
    static Latency logged(Case that, Predicate<String> names) {
        List<Answer> answers = new ArrayList<>();
        that.cluster()
                .dnsLogs()
                .forEach(log -> log.queries().stream()
                        .filter(query -> query.millis() >= 0 && names.test(query.qname()))
                        .filter(query ->
                                !IncidentTime.covers(that, query.time()).no())
                        .forEach(query -> answers.add(answer(query))));
        return new Latency(answers);
    }

    private static Answer answer(DnsQueryLogFact query) {
        return new Answer(query.qname(), query.millis(), query.source());
    }

    /** What captures show of lookups that match. A query that was sent twice is left out: the time is the resolver's patience, not the server's work. */
    static Latency captured(List<Lookup> lookups, Predicate<String> names) {
        return new Latency(lookups.stream()
                .flatMap(lookup -> lookup.exchanges().stream())
                .filter(asked -> asked.exchange().queries() == 1
                        && asked.exchange().micros() >= 0
                        && names.test(asked.exchange().qname()))
                .map(asked ->
                        new Answer(asked.exchange().qname(), asked.exchange().micros() / 1000.0, asked.source()))
                .toList());
    }

    /** The same of what these flows carried. */
    static Latency captured(List<Flow> flows) {
        return new Latency(flows.stream()
                .flatMap(flow -> flow.dns().stream()
                        .filter(exchange -> exchange.queries() == 1 && exchange.micros() >= 0)
                        .map(exchange -> new Answer(
                                exchange.qname(),
                                exchange.micros() / 1000.0,
                                Source.packet(flow.nearest().artifact(), exchange.queryPacket()))))
                .toList());
    }

    /** At least one answer in twenty took a second or longer, and it is not one or two only. */
    boolean slow() {
        long slow = answers.stream()
                .filter(answer -> answer.millis() >= SLOW_MILLIS)
                .count();
        return slow >= FEW && slow * 20 >= answers.size();
    }

    /** There are enough of them to say so, and hardly one was slow. */
    boolean fast() {
        return answers.size() >= FEW && percentile(95) < SLOW_MILLIS / 5;
    }

    /** The slowest. */
    List<Answer> slowest() {
        return answers.reversed().stream().limit(3).toList();
    }

    private double percentile(int percent) {
        return answers.get((answers.size() - 1) * percent / 100).millis();
    }

    /** {@code 120 answers, half within 0.2 ms, 99 of 100 within 1,400 ms}. */
    @Override
    public String toString() {
        return answers.isEmpty()
                ? "no answers"
                : String.format(
                        Locale.ROOT,
                        "%,d answers, half within %,.1f ms, 99 of 100 within %,.0f ms",
                        answers.size(),
                        percentile(50),
                        percentile(99));
    }
}
