package io.packetwalk.fact.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.Counters;
import io.packetwalk.fact.conntrack.ConnectionTable;
import io.packetwalk.fact.conntrack.ConntrackFact;
import io.packetwalk.fact.logs.DnsQueries;
import io.packetwalk.fact.logs.DnsQueryLogFact;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is put into a table comes out of it equal, whatever the values. */
class TablesTest {

    private final Random random = new Random(7);

    @Test
    void connectionsComeOutAsTheyWentIn() {
        ConnectionTable table = new ConnectionTable("ct.txt");
        List<ConntrackFact> entries = new ArrayList<>();
        for (int line = 1; line <= 3000; line++) {
            entries.add(connection(line));
        }
        table.addAll(entries);

        assertThat(table).isEqualTo(entries);
    }

    private ConntrackFact connection(int line) {
        Optional<Counters> counters = random.nextBoolean()
                ? Optional.empty()
                : Optional.of(new Counters(random.nextLong(Long.MAX_VALUE), random.nextLong(Long.MAX_VALUE)));
        return new ConntrackFact(
                Source.line("ct.txt", line),
                random.nextInt(3),
                random.nextInt(-1, 100),
                List.of("", "ESTABLISHED", "TIME_WAIT").get(random.nextInt(3)),
                tuple(),
                tuple(),
                counters,
                random.nextBoolean() ? counters : Optional.empty(),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextLong(1L << 32),
                random.nextBoolean() ? -1 : random.nextLong(1L << 32));
    }

    private FiveTuple tuple() {
        return new FiveTuple(new Proto(random.nextInt(256)), end(), end());
    }

    private IpPort end() {
        return new IpPort(ip(), random.nextInt(65536));
    }

    private Ip ip() {
        return random.nextInt(4) == 0 ? Ip.v6(random.nextLong(), random.nextLong()) : Ip.v4(random.nextInt());
    }

    @Test
    void queriesComeOutAsTheyWentIn() {
        DnsQueries queries = new DnsQueries("dns.log");
        List<DnsQueryLogFact> lines = new ArrayList<>();
        // Between queries other lines stand here and there; the first thousand carry no time.
        for (int line = 1; line <= 3000; line += random.nextInt(5) == 0 ? 1 + random.nextInt(9) : 1) {
            lines.add(query(line, line > 1000 && random.nextBoolean()));
        }
        queries.addAll(lines);

        assertThat(queries).isEqualTo(lines);
    }

    @Test
    void queriesAreFoundByWhatTheyAsked() {
        DnsQueries queries = new DnsQueries("dns.log");
        for (int line = 1; line <= 500; line++) {
            queries.add(query(line, false));
        }

        assertThat(queries.rows("n3."::equals, answer -> answer.qtype().equals("A"))
                        .mapToObj(queries::get))
                .isNotEmpty()
                .isEqualTo(queries.stream()
                        .filter(query ->
                                query.qname().equals("n3.") && query.qtype().equals("A"))
                        .toList());
    }

    private DnsQueryLogFact query(int line, boolean timed) {
        List<Double> durations = List.of(-1.0, 0.0, 0.112, 0.335278, 1e-7, 4294.967295, 4294.967294, 60_000.5, 1 / 3.0);
        return new DnsQueryLogFact(
                Source.line("dns.log", line),
                timed ? Optional.of(Instant.ofEpochSecond(random.nextLong(-10, 1L << 33), 7)) : Optional.empty(),
                end(),
                random.nextInt(65536),
                List.of("A", "AAAA").get(random.nextInt(2)),
                "n" + random.nextInt(9) + ".",
                random.nextBoolean() ? Proto.UDP : Proto.TCP,
                random.nextBoolean() ? "NOERROR" : "-",
                "qr,rd",
                durations.get(random.nextInt(durations.size())));
    }

    @Test
    void anIndexTellsAllRowsOfAKeyInOrder() {
        long[] keys = random.longs(5000, 0, 300).map(key -> key << 32).toArray();
        RowIndex index = new RowIndex(keys.length, row -> keys[row]);

        for (long key = 0; key < 310L << 32; key += 1L << 32) {
            long wanted = key;
            assertThat(index.rows(key).filter(row -> keys[row] == wanted).toArray())
                    .isEqualTo(IntStream.range(0, keys.length)
                            .filter(row -> keys[row] == wanted)
                            .toArray());
        }
    }

    @Test
    void anIndexOfNothingFindsNothing() {
        assertThat(new RowIndex(0, row -> row).rows(42)).isEmpty();
    }
}
