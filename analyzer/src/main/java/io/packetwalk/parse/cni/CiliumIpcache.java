package io.packetwalk.parse.cni;

import io.packetwalk.fact.cni.CiliumAddressFact;
import io.packetwalk.net.Cidr;
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
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code cilium-dbg bpf ipcache list}: the security identity of each address, and the node that has it (pkg/maps/ipcache, {@code RemoteEndpointInfo.String}).
 *
 * <pre>
 * IP PREFIX/ADDRESS   IDENTITY
 * 0.0.0.0/0           identity=2 encryptkey=0 tunnelendpoint=0.0.0.0 flags=&lt;none&gt;
 * 10.244.2.11/32      identity=12871 encryptkey=0 tunnelendpoint=192.0.2.12 flags=hastunnel
 * </pre>
 *
 * <p>Releases up to 1.11 print three bare values: {@code 12871 0 192.0.2.12}.
 */
public record CiliumIpcache() implements Parser {

    private static final String TITLE = "IP PREFIX/ADDRESS";
    private static final Pattern VALUE =
            Pattern.compile("identity=(\\d+) encryptkey=\\d+ tunnelendpoint=(\\S*)(?: nodeid=\\d+)?(?: flags=(\\S+))?");
    private static final Pattern BARE = Pattern.compile("(\\d+) \\d+ (\\S+)()");

    @Override
    public Format format() {
        return new Format("cilium-bpf-ipcache");
    }

    @Override
    public Score claims(Head head) {
        return head.first().startsWith(TITLE) ? Score.SURE : Claims.byName(head, "bpfipcachelist", "ciliumipcache");
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        LineReader.readAll(content, sink, CiliumIpcache::line);
    }

    private static boolean line(Lines lines, String text, FactSink sink) {
        if (text.startsWith(TITLE)) {
            sink.ignored(1);
            return true;
        }
        List<String> cells = Columns.of(text);
        Optional<Cidr> prefix = Cidr.parse(cells.getFirst());
        if (prefix.isEmpty() || cells.size() < 2) {
            return false;
        }
        Matcher value = VALUE.matcher(cells.get(1));
        Matcher bare = BARE.matcher(cells.get(1));
        Matcher read = value.matches() ? value : bare;
        if (!read.matches()) {
            sink.malformed(lines.source(), "identity=N encryptkey=N tunnelendpoint=ADDRESS");
            return true;
        }
        String flags = read.group(3) == null ? "" : read.group(3);
        sink.fact(new CiliumAddressFact(
                lines.source(),
                prefix.get(),
                Numbers.decimal(read.group(1), -1L),
                Ip.parse(read.group(2)).filter(ip -> !ip.unspecified()),
                flags.contains("skiptunnel")));
        return true;
    }
}
