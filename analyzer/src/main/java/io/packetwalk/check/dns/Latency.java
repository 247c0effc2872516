package io.packetwalk.check.dns;

import io.packetwalk.check.Case;
import io.packetwalk.check.witness.IncidentTime;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.capture.DnsExchange;
import io.packetwalk.fact.logs.DnsQueries;
import io.packetwalk.fact.logs.DnsQueryLogFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Lookup;
import io.packetwalk.model.DnsLog;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;

/** How long DNS servers took, by their own log or as a capture saw it. A log has millions of answers: of most, only the time is kept. */
final class Latency {

    /** A resolver gives up after 5 s and a page is slow long before that; a cached answer takes less than a millisecond, one from the internet some hundred. */
    private static final double SLOW_MILLIS = 1_000;

    /** One or two slow answers are chance. */
    private static final int FEW = 5;

    private static final int SHOWN = 3;

    private static final Comparator<Answer> QUICKEST =
            Comparator.comparingDouble(Answer::millis).thenComparing(Answer::source);

    /**
     * One answer.
     *
     * @param qname the name asked for
     * @param millis from the query to its answer
     * @param source where it stands
     */
    record Answer(String qname, double millis, Source source) {}

    private double[] millis = new double[16];
    private int count;
    private final TreeSet<Answer> slowest = new TreeSet<>(QUICKEST.reversed());
    private Optional<Answer> quickest = Optional.empty();

    private Latency() {}

    /** What the servers' logs say of the names that match, as far as it is not of another time. */
    static Latency logged(Case that, Predicate<String> names) {
        Latency latency = new Latency();
        IncidentTime time = IncidentTime.of(that);
        for (DnsLog log : that.cluster().dnsLogs()) {
            DnsQueries queries = log.queries();
            queries.rows(names, _answer -> true)
                    .filter(row -> queries.millis(row) >= 0
                            && !time.covers(queries.time(row)).no())
                    .forEach(row -> latency.add(queries.millis(row), () -> answer(queries.get(row))));
        }
        return latency;
    }

    private static Answer answer(DnsQueryLogFact query) {
        return new Answer(query.qname(), query.millis(), query.source());
    }

    /** What captures show of lookups that match. A query that was sent twice is left out: the time is the resolver's patience, not the server's work. */
    static Latency captured(List<Lookup> lookups, Predicate<String> names) {
        Latency latency = new Latency();
        for (Lookup lookup : lookups) {
            for (Lookup.Asked asked : lookup.exchanges()) {
                if (names.test(asked.exchange().qname())) {
                    latency.add(asked.exchange(), asked::source);
                }
            }
        }
        return latency;
    }

    /** The same of what these flows carried. */
    static Latency captured(List<Flow> flows) {
        Latency latency = new Latency();
        for (Flow flow : flows) {
            for (DnsExchange exchange : flow.dns()) {
                latency.add(exchange, () -> Source.packet(flow.nearest().artifact(), exchange.queryPacket()));
            }
        }
        return latency;
    }

    private void add(DnsExchange exchange, Supplier<Source> source) {
        if (exchange.queries() == 1 && exchange.micros() >= 0) {
            double took = exchange.micros() / 1000.0;
            add(took, () -> new Answer(exchange.qname(), took, source.get()));
        }
    }

    /** @param answer puts it together, should it be one to show */
    private void add(double took, Supplier<Answer> answer) {
        if (count == millis.length) {
            millis = Arrays.copyOf(millis, count * 2);
        }
        millis[count++] = took;
        if (slowest.size() < SHOWN || took >= slowest.last().millis()) {
            slowest.add(answer.get());
            if (slowest.size() > SHOWN) {
                slowest.pollLast();
            }
        }
        if (quickest.isEmpty() || took <= quickest.get().millis()) {
            Answer next = answer.get();
            quickest = quickest.filter(old -> QUICKEST.compare(old, next) <= 0).or(() -> Optional.of(next));
        }
    }

    /** At least one answer in twenty took a second or longer, and it is not one or two only. */
    boolean slow() {
        long slow = times().filter(took -> took >= SLOW_MILLIS).count();
        return slow >= FEW && slow * 20 >= count;
    }

    /** There are enough of them to say so, and hardly one was slow. */
    boolean fast() {
        long fast = times().filter(took -> took < SLOW_MILLIS / 5).count();
        return count >= FEW && fast > (count - 1L) * 95 / 100;
    }

    /** The slowest first. */
    List<Answer> slowest() {
        return List.copyOf(slowest);
    }

    /** The quickest, none when there is no answer. */
    Optional<Answer> quickest() {
        return quickest;
    }

    private DoubleStream times() {
        return Arrays.stream(millis, 0, count);
    }

    /** {@code 120 answers, half within 0.2 ms, 99 of 100 within 1,400 ms}. */
    @Override
    public String toString() {
        double[] sorted = times().sorted().toArray();
        return count == 0
                ? "no answers"
                : String.format(
                        Locale.ROOT,
                        "%,d answers, half within %,.1f ms, 99 of 100 within %,.0f ms",
                        count,
                        sorted[(int) ((count - 1L) * 50 / 100)],
                        sorted[(int) ((count - 1L) * 99 / 100)]);
    }
}
