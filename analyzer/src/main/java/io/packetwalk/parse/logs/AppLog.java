package io.packetwalk.parse.logs;

import io.packetwalk.fact.logs.ConnectError;
import io.packetwalk.fact.logs.LogLineFact;
import io.packetwalk.parse.FactSink;
import io.packetwalk.parse.Format;
import io.packetwalk.parse.Head;
import io.packetwalk.parse.LineParser;
import io.packetwalk.parse.Lines;
import io.packetwalk.parse.Numbers;
import io.packetwalk.parse.Score;
import java.util.List;
import java.util.Locale;

/**
 * Any other log. Lines that say warning, error or fatal in the usual ways, or that a connection failed, are facts; the rest is ignored: a log is not a format, and
 * nothing in it is broken. Claims only what is named like a log.
 *
 * <pre>
 * 2026-11-21T10:00:00Z level=error msg="dial tcp 10.96.0.10:53: i/o timeout"
 * 2026/11/21 10:00:00 [error] 29#29: *1 connect() failed (111: Connection refused) while connecting to upstream
 * 2026-11-21 10:00:00.123 [WARNING][60] felix/health.go 153: Reporter is not ready.
 * {"level":"warn","ts":1795222398.6,"msg":"no route to host"}
 * </pre>
 *
 * @param format {@code app-log}, or {@code cni-log} for the agents of a network plugin
 */
public record AppLog(Format format) implements LineParser<AppLog.Part> {

    public static final AppLog APP = new AppLog(new Format("app-log"));
    public static final AppLog CNI = new AppLog(new Format("cni-log"));

    private static final List<String> AGENTS = List.of(
            "calico", "cilium", "flannel", "antrea", "weave", "kindnet", "ovnkube", "aws-node", "canal", "multus");
    private static final int LONGEST = 2000;

    @Override
    public Score claims(Head head) {
        String path = head.path().toLowerCase(Locale.ROOT);
        boolean log = path.endsWith(".log") || path.endsWith("logs.txt") || path.contains("/podlogs/");
        boolean agent = AGENTS.stream().anyMatch(path::contains);
        boolean others = path.contains("kube-proxy") || path.contains("coredns");
        return log && !others && agent == equals(CNI) && !head.lines().isEmpty() ? Score.NAME : Score.NONE;
    }

    @Override
    public Part part(String artifact) {
        return new Part();
    }

    /** A part of a log being read. */
    record Part() implements LineParser.Part<Part> {
        @Override
        public boolean line(Lines lines, String text, FactSink sink) {
            AppLog.read(lines, text, sink);
            return true;
        }

        @Override
        public void append(Part next) {
            // Each line was told when it was read.
        }
    }

    private static void read(Lines lines, String line, FactSink sink) {
        LogPrefix prefix = LogPrefix.of(line);
        String severity = severity(prefix.text());
        if (severity.isEmpty() && prefix.text().contains("[upstream-default-backend]")) {
            severity = "INFO";
        }
        if (severity.isEmpty() && NginxAccess.failed(prefix.text())) {
            severity = "WARN";
        }
        if (severity.isEmpty() && ConnectError.in(prefix.text()).isPresent()) {
            severity = "ERROR";
        }
        if (EnvoyAccess.flagged(prefix.text())) {
            prefix = EnvoyAccess.timed(prefix);
            severity = "WARN";
        }
        if (severity.isEmpty()) {
            sink.ignored(1);
        } else {
            String text = prefix.text();
            sink.fact(new LogLineFact(
                    lines.source(),
                    prefix.time(),
                    severity,
                    text.length() > LONGEST ? text.substring(0, LONGEST) : text));
        }
    }

    /** The severity among the first words, empty when the line has none worth keeping. */
    static String severity(String text) {
        String start = text.substring(0, Math.min(text.length(), 200)).toLowerCase(Locale.ROOT);
        if (start.length() > 5 && "wef".indexOf(start.charAt(0)) >= 0 && Numbers.digits(start.substring(1, 5))) {
            return List.of("WARN", "ERROR", "FATAL").get("wef".indexOf(start.charAt(0)));
        }
        if (has(start, "fatal") || has(start, "panic") || start.startsWith("panic:")) {
            return "FATAL";
        }
        if (has(start, "error") || has(start, "err") || start.startsWith("error")) {
            return "ERROR";
        }
        return has(start, "warn") || has(start, "warning") ? "WARN" : "";
    }

    /** {@code [error]}, {@code level=error}, {@code "level":"error"}, {@code " ERROR "}. */
    private static boolean has(String start, String word) {
        int at = start.indexOf(word);
        while (at >= 0) {
            char before = at == 0 ? ' ' : start.charAt(at - 1);
            char after = at + word.length() == start.length() ? ' ' : start.charAt(at + word.length());
            boolean opened = before == '[' && after == ']'
                    || before == '"' && after == '"' && start.startsWith("\":\"", at - 3)
                    || before == '=' && start.startsWith("level", Math.max(0, at - 6))
                    || before == ' ' && (after == ' ' || after == ':') && at < 60;
            if (opened) {
                return true;
            }
            at = start.indexOf(word, at + 1);
        }
        return false;
    }
}
