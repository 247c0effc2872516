package io.packetwalk.parse.logs;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.logs.DnsErrorLogFact;
import io.packetwalk.fact.logs.DnsQueries;
import io.packetwalk.fact.logs.DnsQueriesFact;
import io.packetwalk.fact.logs.LogLineFact;
import io.packetwalk.parse.Claims;
import io.packetwalk.parse.FactSink;
import io.packetwalk.parse.Format;
import io.packetwalk.parse.Head;
import io.packetwalk.parse.LineParser;
import io.packetwalk.parse.Lines;
import io.packetwalk.parse.Numbers;
import io.packetwalk.parse.Score;
import io.packetwalk.parse.Words;
import java.util.List;
import java.util.Locale;

/**
 * The log of CoreDNS, plain, as the container runtime writes it, or as {@code kubectl logs} prints it with {@code --timestamps} and
 * {@code --prefix}.
 *
 * <pre>
 * [INFO] 10.244.1.5:45678 - 12345 "A IN api.example.com. udp 62 false 512" NXDOMAIN qr,aa,rd 155 0.000112s
 * [INFO] [fd00::5]:45678 - 1 "AAAA IN web.default.svc.cluster.local. udp 62 false 512" - - 0 -
 * [ERROR] plugin/errors: 2 api.example.com. A: read udp 10.244.0.3:39013->192.0.2.53:53: i/o timeout
 * 2026-11-21T00:53:17.557032429Z stdout F [FATAL] plugin/loop: Loop (127.0.0.1:55953 -> :53) detected for zone ".", see https://coredns.io/plugins/loop#troubleshooting.
 * [INFO] plugin/ready: Still waiting on: "kubernetes"
 * .:53
 * CoreDNS-1.11.3
 * linux/amd64, go1.21.11, a6338e9
 * </pre>
 *
 * <p>A line the runtime cut in parts ({@code stdout P}) is put together; its number is that of its last part. An INFO line with a
 * client that is not in the plugin's common format comes from a custom one: not modelled.
 */
public record CoreDnsLog() implements LineParser<CoreDnsLog.Reading> {

    private static final String INFO = "[INFO] ";
    private static final List<String> STARTUP = List.of("CoreDNS-", "linux/", "windows/", "maxprocs: ");
    private static final List<String> STATES =
            List.of("plugin/ready", "plugin/health", "plugin/loop", "Still waiting", "ailed to list", "ailed to watch");

    @Override
    public Format format() {
        return new Format("coredns-log");
    }

    @Override
    public Score claims(Head head) {
        boolean mark = head.lines().stream().limit(60).anyMatch(CoreDnsLog::mark);
        return mark ? Score.SURE : Claims.byName(head, "corednslog", "coredns");
    }

    private static boolean mark(String line) {
        String text = LogPrefix.of(line).text();
        return text.startsWith("CoreDNS-")
                || text.startsWith("[")
                        && (text.contains("] plugin/")
                                || text.startsWith("[INFO] ") && text.contains(" IN ") && text.contains("\" "));
    }

    @Override
    public Reading part(String artifact) {
        return new Reading(artifact);
    }

    @Override
    public boolean endsPart(String line) {
        return !LogPrefix.of(line).partial();
    }

    /** A part of a log being read. */
    static final class Reading implements LineParser.Part<Reading> {
        private final StringBuilder parts = new StringBuilder();
        private final Source log;
        private final DnsQueries queries;
        private final DnsQueryLine query;

        Reading(String artifact) {
            log = Source.whole(artifact);
            queries = new DnsQueries(artifact);
            query = new DnsQueryLine(queries);
        }

        @Override
        public boolean line(Lines lines, String text, FactSink sink) {
            LogPrefix prefix = LogPrefix.of(text);
            if (prefix.partial()) {
                parts.append(prefix.text());
                sink.continued(1);
                return true;
            }
            LogPrefix entire = parts.isEmpty() ? prefix : new LogPrefix(prefix.time(), false, parts + prefix.text());
            parts.setLength(0);
            if (entire.text().startsWith(INFO)
                    && query.read(entire.text(), INFO.length(), lines.number(), entire.time())) {
                sink.continued(1);
                return true;
            }
            return message(lines.source(), entire, sink);
        }

        private static boolean message(Source source, LogPrefix prefix, FactSink sink) {
            String text = prefix.text();
            int close = text.startsWith("[") ? text.indexOf("] ") : -1;
            if (close < 0) {
                boolean startup = STARTUP.stream().anyMatch(text::startsWith) || zone(text);
                if (startup || text.isBlank()) {
                    sink.ignored(1);
                }
                return startup || text.isBlank();
            }
            String severity = text.substring(1, close);
            String rest = text.substring(close + 2);
            switch (severity) {
                case "INFO" -> info(source, prefix, rest, sink);
                case "WARNING", "WARN" -> sink.fact(new LogLineFact(source, prefix.time(), "WARN", rest));
                case "ERROR" -> sink.fact(error(source, prefix, rest));
                case "FATAL", "PANIC" -> sink.fact(new LogLineFact(source, prefix.time(), "FATAL", rest));
                case "DEBUG" -> sink.ignored(1);
                default -> {
                    return false;
                }
            }
            return true;
        }

        /** {@code .:53}, {@code cluster.local.:5353} and the like, printed for each server at start. */
        private static boolean zone(String text) {
            int colon = text.lastIndexOf(':');
            return colon > 0
                    && text.indexOf(' ') < 0
                    && text.charAt(colon - 1) == '.'
                    && Numbers.digits(text.substring(colon + 1));
        }

        private static void info(Source source, LogPrefix prefix, String rest, FactSink sink) {
            if (STATES.stream().anyMatch(rest::contains)) {
                sink.fact(new LogLineFact(source, prefix.time(), "INFO", rest));
            } else if (rest.startsWith("plugin/") || rest.indexOf('"') < 0) {
                sink.ignored(1);
            } else {
                sink.unmodelled(source, "query in a custom log format");
            }
        }

        @Override
        public void append(Reading next) {
            queries.append(next.queries);
        }

        @Override
        public void end(FactSink sink) {
            if (!queries.isEmpty()) {
                sink.more(new DnsQueriesFact(log, queries));
            }
        }

        /** {@code plugin/errors: 2 name. TYPE: text}. */
        private static Fact error(Source source, LogPrefix prefix, String rest) {
            if (rest.startsWith("plugin/errors: ")) {
                Words words = new Words(rest.substring("plugin/errors: ".length()));
                String rcode = words.next();
                String name = words.next();
                String type = words.next();
                if (Numbers.digits(rcode) && rcode.length() < 5 && name.endsWith(".") && type.endsWith(":")) {
                    return new DnsErrorLogFact(
                            source,
                            prefix.time(),
                            Numbers.decimal(rcode, -1),
                            name.toLowerCase(Locale.ROOT),
                            type.substring(0, type.length() - 1),
                            words.rest());
                }
            }
            return new LogLineFact(source, prefix.time(), "ERROR", rest);
        }
    }
}
