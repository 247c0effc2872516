package io.packetwalk.parse.cni;

import io.packetwalk.fact.cni.CiliumTunnelFact;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
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
import java.util.List;
import java.util.Optional;

/**
 * {@code cilium-dbg bpf tunnel list}: the node of each range of pod addresses (cilium/cmd/bpf_tunnel_list.go; the map is gone since 1.18).
 *
 * <pre>
 * TUNNEL         VALUE
 * 10.244.2.0:0   192.0.2.12:0
 * </pre>
 */
public record CiliumTunnelMap() implements Parser {

    @Override
    public Format format() {
        return new Format("cilium-bpf-tunnel");
    }

    @Override
    public Score claims(Head head) {
        return head.first().matches("TUNNEL\\s+VALUE\\s*")
                ? Score.SURE
                : Claims.byName(head, "bpftunnellist", "ciliumtunnel");
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        LineReader.readAll(content, sink, CiliumTunnelMap::line);
    }

    private static boolean line(Lines lines, String text, FactSink sink) {
        if (text.startsWith("TUNNEL")) {
            sink.ignored(1);
            return true;
        }
        List<String> cells = Columns.of(text);
        Optional<Ip> base = address(cells.getFirst());
        Optional<Ip> node = cells.size() < 2 ? Optional.empty() : address(cells.get(1));
        if (base.isEmpty() || node.isEmpty()) {
            return false;
        }
        sink.fact(new CiliumTunnelFact(lines.source(), base.get(), node.get()));
        return true;
    }

    /** An address behind which some releases print a port that is always 0. */
    private static Optional<Ip> address(String cell) {
        return Ip.parse(cell).or(() -> IpPort.parse(cell).map(IpPort::ip));
    }
}
