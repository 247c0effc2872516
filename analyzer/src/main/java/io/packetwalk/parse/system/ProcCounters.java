package io.packetwalk.parse.system;

import io.packetwalk.evidence.Source;
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
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * {@code /proc/net/snmp} and {@code /proc/net/netstat}: a line of names, then a line of values. Counters are named as nstat names them,
 * the prefix joined to the name: {@code IpInReceives}, {@code TcpExtListenOverflows}.
 *
 * <pre>
 * Ip: Forwarding DefaultTTL InReceives InHdrErrors
 * Ip: 1 64 23 0
 * </pre>
 *
 * @param format {@code snmp} or {@code netstat}
 */
public record ProcCounters(Format format) implements Parser {

    public static final ProcCounters NETSTAT = new ProcCounters(new Format("netstat"));
    public static final ProcCounters SNMP = new ProcCounters(new Format("snmp"));

    @Override
    public Score claims(Head head) {
        String first = head.first();
        String name = head.bare();
        boolean extended =
                first.startsWith("TcpExt: ") || first.startsWith("IpExt: ") || first.startsWith("MPTcpExt: ");
        boolean basic = first.startsWith("Ip: ") || first.startsWith("Icmp: ") || first.startsWith("Tcp: ");
        if (equals(NETSTAT) ? extended : basic) {
            return Score.SURE;
        }
        boolean six = name.startsWith("snmp6");
        return name.startsWith(format.id()) && !six ? Claims.byName(head, format.id()) : Score.NONE;
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        LineReader.readAll(content, sink, new Reading(content.artifact()));
    }

    /** One file being read: the names wait for their values. */
    private static final class Reading implements LineReader {
        private List<String> names = List.of();
        private Source source;

        Reading(String artifact) {
            source = Source.whole(artifact);
        }

        @Override
        public boolean line(Lines lines, String text, FactSink sink) {
            List<String> words = Words.of(text);
            if (words.size() < 2 || !words.getFirst().endsWith(":")) {
                return false;
            }
            if (names.isEmpty()) {
                names = words;
                source = lines.source();
                return true;
            }
            values(lines, words, sink);
            names = List.of();
            return true;
        }

        private void values(Lines lines, List<String> words, FactSink sink) {
            sink.ignored(1);
            String prefix = words.getFirst().substring(0, words.getFirst().length() - 1);
            List<CounterFact> facts = new ArrayList<>();
            for (int i = 1; i < Math.min(words.size(), names.size()); i++) {
                OptionalLong value = Numbers.decimal(words.get(i));
                if (value.isPresent()) {
                    facts.add(new CounterFact(lines.source(), prefix + names.get(i), value.getAsLong()));
                }
            }
            boolean whole = facts.size() == words.size() - 1 && words.size() == names.size();
            if (!whole || !words.getFirst().equals(names.getFirst())) {
                sink.malformed(lines.source(), "a value for each name of line " + source.from());
                return;
            }
            sink.fact(facts.getFirst());
            facts.subList(1, facts.size()).forEach(sink::more);
        }

        @Override
        public void end(FactSink sink) {
            if (!names.isEmpty()) {
                sink.malformed(source, "a line of values after the names");
            }
        }
    }
}
