package io.packetwalk.parse.conntrack;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.conntrack.ConntrackStatFact;
import io.packetwalk.parse.Claims;
import io.packetwalk.parse.Content;
import io.packetwalk.parse.FactSink;
import io.packetwalk.parse.Format;
import io.packetwalk.parse.Head;
import io.packetwalk.parse.LineReader;
import io.packetwalk.parse.Lines;
import io.packetwalk.parse.Numbers;
import io.packetwalk.parse.Parser;
import io.packetwalk.parse.Score;
import io.packetwalk.parse.Words;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * {@code conntrack -S}: one line per CPU; without netlink support one counter per line, summed (CPU -1); or the raw
 * {@code /proc/net/stat/nf_conntrack}, a header and hexadecimal columns per CPU.
 *
 * <pre>
 * cpu=0   	found=0 invalid=12 insert=0 insert_failed=3 drop=3 early_drop=0 error=0 search_restart=7 clash_resolve=1 chaintoolong=0
 * </pre>
 *
 * <pre>
 * entries                 	1204
 * searched                	0
 * insert_failed           	3
 * </pre>
 *
 * <pre>
 * entries  clashres found new invalid ignore delete chainlength insert insert_failed drop early_drop icmp_error  expect_new expect_create expect_delete search_restart
 * 000004b4  00000000 00000000 00000000 0000000c 00000000 00000000 00000000 00000000 00000003 00000003 00000000 00000000  00000000 00000000 00000000 00000007
 * </pre>
 */
public record ConntrackStats() implements Parser {

    private static final List<String> KNOWN = List.of(
            "entries",
            "searched",
            "found",
            "new",
            "invalid",
            "ignore",
            "delete",
            "delete_list",
            "insert",
            "insert_failed",
            "drop",
            "early_drop",
            "error",
            "icmp_error",
            "expect_new",
            "expect_create",
            "expect_delete",
            "search_restart",
            "clashres",
            "clash_resolve",
            "chainlength",
            "chaintoolong");

    @Override
    public Format format() {
        return new Format("conntrack-stats");
    }

    @Override
    public Score claims(Head head) {
        String first = head.first();
        boolean perCpu = first.startsWith("cpu=") && first.contains("insert_failed=");
        boolean raw = first.startsWith("entries ") && first.contains(" insert_failed ");
        boolean lines = Claims.data(head, 30).size() > 3 && Claims.most(head, 30, line -> counter(new Words(line)));
        return perCpu || raw || lines ? Score.SURE : Claims.byName(head, "conntracks", "conntrackstat");
    }

    private static boolean counter(Words words) {
        return KNOWN.contains(words.next()) && Numbers.digits(words.next()) && !words.more();
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        LineReader.readAll(content, sink, new Reading());
    }

    /** One artifact being read. */
    private static final class Reading implements LineReader {
        private final Map<String, Long> sums = new LinkedHashMap<>();
        private List<String> columns = List.of();
        private Source sumSource = Source.whole("");
        private int cpu;

        @Override
        public boolean line(Lines lines, String text, FactSink sink) {
            if (text.startsWith("cpu=")) {
                perCpu(lines, text, sink);
                return true;
            }
            List<String> words = Words.of(text);
            if (words.size() > 2 && words.getFirst().equals("entries")) {
                columns = words;
                sink.ignored(1);
                return true;
            }
            if (!columns.isEmpty()) {
                return columns(lines, words, sink);
            }
            if (!counter(new Words(text))) {
                return false;
            }
            sumSource =
                    sums.isEmpty() ? lines.source() : Source.lines(lines.artifact(), sumSource.from(), lines.number());
            sums.put(words.getFirst(), Numbers.decimal(words.getLast(), 0L));
            sink.continued(1);
            return true;
        }

        private static void perCpu(Lines lines, String text, FactSink sink) {
            Map<String, Long> counters = new LinkedHashMap<>();
            int cpu = -1;
            for (String word : Words.of(text)) {
                int equal = word.indexOf('=');
                OptionalLong value = Numbers.decimal(word.substring(equal + 1));
                if (equal <= 0 || value.isEmpty()) {
                    sink.malformed(lines.source(), "cpu=N and name=count pairs");
                    return;
                }
                if (word.startsWith("cpu=")) {
                    cpu = (int) value.getAsLong();
                } else {
                    counters.put(word.substring(0, equal), value.getAsLong());
                }
            }
            sink.fact(new ConntrackStatFact(lines.source(), cpu, Map.copyOf(counters)));
        }

        private boolean columns(Lines lines, List<String> words, FactSink sink) {
            Map<String, Long> counters = new LinkedHashMap<>();
            for (int i = 0; i < Math.min(words.size(), columns.size()); i++) {
                OptionalLong value = Numbers.hex(words.get(i));
                if (value.isEmpty()) {
                    return false;
                }
                counters.put(columns.get(i), value.getAsLong());
            }
            if (words.size() != columns.size()) {
                sink.malformed(lines.source(), columns.size() + " hexadecimal columns");
                return true;
            }
            sink.fact(new ConntrackStatFact(lines.source(), cpu++, Map.copyOf(counters)));
            return true;
        }

        @Override
        public void end(FactSink sink) {
            if (!sums.isEmpty()) {
                sink.more(new ConntrackStatFact(sumSource, -1, Map.copyOf(sums)));
            }
        }
    }
}
