package io.packetwalk.parse.netfilter;

import io.packetwalk.evidence.Presence;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.netfilter.SetFact;
import io.packetwalk.fact.netfilter.SetMemberFact;
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
import java.util.Map;

/**
 * {@code ipset list}. Members may carry protocol numbers instead of names (old releases): they are kept as written.
 *
 * <pre>
 * Name: KUBE-CLUSTER-IP
 * Type: hash:ip,port
 * Revision: 5
 * Header: family inet hashsize 1024 maxelem 65536
 * Size in memory: 512
 * References: 3
 * Number of entries: 1
 * Members:
 * 10.96.0.10,17:53
 * </pre>
 */
public record IpsetList() implements Parser {

    @Override
    public Format format() {
        return new Format("ipset-list");
    }

    @Override
    public Score claims(Head head) {
        boolean name = Claims.some(head, 1, line -> line.startsWith("Name: "));
        boolean type = Claims.some(head, 2, line -> line.startsWith("Type: ") && SetOptions.type(new Words(line), 1));
        return name && type ? Score.SURE : Claims.byName(head, "ipsetlist");
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        LineReader.readAll(content, sink, new Reading(content.artifact()));
    }

    /** One list being read; a set is told when its {@code Members:} begin. */
    private static final class Reading implements LineReader {
        private Source start;
        private String name = "";
        private String type = "";
        private Map<String, String> options = Map.of();
        private boolean members;
        private long expected = -1;
        private long seen;

        Reading(String artifact) {
            start = Source.whole(artifact);
        }

        @Override
        public boolean line(Lines lines, String text, FactSink sink) {
            int colon = text.indexOf(": ");
            String key = text.equals("Members:") ? "Members" : colon < 0 ? "" : text.substring(0, colon);
            String value = colon < 0 ? "" : text.substring(colon + 2).strip();
            switch (key) {
                case "Name" -> {
                    finish(sink);
                    start = lines.source();
                    name = value;
                    type = "";
                    options = Map.of();
                    members = false;
                    expected = -1;
                    seen = 0;
                    sink.continued(1);
                }
                case "Type" -> {
                    type = value;
                    sink.continued(1);
                }
                case "Header" -> {
                    options = SetOptions.read(new Words(value));
                    sink.continued(1);
                }
                case "Number of entries" -> {
                    expected = Numbers.decimal(value, -1L);
                    sink.continued(1);
                }
                case "Members" -> begin(lines, sink);
                case "Revision", "Size in memory", "References" -> sink.ignored(1);
                default -> {
                    return member(lines, text, sink);
                }
            }
            return true;
        }

        private void begin(Lines lines, FactSink sink) {
            if (name.isEmpty() || type.isEmpty()) {
                sink.malformed(lines.source(), "Name: and Type: before Members:");
                return;
            }
            members = true;
            sink.fact(new SetFact(start, name, type, options));
        }

        private boolean member(Lines lines, String text, FactSink sink) {
            if (!members) {
                return false;
            }
            Words words = new Words(text);
            sink.fact(new SetMemberFact(lines.source(), name, words.next(), SetOptions.read(words)));
            seen++;
            return true;
        }

        private void finish(FactSink sink) {
            if (!name.isEmpty() && (!members || expected > seen)) {
                sink.presence(
                        new Presence.Truncated("set " + name + " shows " + seen + " of its " + expected + " members"));
            }
        }

        @Override
        public void end(FactSink sink) {
            finish(sink);
        }
    }
}
