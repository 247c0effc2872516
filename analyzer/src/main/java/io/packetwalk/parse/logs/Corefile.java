package io.packetwalk.parse.logs;

import io.packetwalk.evidence.Presence;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.logs.CorefileFact;
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
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * A Corefile, from a file of its own or ({@link #read}) from the ConfigMap that holds it.
 *
 * <pre>
 * .:53 {
 *     errors
 *     kubernetes cluster.local in-addr.arpa ip6.arpa {
 *        pods insecure
 *     }
 *     forward . /etc/resolv.conf
 * }
 * </pre>
 */
public record Corefile() implements Parser {

    private static final List<String> PLUGINS = List.of(
            "errors",
            "forward",
            "kubernetes",
            "cache",
            "health",
            "ready",
            "loop",
            "reload",
            "loadbalance",
            "hosts",
            "log",
            "rewrite",
            "template",
            "proxy",
            "prometheus",
            "bind",
            "whoami",
            "file",
            "import");

    @Override
    public Format format() {
        return new Format("corefile");
    }

    @Override
    public Score claims(Head head) {
        String first = Claims.data(head, 1).stream().findFirst().orElse("");
        boolean block =
                first.endsWith("{") && !first.startsWith("{") && !first.startsWith("[") && !first.startsWith("table ");
        boolean plugin = Claims.some(
                head,
                12,
                line -> line.startsWith(" ") || line.startsWith("\t")
                        ? PLUGINS.contains(new Words(line).next())
                        : false);
        return block && plugin ? Score.SURE : Claims.byName(head, "corefile");
    }

    /**
     * Reads the text of a Corefile that stands inside another artifact.
     *
     * @param text the text, lines separated by line feeds
     * @param at source of a line of {@code text}, counted from 1
     * @return empty when there is no server block, or a brace is missing
     */
    public static Optional<CorefileFact> read(String text, LongFunction<Source> at) {
        CorefileReader reader = new CorefileReader();
        long number = 0;
        for (String line : text.split("\n", -1)) {
            reader.line(line, at.apply(++number));
        }
        return reader.finish();
    }

    /** The same for a text whose lines are lines of {@code artifact} from {@code firstLine} on (a YAML block). */
    public static Optional<CorefileFact> read(String text, String artifact, long firstLine) {
        return read(text, number -> Source.line(artifact, firstLine + number - 1));
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        CorefileReader reader = new CorefileReader();
        LineReader.readAll(content, sink, new LineReader() {
            @Override
            public boolean line(Lines lines, String text, FactSink to) {
                boolean says = reader.line(text, lines.source());
                if (says) {
                    to.continued(1);
                } else {
                    to.ignored(1);
                }
                return true;
            }

            @Override
            public void end(FactSink to) {
                reader.finish().ifPresent(to::more);
                if (reader.open()) {
                    to.presence(new Presence.Truncated("a block of the Corefile is not closed"));
                }
            }
        });
    }
}
