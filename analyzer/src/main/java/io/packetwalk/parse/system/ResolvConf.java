package io.packetwalk.parse.system;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.system.ResolvConfFact;
import io.packetwalk.net.Ip;
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
import java.util.Optional;
import java.util.Set;

/**
 * {@code resolv.conf}, as glibc reads it (resolv.conf(5)): keywords begin the line, the last {@code search} or {@code domain} wins,
 * {@code options} add up and the last of one name wins. No directive at all makes no fact.
 *
 * <pre>
 * search default.svc.cluster.local svc.cluster.local cluster.local
 * nameserver 10.96.0.10
 * options ndots:5
 * </pre>
 */
public record ResolvConf() implements Parser {

    private static final Set<String> KEYWORDS = Set.of("nameserver", "search", "domain", "options", "sortlist");

    @Override
    public Format format() {
        return new Format("resolv-conf");
    }

    @Override
    public Score claims(Head head) {
        boolean keywords =
                Claims.most(head, 20, line -> KEYWORDS.contains(new Words(line).next()) && !line.startsWith(" "));
        boolean server = Claims.some(head, 40, line -> line.startsWith("nameserver"));
        return keywords && server ? Score.SURE : keywords ? Score.LIKELY : Claims.byName(head, "resolvconf");
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        LineReader.readAll(content, sink, new Reading(content.artifact()));
    }

    /** One file being read. */
    private static final class Reading implements LineReader {
        private final String artifact;
        private final List<Ip> servers = new ArrayList<>();
        private final List<Source> serverSources = new ArrayList<>();
        private final List<String> options = new ArrayList<>();
        private List<String> search = List.of();
        private long first;
        private long last;

        Reading(String artifact) {
            this.artifact = artifact;
        }

        @Override
        public boolean line(Lines lines, String text, FactSink sink) {
            if (text.charAt(0) == '#' || text.charAt(0) == ';') {
                sink.ignored(1);
                return true;
            }
            Words words = new Words(text);
            String keyword = words.next();
            if (lines.indent() > 0 || !KEYWORDS.contains(keyword)) {
                return false;
            }
            if (keyword.equals("nameserver")) {
                Optional<Ip> ip = server(words.next());
                if (ip.isEmpty()) {
                    sink.malformed(lines.source(), "nameserver ADDRESS");
                    return true;
                }
                servers.add(ip.get());
                serverSources.add(lines.source());
            } else if (keyword.equals("options")) {
                options.addAll(Words.of(words.rest()));
            } else if (keyword.equals("search")) {
                search = Words.of(words.rest());
            } else if (keyword.equals("domain")) {
                search = words.more() ? List.of(words.next()) : List.of();
            }
            first = first == 0 ? lines.number() : first;
            last = lines.number();
            sink.continued(1);
            return true;
        }

        private static Optional<Ip> server(String text) {
            int zone = text.indexOf('%');
            return Ip.parse(zone < 0 ? text : text.substring(0, zone));
        }

        private int option(String name, int absent) {
            int value = absent;
            for (String option : options) {
                if (option.startsWith(name + ":")) {
                    value = Numbers.decimal(option.substring(name.length() + 1), value);
                }
            }
            return value;
        }

        @Override
        public void end(FactSink sink) {
            if (first > 0) {
                sink.more(new ResolvConfFact(
                        Source.lines(artifact, first, last),
                        List.copyOf(servers),
                        List.copyOf(serverSources),
                        List.copyOf(search),
                        option("ndots", 1),
                        option("timeout", 5),
                        option("attempts", 2),
                        List.copyOf(options)));
            }
        }
    }
}
