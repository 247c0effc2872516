package io.packetwalk.fact.logs;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.table.Numbered;
import io.packetwalk.fact.table.Rows;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import java.time.Instant;
import java.util.AbstractList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Logged queries as numbers: 20 bytes each, 12 more for a log that carries times. A log has millions of queries for a few thousand names, so what was asked and
 * answered ({@link Answer}) and who asked are kept once, and who looks for names looks at those first ({@link #rows}).
 */
public final class DnsQueries extends AbstractList<DnsQueryLogFact> implements RandomAccess {

    /** Whole nanoseconds up to 4.29 s fit 32 bits; the others stand in {@link #odd}. */
    private static final long ODD = 0xffff_ffffL;

    private static final int TIMELESS = -1;

    /** What a query asked and how it was answered, the same for many. */
    public record Answer(String qtype, String qname, Proto proto, String rcode, String flags) {}

    private final String artifact;
    private final Numbered<Answer> answers = new Numbered<>();
    private final Numbered<String> words = new Numbered<>();
    private final Numbered<Ip> clients = new Numbered<>();

    /** Line, answer, client, the client's port with the message's id, nanoseconds. */
    private final Rows rows = new Rows(5);

    /** Second and nanosecond of each row's time, as far as {@link #timed} rows. */
    private final Rows times = new Rows(3);

    private final Map<Integer, Double> odd = new HashMap<>();
    private boolean timed;

    public DnsQueries(String artifact) {
        this.artifact = artifact;
    }

    /** Appends a query. */
    @Override
    public boolean add(DnsQueryLogFact query) {
        add(
                query.source().from(),
                query.time(),
                client(query.client().ip()),
                query.client().port(),
                query.id(),
                answer(new Answer(query.qtype(), query.qname(), query.proto(), query.rcode(), query.flags())),
                query.millis());
        return true;
    }

    /** The number of an answer, for {@link #add}. */
    public int answer(Answer answer) {
        int known = answers.known(answer);
        return known >= 0
                ? known
                : answers.number(new Answer(
                        shared(answer.qtype()),
                        shared(answer.qname()),
                        answer.proto(),
                        shared(answer.rcode()),
                        shared(answer.flags())));
    }

    private String shared(String word) {
        return words.value(words.number(word));
    }

    /** The number of a client, for {@link #add}. */
    public int client(Ip client) {
        return clients.number(client);
    }

    /** The same of a query's parts; client and answer by their numbers, millis as in {@link DnsQueryLogFact}. */
    public void add(long line, Optional<Instant> time, int client, int port, int id, int answer, double millis) {
        int row = rows.add();
        int[] page = rows.page(row);
        int at = rows.at(row);
        page[at] = (int) line;
        page[at + 1] = answer;
        page[at + 2] = client;
        page[at + 3] = port << 16 | id;
        page[at + 4] = nanos(row, millis);
        if (time.isPresent() || timed) {
            time(row, time);
        }
    }

    /** Appends all queries of the log's next part. */
    public void append(DnsQueries next) {
        int[] answer = next.answers.values().stream().mapToInt(this::answer).toArray();
        int[] client = next.clients.values().stream().mapToInt(this::client).toArray();
        for (int row = 0; row < next.size(); row++) {
            int[] page = next.rows.page(row);
            int at = next.rows.at(row);
            add(
                    page[at],
                    next.time(row),
                    client[page[at + 2]],
                    page[at + 3] >>> 16,
                    page[at + 3] & 0xffff,
                    answer[page[at + 1]],
                    next.millis(row));
        }
    }

    private int nanos(int row, double millis) {
        long nanos = Math.round(millis * 1e6);
        // The division that gives the value back must give this very one.
        if (nanos >= 0 && nanos < ODD && nanos / 1e6 == millis) {
            return (int) nanos;
        }
        odd.put(row, millis);
        return (int) ODD;
    }

    /** Logs carry times from their first line on or not at all; should one begin to, the rows before get none. */
    private void time(int row, Optional<Instant> time) {
        timed = true;
        while (times.size() <= row) {
            int[] page = times.page(times.add());
            page[times.at(times.size() - 1) + 2] = TIMELESS;
        }
        if (time.isPresent()) {
            int[] page = times.page(row);
            int at = times.at(row);
            Rows.put(page, at, time.get().getEpochSecond());
            page[at + 2] = time.get().getNano();
        }
    }

    @Override
    public DnsQueryLogFact get(int row) {
        Objects.checkIndex(row, size());
        int[] page = rows.page(row);
        int at = rows.at(row);
        Answer answer = answers.value(page[at + 1]);
        return new DnsQueryLogFact(
                Source.line(artifact, page[at]),
                time(row),
                new IpPort(clients.value(page[at + 2]), page[at + 3] >>> 16),
                page[at + 3] & 0xffff,
                answer.qtype(),
                answer.qname(),
                answer.proto(),
                answer.rcode(),
                answer.flags(),
                millis(row));
    }

    @Override
    public int size() {
        return rows.size();
    }

    /** The queries whose answer is one of these, in file order. Each answer is tested once, however often it was given. */
    public IntStream rows(Predicate<Answer> wanted) {
        boolean[] these = new boolean[answers.values().size()];
        boolean any = false;
        for (int i = 0; i < these.length; i++) {
            these[i] = wanted.test(answers.value(i));
            any |= these[i];
        }
        return any
                ? IntStream.range(0, size()).filter(row -> these[rows.page(row)[rows.at(row) + 1]])
                : IntStream.empty();
    }

    /** Everything that was asked and answered, each once. */
    public List<Answer> answers() {
        return answers.values();
    }

    /** When, if the line carries it. */
    public Optional<Instant> time(int row) {
        if (!timed || row >= times.size()) {
            return Optional.empty();
        }
        int[] page = times.page(row);
        int at = times.at(row);
        return page[at + 2] == TIMELESS
                ? Optional.empty()
                : Optional.of(Instant.ofEpochSecond(Rows.get(page, at), page[at + 2]));
    }

    /** Duration, -1 when the line has none. */
    public double millis(int row) {
        long nanos = rows.page(row)[rows.at(row) + 4] & ODD;
        return nanos == ODD ? odd.get(row) : nanos / 1e6;
    }

    /** Whether some query carries its time. */
    public boolean timed() {
        return timed;
    }

    /** Whether two logs tell of the same queries, whatever else their lines carry. */
    public boolean alike(DnsQueries other) {
        return size() == other.size()
                && IntStream.range(0, size())
                        .allMatch(row -> id(row) == other.id(row) && who(row).equals(other.who(row)));
    }

    /** Message id and the client's port. */
    private int id(int row) {
        return rows.page(row)[rows.at(row) + 3];
    }

    private Ip who(int row) {
        return clients.value(rows.page(row)[rows.at(row) + 2]);
    }
}
