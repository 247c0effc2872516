package io.packetwalk.parse.logs;

import io.packetwalk.fact.logs.LogLineFact;
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
import java.io.IOException;
import java.util.List;

/**
 * The log of kube-proxy, and any other log of klog lines: {@code Lmmdd hh:mm:ss.uuuuuu thread file:line] text}.
 *
 * <pre>
 * I1121 00:53:17.557032       1 server_linux.go:66] "Using iptables proxy"
 * E1121 00:53:18.000001       1 proxier.go:1234] "Failed to execute iptables-restore" err="exit status 1"
 * </pre>
 *
 * <p>Warnings, errors, fatal lines and those that tell the mode are facts. klog's time has neither year nor zone, so only a prefix of
 * the runtime or of {@code kubectl --timestamps} gives one.
 */
public record KubeProxyLog() implements Parser {

    private static final List<String> STATES = List.of(
            "Using iptables",
            "Using ipvs",
            "Using nftables",
            "using iptables",
            "using ipvs",
            "Unknown proxy mode",
            "Version info",
            "Flag proxy-mode");

    @Override
    public Format format() {
        return new Format("kube-proxy-log");
    }

    @Override
    public Score claims(Head head) {
        boolean lines = Claims.most(head, 40, line -> klog(LogPrefix.of(line).text()));
        boolean proxy = head.lines().stream()
                .anyMatch(line -> line.contains("proxier.go")
                        || line.contains("server_linux.go")
                        || line.contains("kube-proxy")
                        || line.contains(" server_others.go"));
        return lines
                ? proxy ? Score.SURE : Score.LIKELY
                : head.path().contains("log") ? Claims.byName(head, "kubeproxy") : Score.NONE;
    }

    private static boolean klog(String text) {
        return text.length() > 22
                && "IWEF".indexOf(text.charAt(0)) >= 0
                && Numbers.digits(text.substring(1, 5))
                && text.charAt(5) == ' '
                && text.charAt(8) == ':'
                && text.indexOf("] ") > 20;
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        LineReader.readAll(content, sink, new Reading());
    }

    /** One log being read; stack traces and dumps follow their line without a head of their own. */
    private static final class Reading implements LineReader {
        private boolean any;

        @Override
        public boolean line(Lines lines, String line, FactSink sink) {
            LogPrefix prefix = LogPrefix.of(line);
            String text = prefix.text();
            if (!klog(text)) {
                if (any) {
                    sink.ignored(1);
                }
                return any;
            }
            any = true;
            String message = text.substring(text.indexOf("] ") + 2);
            String severity = switch (text.charAt(0)) {
                case 'W' -> "WARN";
                case 'E' -> "ERROR";
                case 'F' -> "FATAL";
                default -> "INFO";
            };
            if (severity.equals("INFO") && STATES.stream().noneMatch(message::contains)) {
                sink.ignored(1);
            } else {
                sink.fact(new LogLineFact(lines.source(), prefix.time(), severity, message));
            }
            return true;
        }
    }
}
