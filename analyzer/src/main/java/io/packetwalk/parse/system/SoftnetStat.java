package io.packetwalk.parse.system;

import io.packetwalk.fact.system.CounterFact;
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
import java.util.List;
import java.util.OptionalLong;

/**
 * {@code /proc/net/softnet_stat}: one line per CPU of hexadecimal columns, of which the first three are packets processed, packets
 * dropped because the backlog was full, and times the budget ran out (kernel, {@code softnet_seq_show}). Facts are per line.
 *
 * <pre>
 * 0001008c 00000000 00000002 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000
 * </pre>
 */
public record SoftnetStat() implements Parser {

    private static final List<String> COLUMNS = List.of("SoftnetProcessed", "SoftnetDropped", "SoftnetSqueezed");

    @Override
    public Format format() {
        return new Format("softnet-stat");
    }

    @Override
    public Score claims(Head head) {
        if (Claims.most(head, 20, SoftnetStat::hex)) {
            return Score.SURE;
        }
        return Claims.byName(head, "softnetstat", "softnet");
    }

    private static boolean hex(String line) {
        List<String> words = Words.of(line);
        return words.size() >= 9
                && words.stream()
                        .allMatch(
                                word -> word.length() == 8 && Numbers.hex(word).isPresent());
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        LineReader.readAll(content, sink, SoftnetStat::line);
    }

    private static boolean line(Lines lines, String text, FactSink sink) {
        List<String> words = Words.of(text);
        for (int i = 0; i < COLUMNS.size(); i++) {
            OptionalLong value = i < words.size() ? Numbers.hex(words.get(i)) : OptionalLong.empty();
            if (value.isEmpty()) {
                if (i > 0) {
                    sink.note(io.packetwalk.evidence.Note.warn(
                            "softnet-line-short", lines.source(), "The line ends early."));
                }
                return i > 0;
            }
            CounterFact fact = new CounterFact(lines.source(), COLUMNS.get(i), value.getAsLong());
            if (i == 0) {
                sink.fact(fact);
            } else {
                sink.more(fact);
            }
        }
        return true;
    }
}
