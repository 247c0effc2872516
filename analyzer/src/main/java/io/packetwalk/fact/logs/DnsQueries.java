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
 * Logged queries as numbers: 16 bytes each, 12 more for a log that carries times. A log has millions of queries for some thousand names of some thousand clients:
 * each of those is kept once, and who looks for names looks at those first ({@link #rows}). Nearly every line is a query, so lines are kept only where some is not.
 */
public final class DnsQueries extends AbstractList<DnsQueryLogFact> implements RandomAccess {

    /** Whole nanoseconds up to 4.29 s fit 32 bits; the others stand in {@link #odd}. */
    private static final long ODD = 0xffff_ffffL;

    private static final int TIMELESS = -1;

    /** How a query was asked and answered, whatever the name. */
    public record Answer(String qtype, Proto proto, String rcode, String flags) {}

    private final String artifact;
    private final Numbered<String> names = new Numbered<>();
    private final Numbered<Answer> answers = new Numbered<>();
    private final Numbered<Question> questions = new Numbered<>();
    private final Numbered<Ip> clients = new Numbered<>();

    /** Question, client, the client's port with the message's id, nanoseconds. */
    private final Rows rows = new Rows(4);

    /** A row and its line, where it is not the line after that of the row before. */
    private final Rows lines = new Rows(2);

    private long lastLine;

    /** Second and nanosecond of each row's time, in a log that is {@link #timed}. */
    private final Rows times = new Rows(3);

    private final Map<Integer, Double> odd = new HashMap<>();
    private boolean timed;

    /** A name and how it was answered, by their numbers. */
    private record Question(int name, int answer) {}

    public DnsQueries(String artifact) {
        this.artifact = artifact;
    }

    /** Appends a query. */
    @Override
    public boolean add(DnsQueryLogFact query) {
        IpPort client = query.client();
        Answer answer = new Answer(query.qtype(), query.proto(), query.rcode(), query.flags());
        int row = add(query.source().from(), question(name(query.qname()), answer(answer)), client(client.ip()));
        set(row, client.port(), query.id(), query.millis(), query.time());
        return true;
    }

    /** The number of a name, for {@link #add}. */
    public int name(String name) {
        return names.number(name);
    }

    /** The number of an answer, for {@link #add}. */
    public int answer(Answer answer) {
        return answers.number(answer);
    }

    /** The number of a client, for {@link #add}. */
    public int client(Ip client) {
        return clients.number(client);
    }

    /** The number of a name with its answer, for {@link #add}. */
    public int question(int name, int answer) {
        return questions.number(new Question(name, answer));
    }

    /** Appends a query by the numbers of its parts, and gives its row; {@link #set} tells the rest. */
    public int add(long line, int question, int client) {
        int row = rows.add();
        int[] page = rows.page(row);
        int at = rows.at(row);
        page[at] = question;
        page[at + 1] = client;
        if (row == 0 || line != lastLine + 1) {
            int begin = lines.add();
            lines.page(begin)[lines.at(begin)] = row;
            lines.page(begin)[lines.at(begin) + 1] = (int) line;
        }
        lastLine = line;
        return row;
    }

    private long line(int row) {
        int low = 0;
        int high = lines.size() - 1;
        while (low < high) {
            int middle = low + high + 1 >>> 1;
            if (lines.page(middle)[lines.at(middle)] <= row) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        int[] page = lines.page(low);
        int at = lines.at(low);
        return (long) page[at + 1] + row - page[at];
    }

    /** What each query has of its own, as in {@link DnsQueryLogFact}. */
    public void set(int row, int port, int id, double millis, Optional<Instant> time) {
        int[] page = rows.page(row);
        int at = rows.at(row);
        page[at + 2] = port << 16 | id;
        page[at + 3] = nanos(row, millis);
        if (time.isPresent() || timed) {
            time(row, time);
        }
    }

    /** Appends all queries of the log's next part. */
    public void append(DnsQueries next) {
        int[] name = next.names.values().stream().mapToInt(this::name).toArray();
        int[] answer = next.answers.values().stream().mapToInt(this::answer).toArray();
        int[] client = next.clients.values().stream().mapToInt(this::client).toArray();
        int[] question = next.questions.values().stream()
                .mapToInt(each -> question(name[each.name], answer[each.answer]))
                .toArray();
        int begun = size();
        for (int from = 0; from < next.size(); from++) {
            int[] page = next.rows.page(from);
            int at = next.rows.at(from);
            int row = add(next.line(from), question[page[at]], client[page[at + 1]]);
            System.arraycopy(page, at + 2, rows.page(row), rows.at(row) + 2, 2);
            if (timed || next.timed) {
                time(row, next.time(from));
            }
        }
        next.odd.forEach((row, millis) -> odd.put(begun + row, millis));
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
        time.ifPresent(when -> {
            int[] page = times.page(row);
            int at = times.at(row);
            Rows.put(page, at, when.getEpochSecond());
            page[at + 2] = when.getNano();
        });
    }

    @Override
    public DnsQueryLogFact get(int row) {
        Objects.checkIndex(row, size());
        int[] page = rows.page(row);
        int at = rows.at(row);
        Question question = questions.value(page[at]);
        Answer answer = answers.value(question.answer);
        return new DnsQueryLogFact(
                Source.line(artifact, line(row)),
                time(row),
                new IpPort(clients.value(page[at + 1]), page[at + 2] >>> 16),
                page[at + 2] & 0xffff,
                answer.qtype(),
                names.value(question.name),
                answer.proto(),
                answer.rcode(),
                answer.flags(),
                millis(row));
    }

    @Override
    public int size() {
        return rows.size();
    }

    /** The rows of queries for these names that were so answered, in file order. Each name is tested once, however often it was asked for. */
    public IntStream rows(Predicate<String> ofNames, Predicate<Answer> ofAnswers) {
        boolean[] answered = marks(answers.values(), ofAnswers);
        boolean[] named = marks(names.values(), ofNames);
        boolean[] asked = marks(questions.values(), each -> named[each.name] && answered[each.answer]);
        return IntStream.range(0, size()).filter(row -> asked[rows.page(row)[rows.at(row)]]);
    }

    private static <T> boolean[] marks(List<T> values, Predicate<T> wanted) {
        boolean[] marks = new boolean[values.size()];
        for (int i = 0; i < marks.length; i++) {
            marks[i] = wanted.test(values.get(i));
        }
        return marks;
    }

    /** Every name that was asked for, once. */
    public List<String> names() {
        return names.values();
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
        long nanos = rows.page(row)[rows.at(row) + 3] & ODD;
        return nanos == ODD ? odd.getOrDefault(row, -1.0) : nanos / 1e6;
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
        return rows.page(row)[rows.at(row) + 2];
    }

    private Ip who(int row) {
        return clients.value(rows.page(row)[rows.at(row) + 1]);
    }
}
