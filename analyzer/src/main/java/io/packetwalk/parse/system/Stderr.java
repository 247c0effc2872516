package io.packetwalk.parse.system;

import io.packetwalk.fact.system.StderrFact;
import io.packetwalk.parse.Content;
import io.packetwalk.parse.FactSink;
import io.packetwalk.parse.Format;
import io.packetwalk.parse.Head;
import io.packetwalk.parse.Lines;
import io.packetwalk.parse.Parser;
import io.packetwalk.parse.Score;
import java.io.IOException;

/**
 * What a command wrote to stderr, beside its artifact: {@code X.stderr}.
 *
 * <pre>
 * conntrack v1.4.7 (conntrack-tools): 70 flow entries have been shown.
 * </pre>
 *
 * <p>Only the name tells: the text may be anything, and would else pass for the data it is about.
 */
public final class Stderr implements Parser {

    /** Ending of the name of such a file. */
    public static final String ENDING = ".stderr";

    private static final Format FORMAT = new Format("stderr");

    @Override
    public Format format() {
        return FORMAT;
    }

    @Override
    public Score claims(Head head) {
        return named(head) ? Score.SURE : Score.NONE;
    }

    /** True when the name says so, and so whatever other parsers find in the text does not count. */
    public static boolean named(Head head) {
        return head.path().endsWith(ENDING) || head.path().endsWith("-stderr.txt");
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        Lines lines = content.lines();
        while (lines.next()) {
            if (lines.text().isBlank()) {
                sink.ignored(1);
            } else {
                sink.fact(new StderrFact(lines.source(), lines.text()));
            }
        }
    }
}
