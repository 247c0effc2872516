package io.packetwalk.parse.system;

import io.packetwalk.fact.system.UnameFact;
import io.packetwalk.parse.Claims;
import io.packetwalk.parse.Content;
import io.packetwalk.parse.FactSink;
import io.packetwalk.parse.Format;
import io.packetwalk.parse.Head;
import io.packetwalk.parse.LineReader;
import io.packetwalk.parse.Lines;
import io.packetwalk.parse.Parser;
import io.packetwalk.parse.Score;
import io.packetwalk.parse.Words;
import java.io.IOException;
import java.util.List;

/**
 * {@code uname -a}. The host name is not taken for the node's name: a container's or a network namespace's host name may differ.
 *
 * <pre>
 * Linux worker-1 6.1.0-18-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 (2024-02-01) x86_64 GNU/Linux
 * </pre>
 */
public record Uname() implements Parser {

    @Override
    public Format format() {
        return new Format("uname");
    }

    @Override
    public Score claims(Head head) {
        return looks(head.first()) ? Score.SURE : Claims.byName(head, "uname");
    }

    private static boolean looks(String line) {
        List<String> words = Words.of(line);
        return words.size() >= 4
                && words.getFirst().equals("Linux")
                && words.get(3).startsWith("#");
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        LineReader.readAll(content, sink, Uname::line);
    }

    private static boolean line(Lines lines, String text, FactSink sink) {
        if (!looks(text)) {
            return false;
        }
        List<String> words = Words.of(text);
        sink.fact(new UnameFact(lines.source(), words.get(1), words.get(2)));
        return true;
    }
}
