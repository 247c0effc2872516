package io.packetwalk.parse.k8s;

import io.packetwalk.fact.k8s.ObjectCountFact;
import io.packetwalk.parse.Claims;
import io.packetwalk.parse.Content;
import io.packetwalk.parse.FactSink;
import io.packetwalk.parse.Format;
import io.packetwalk.parse.Head;
import io.packetwalk.parse.LineReader;
import io.packetwalk.parse.Parser;
import io.packetwalk.parse.Score;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code network_logs/cluster_scale} of OpenShift's must-gather: how many objects there are, of kinds that it does not gather in all namespaces.
 *
 * <pre>
 * network policies amount: 12
 * </pre>
 */
public record ClusterScale() implements Parser {
    private static final Pattern LINE = Pattern.compile("([a-z][a-z ]{0,60}) amount: *([0-9]{1,9})");

    @Override
    public Format format() {
        return new Format("cluster-scale");
    }

    @Override
    public Score claims(Head head) {
        return Claims.some(head, 3, line -> LINE.matcher(line.strip()).matches()) ? Score.SURE : Score.NONE;
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        LineReader.readAll(content, sink, (lines, text, to) -> {
            Matcher amount = LINE.matcher(text.strip());
            if (!amount.matches()) {
                return false;
            }
            to.fact(new ObjectCountFact(lines.source(), amount.group(1), Long.parseLong(amount.group(2))));
            return true;
        });
    }
}
