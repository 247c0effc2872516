package io.packetwalk.parse.cni;

import io.packetwalk.fact.cni.CiliumStatusFact;
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
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code cilium-dbg status --verbose}: how the programs of a node are built (pkg/client/client.go). Of its lines those are read that say where packets go.
 *
 * <pre>
 * KubeProxyReplacement:    True   [eth0   192.0.2.11 (Direct Routing)]
 * Cilium:                  Ok   1.17.2 (v1.17.2-3a1b2c3d)
 * Routing:                 Network: Tunnel [vxlan]   Host: Legacy
 * Masquerading:            IPTables [IPv4: Enabled, IPv6: Disabled]
 * KubeProxyReplacement Details:
 *   Socket LB:              Enabled
 *   Socket LB Coverage:     Full
 *   Mode:                   SNAT
 *   Backend Selection:      Random
 * </pre>
 */
public record CiliumStatus() implements Parser {

    private static final Pattern LINE = Pattern.compile("\\s*(?:- )?([A-Za-z][A-Za-z0-9/ ]*?):\\s+(\\S.*?)\\s*");
    private static final Set<String> READ = Set.of(
            "Backend Selection",
            "Cilium",
            "Devices",
            "Encryption",
            "Host Routing",
            "Host firewall",
            "HostPort",
            "KubeProxyReplacement",
            "Masquerading",
            "Mode",
            "NodePort",
            "Routing",
            "Session Affinity",
            "Socket LB",
            "Socket LB Coverage",
            "Socket LB Protocols");

    @Override
    public Format format() {
        return new Format("cilium-status");
    }

    @Override
    public Score claims(Head head) {
        boolean mark = Claims.some(head, 40, line -> line.startsWith("KubeProxyReplacement:"))
                && Claims.some(head, 40, line -> line.startsWith("Cilium:"));
        return mark ? Score.SURE : Claims.byName(head, "ciliumstatus", "dbgstatus");
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        LineReader.readAll(content, sink, CiliumStatus::line);
    }

    private static boolean line(Lines lines, String text, FactSink sink) {
        Matcher matcher = LINE.matcher(text);
        if (matcher.matches() && READ.contains(matcher.group(1))) {
            sink.fact(new CiliumStatusFact(lines.source(), matcher.group(1), matcher.group(2)));
            return true;
        }
        boolean ours = text.contains(":") && !text.startsWith("Error") || Columns.continues(text);
        if (ours) {
            sink.ignored(1);
        }
        return ours;
    }
}
