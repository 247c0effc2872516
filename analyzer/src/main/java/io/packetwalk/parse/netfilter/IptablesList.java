package io.packetwalk.parse.netfilter;

import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.Source;
import io.packetwalk.parse.Claims;
import io.packetwalk.parse.Content;
import io.packetwalk.parse.FactSink;
import io.packetwalk.parse.Format;
import io.packetwalk.parse.Head;
import io.packetwalk.parse.LineReader;
import io.packetwalk.parse.Lines;
import io.packetwalk.parse.Parser;
import io.packetwalk.parse.Score;
import java.io.IOException;
import java.util.regex.Pattern;

/**
 * {@code iptables -nvL}. The list words matches anew and leaves parts of them out (interfaces without {@code -v}, options of extensions,
 * the table's name), so it is searched and cited but no packet is judged by it.
 *
 * <pre>
 * Chain KUBE-SERVICES (2 references)
 *  pkts bytes target     prot opt in     out     source               destination
 *    12   720 KUBE-SVC-TCOU7JCQXEZGVUNU  17   --  *      *       0.0.0.0/0            10.96.0.10           udp dpt:53
 * </pre>
 */
public record IptablesList() implements Parser {
    private static final Pattern CHAIN = Pattern.compile(
            "Chain \\S+ \\((?:policy [A-Z]+(?: [0-9KMGT]+ packets, [0-9KMGT]+ bytes)?|[0-9]+ references)\\)");
    private static final Pattern COLUMNS =
            Pattern.compile("(?:num +)?(?:pkts +bytes +)?target +prot +opt .*source +destination *");
    private static final Pattern RULE =
            Pattern.compile(" *(?:[0-9]+ +)?(?:[0-9]+[KMGT]? +[0-9]+[KMGT]? +)?.*\\s(?:--|-f|!f|  )\\s.*");
    private static final Pattern TRAILER = Pattern.compile("=+|Total Number of Rules: *[0-9]+|Table: \\S+");

    @Override
    public Format format() {
        return new Format("iptables-list");
    }

    @Override
    public Score claims(Head head) {
        return Claims.some(head, 3, line -> CHAIN.matcher(line.strip()).matches()) ? Score.SURE : Score.NONE;
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        sink.note(Note.hint(
                "rules-as-list",
                Source.whole(content.artifact()),
                "A list abbreviates its rules: it is not followed. What is: iptables-save -c"));
        LineReader.readAll(content, sink, IptablesList::line);
    }

    private static boolean line(Lines lines, String text, FactSink sink) {
        String bare = text.strip();
        if (CHAIN.matcher(bare).matches()
                || COLUMNS.matcher(bare).matches()
                || TRAILER.matcher(bare).matches()) {
            sink.ignored(1);
            return true;
        }
        if (!RULE.matcher(text).matches()) {
            return false;
        }
        sink.unmodelled(lines.source(), "a rule as a list words it");
        return true;
    }
}
