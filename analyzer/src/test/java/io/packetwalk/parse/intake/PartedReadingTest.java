package io.packetwalk.parse.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.parse.LineParser;
import io.packetwalk.parse.StreamContent;
import io.packetwalk.parse.Tally;
import io.packetwalk.parse.conntrack.ConntrackList;
import io.packetwalk.parse.logs.AppLog;
import io.packetwalk.parse.logs.CoreDnsLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An artifact that is read in parts says what it says when it is read from its first line to its last. */
class PartedReadingTest {

    private static final int PART = 1 << 14;
    private static final int SIZE = 100 * PART;

    private final ExecutorService workers = Executors.newFixedThreadPool(2);

    @AfterEach
    void stop() {
        workers.shutdownNow();
    }

    /** What may stand at a cut: lines that a runtime cut, broken ones, words of a failure, a summary, a line without end. */
    @SuppressWarnings("ImmutableEnumChecker") // parsers and lambdas without state
    enum Kind {
        DNS(new CoreDnsLog(), (random, n) -> switch (random.nextInt(8)) {
            case 0 -> "2026-11-21T00:53:17." + n + "Z stdout P [INFO] 10.0." + n % 200 + ".1:5000 - 7 \"A IN na\n";
            case 1 -> "2026-11-21T00:53:17.5Z stdout F [ERROR] plugin/errors: 2 a" + n + ". A: read udp: i/o timeout\n";
            case 2 -> "strange line " + n + "\n";
            case 3 -> "[INFO] [fd00::" + n % 9999 + "]:53 - 1 \"AAAA IN Web. udp 62 false 512\" - - 0 -\n";
            case 4 -> "[INFO] 10.0.0.1:53 - 1 \"custom " + n + "\" x\n";
            default ->
                "[INFO] 10.0." + n % 200 + ".1:4" + n % 999 + " - " + n % 60000 + " \"A IN n" + n % 70
                        + ".x. udp 62 false 512\" NOERROR qr,rd 100 0.000" + n % 899 + "s\r\n";
        }),
        CONNECTIONS(new ConntrackList(), (random, n) -> switch (random.nextInt(9)) {
            case 0 ->
                "udp 17 29 src=fd00::1 dst=fd00::" + n % 999 + " sport=1 dport=53 src=fd00::2 dst=fd00::1 sport=53"
                        + " dport=1 mark=" + n % 7 + " id=" + n + "\n";
            case 1 -> "tcp 6 broken src=10.0.0.1\n";
            case 2 ->
                n % 1000 == 2 ? "conntrack v1.4.7 (conntrack-tools): " + n + " flow entries have been shown.\n" : "\n";
            case 3 -> n == 5 ? "Killed\n" : "";
            default ->
                "tcp 6 99 ESTABLISHED src=10.0.0.1 dst=10.1." + n % 200 + ".1 sport=" + n % 60000
                        + " dport=80 packets=1 bytes=" + n + " src=10.2.0.1 dst=10.0.0.1 sport=80 dport=" + n % 60000
                        + " packets=0 bytes=0 [ASSURED] mark=0 use=1\n";
        }),
        ENDLESS(AppLog.APP, (random, n) -> n % 5_000 == 0 ? "x".repeat(3 * PART) + "\n" : "level=error n=" + n + "\n");

        private final LineParser<?> parser;
        private final BiFunction<Random, Integer, String> line;

        Kind(LineParser<?> parser, BiFunction<Random, Integer, String> line) {
            this.parser = parser;
            this.line = line;
        }

        private byte[] bytes() {
            Random random = new Random(name().length());
            StringBuilder out = new StringBuilder(SIZE + 200);
            for (int n = 1; out.length() < SIZE; n++) {
                out.append(line.apply(random, n));
            }
            return out.toString().getBytes(StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @EnumSource
    void saysWhatReadingAsAWholeSays(Kind kind) throws IOException {
        byte[] bytes = kind.bytes();
        Tally whole = new Tally("x");
        Tally parted = new Tally("x");

        kind.parser.parse(StreamContent.of("x", bytes), whole);
        PartedReading.read(kind.parser, workers, PART, StreamContent.of("x", bytes), parted);

        assertThat(parted.coverage("x")).isEqualTo(whole.coverage("x"));
        assertThat(parted.presence()).isEqualTo(whole.presence());
        assertThat(parted.notes()).isEqualTo(whole.notes());
        assertThat(parted.facts()).isEqualTo(whole.facts()).isNotEmpty();
    }
}
