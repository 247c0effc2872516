package io.packetwalk.parse.conntrack;

import io.packetwalk.evidence.Presence;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.conntrack.ConnectionTable;
import io.packetwalk.fact.conntrack.ConnectionsFact;
import io.packetwalk.fact.conntrack.ConntrackFact;
import io.packetwalk.parse.Claims;
import io.packetwalk.parse.FactSink;
import io.packetwalk.parse.Format;
import io.packetwalk.parse.Head;
import io.packetwalk.parse.LineParser;
import io.packetwalk.parse.Lines;
import io.packetwalk.parse.Numbers;
import io.packetwalk.parse.Score;
import io.packetwalk.parse.Words;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code conntrack -L}, {@code conntrack -L -o extended,id} and {@code /proc/net/nf_conntrack}.
 *
 * <pre>
 * tcp      6 86389 ESTABLISHED src=10.244.1.5 dst=10.96.0.50 sport=45678 dport=80 src=10.244.2.8 dst=10.244.1.5 sport=8080 dport=45678 [ASSURED] mark=0 use=1
 * ipv4     2 udp      17 29 src=10.244.1.3 dst=10.96.0.10 sport=36763 dport=53 packets=2 bytes=152 src=10.244.1.2 dst=10.244.1.3 sport=53 dport=36763 packets=2 bytes=261 mark=0 use=1 id=2312057295
 * icmp     1 29 src=10.244.1.3 dst=10.244.2.2 type=8 code=0 id=7 [UNREPLIED] src=10.244.2.2 dst=10.244.1.3 type=0 code=0 id=7 mark=0 zone=3 use=1
 * conntrack v1.4.7 (conntrack-tools): 3 flow entries have been shown.
 * </pre>
 *
 * <p>The summary belongs to stderr; where it is in the file, it tells whether the list is whole. Events of {@code conntrack -E}
 * ({@code [NEW] tcp ...}) are understood as such and not modelled: they are a history, not the table.
 */
public record ConntrackList() implements LineParser<ConntrackList.Reading> {

    @Override
    public Format format() {
        return new Format("conntrack");
    }

    @Override
    public Score claims(Head head) {
        if (Claims.some(head, 3, ConntrackList::twoTuples)) {
            return Score.SURE;
        }
        String name = head.bare();
        boolean other = name.contains("conntracks")
                || name.contains("conntrackc")
                || name.contains("count")
                || name.contains("log");
        return other ? Score.NONE : Claims.byName(head, "conntrack");
    }

    private static boolean twoTuples(String line) {
        int first = line.indexOf(" src=");
        return first > 0 && line.indexOf(" dst=", first) > 0 && line.indexOf(" src=", first + 5) > 0;
    }

    @Override
    public Reading part(String artifact) {
        return new Reading(artifact);
    }

    /** The summary's word: so many entries were shown, of which {@code seen} stand before it. */
    private record Shown(long line, long shown, long seen) {}

    /** A part of a list being read. */
    static final class Reading implements LineParser.Part<Reading> {
        private final ConntrackEntry entry = new ConntrackEntry();
        private final ConnectionTable table;
        private final Source source;
        private final List<Shown> summaries = new ArrayList<>();
        private long seen;

        Reading(String artifact) {
            table = new ConnectionTable(artifact);
            source = Source.whole(artifact);
        }

        @Override
        public boolean line(Lines lines, String text, FactSink sink) {
            char first = text.charAt(0);
            if (first >= 'a' && first <= 'z' && text.indexOf('=') > 0) {
                seen++;
                @Nullable ConntrackFact fact = entry.read(text, lines.source());
                if (fact == null) {
                    sink.malformed(lines.source(), "protocol, number, timeout and two tuples with addresses");
                } else {
                    table.add(fact);
                    sink.continued(1);
                }
                return true;
            }
            if (text.contains(" flow entries have been shown")) {
                summary(lines, text, sink);
                return true;
            }
            if (text.contains(" src=")
                    && (text.contains("[NEW]") || text.contains("[UPDATE]") || text.contains("[DESTROY]"))) {
                sink.unmodelled(lines.source(), "conntrack event");
                return true;
            }
            return false;
        }

        private void summary(Lines lines, String text, FactSink sink) {
            String before = text.substring(0, text.indexOf(" flow entries"));
            long shown = Numbers.decimal(before.substring(before.lastIndexOf(' ') + 1), -1L);
            summaries.add(new Shown(lines.number(), shown, seen));
            sink.ignored(1);
        }

        @Override
        public void append(Reading next) {
            table.append(next.table);
            next.summaries.forEach(each -> summaries.add(new Shown(each.line(), each.shown(), seen + each.seen())));
            seen += next.seen;
        }

        @Override
        public void end(FactSink sink) {
            summaries.stream()
                    .filter(summary -> summary.shown() > summary.seen())
                    .findFirst()
                    .ifPresent(summary -> sink.presence(new Presence.Truncated("line " + summary.line() + " says that "
                            + summary.shown() + " entries were shown, " + summary.seen() + " are here")));
            if (!table.isEmpty()) {
                sink.more(new ConnectionsFact(source, table));
            }
        }
    }

    /** Used by the count and statistics formats: the words of a one-line artifact. */
    static boolean number(Head head) {
        Words words = new Words(head.first());
        return Numbers.digits(words.next())
                && !words.more()
                && Claims.data(head, 2).size() == 1;
    }
}
