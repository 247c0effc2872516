package io.packetwalk.parse.cni;

import io.packetwalk.fact.cni.CiliumEndpointFact;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
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
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code cilium-dbg bpf endpoint list}: the addresses that a node's programs deliver to (pkg/maps/lxcmap, {@code EndpointInfo.String}).
 *
 * <pre>
 * IP ADDRESS       LOCAL ENDPOINT INFO
 * 10.244.1.12:0    id=1491  sec_id=12871 flags=0x0000 ifindex=14  mac=AA:BB:CC:00:00:01 nodemac=AA:BB:CC:00:00:02
 * 192.0.2.11:0     (localhost)
 * </pre>
 */
public record CiliumEndpointMap() implements Parser {

    private static final Pattern ROW = Pattern.compile("(\\S+)\\s+(\\(localhost\\)|id=.*)");
    private static final Pattern VALUE =
            Pattern.compile("id=(\\d+)\\s+(?:sec_id=(\\d+)\\s+)?flags=0x[0-9A-Fa-f]+\\s+ifindex=(\\d+)\\b.*");

    @Override
    public Format format() {
        return new Format("cilium-bpf-endpoint");
    }

    @Override
    public Score claims(Head head) {
        return head.first().matches("IP ADDRESS\\s+LOCAL ENDPOINT INFO\\s*")
                ? Score.SURE
                : Claims.byName(head, "bpfendpointlist");
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        LineReader.readAll(content, sink, CiliumEndpointMap::line);
    }

    private static boolean line(Lines lines, String text, FactSink sink) {
        if (text.startsWith("IP ADDRESS")) {
            sink.ignored(1);
            return true;
        }
        Matcher row = ROW.matcher(text.strip());
        Optional<Ip> ip = row.matches()
                ? Ip.parse(row.group(1)).or(() -> IpPort.parse(row.group(1)).map(IpPort::ip))
                : Optional.empty();
        if (ip.isEmpty()) {
            return false;
        }
        if (row.group(2).equals("(localhost)")) {
            sink.fact(new CiliumEndpointFact(lines.source(), ip.get(), true, 0, 1, 0));
            return true;
        }
        Matcher value = VALUE.matcher(row.group(2));
        if (!value.matches()) {
            sink.malformed(lines.source(), "id=N sec_id=N flags=N ifindex=N");
            return true;
        }
        sink.fact(new CiliumEndpointFact(
                lines.source(),
                ip.get(),
                false,
                Numbers.decimal(value.group(1), 0),
                value.group(2) == null ? -1 : Numbers.decimal(value.group(2), -1L),
                Numbers.decimal(value.group(3), 0)));
        return true;
    }
}
