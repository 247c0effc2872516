package io.packetwalk.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.packetwalk.evidence.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SearchTest {
    private static final List<String> LINES = List.of(
            "[4:240] -A KUBE-SEP-SS2T4ADR43IYLGAO -p tcp -m comment --comment \"default/web:http\" -j DNAT --to-destination 10.244.2.4:8080",
            "10.244.2.40 dev cni0 lladdr 0a:58:0a:f4:02:28 STALE",
            "10.244.2.0/24 via 172.18.0.3 dev eth0 proto static",
            "[81233.1] nf_conntrack: nf_conntrack: table full, dropping packet",
            "{\"name\":\"web-7d4f-x2\",\"podIP\":\"fd00:10:244::5\"}",
            "Größe überschritten: table is not full");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "10.244.2.4 | 0",
                "10.244.2.4:8080 | 0",
                "10.244.2.4* | 0 1",
                "10.244.2.0/24 | 2",
                "10.244.2.0 | 2",
                "kube-sep-ss2t4adr43iylgao | 0",
                "KUBE-SEP-* | 0",
                "default/web | 0",
                "web | 0 4",
                "web-7d4f | 4",
                "fd00:10:244::5 | 4",
                "table full | 3 5",
                "\"table full\" | 3",
                "\"table full\" OR stale | 1 3",
                "full !nf_conntrack | 5",
                "full NOT nf_conntrack | 5",
                "dev AND eth0 | 2",
                "größe | 5",
                "absent | ''",
            })
    void findsTheseLines(String query, String expected) throws QueryException {
        LineQuery wanted = QueryReader.read(query);

        assertThat(IntStream.range(0, LINES.size())
                        .filter(i -> wanted.matches(LINES.get(i)))
                        .mapToObj(Integer::toString))
                .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected.split(" ")));
        assertThat(found(LINES, wanted)).containsAll(matching(LINES, wanted));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "!only", "NOT only", "a OR !b", "\"open", "***", "\"--\""})
    void whatAsksForNothingIsRefused(String query) {
        assertThatThrownBy(() -> QueryReader.read(query)).isInstanceOf(QueryException.class);
    }

    /** The law the index stands on: no line that matches is ever outside the chunks it names. */
    @Test
    void chunksAreASupersetOfTheHits() throws QueryException {
        SplittableRandom dice = new SplittableRandom(7);
        List<String> lines = IntStream.range(0, 400).mapToObj(_i -> line(dice)).toList();
        for (int i = 0; i < 300; i++) {
            String line = lines.get(dice.nextInt(lines.size()));
            int from = dice.nextInt(line.length());
            String piece = line.substring(from, Math.min(line.length(), from + 1 + dice.nextInt(9)));
            if (Parts.smallest(piece).isEmpty() || piece.contains("\"") || piece.isBlank()) {
                continue;
            }
            LineQuery query = QueryReader.read('"' + piece + '"');

            assertThat(found(lines, query)).as(piece).containsAll(matching(lines, query));
        }
    }

    private static String line(SplittableRandom dice) {
        String signs = "ab10.:/-_ =\u00fc";
        StringBuilder text = new StringBuilder("x");
        for (int i = 0; i < 24; i++) {
            text.append(signs.charAt(dice.nextInt(signs.length())));
        }
        return text.toString();
    }

    private static List<Long> matching(List<String> lines, LineQuery query) {
        List<Long> hits = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (query.matches(lines.get(i))) {
                hits.add((long) i);
            }
        }
        return hits;
    }

    /** One line per chunk, so that a chunk is a line. */
    private static List<Long> found(List<String> lines, LineQuery query) {
        try (ChunkIndex index = new LuceneIndex()) {
            for (int i = 0; i < lines.size(); i++) {
                index.add(Source.line("a.txt", i), lines.get(i));
            }
            return index.search(query).stream().map(chunk -> chunk.at().from()).toList();
        }
    }
}
