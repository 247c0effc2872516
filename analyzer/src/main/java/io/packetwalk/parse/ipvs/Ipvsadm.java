package io.packetwalk.parse.ipvs;

import io.packetwalk.parse.Claims;
import io.packetwalk.parse.Content;
import io.packetwalk.parse.FactSink;
import io.packetwalk.parse.Format;
import io.packetwalk.parse.Head;
import io.packetwalk.parse.LineReader;
import io.packetwalk.parse.Parser;
import io.packetwalk.parse.Score;
import java.io.IOException;

/**
 * {@code ipvsadm -Sn}, {@code -Ln}, {@code -Lnc} and {@code -L --timeout}: virtual servers, real servers, connections, timeouts.
 *
 * <pre>
 * -A -t 10.96.0.1:443 -s rr -p 10800
 * -a -t 10.96.0.1:443 -r 192.0.2.11:6443 -m -w 1
 * </pre>
 *
 * <pre>
 * IP Virtual Server version 1.2.1 (size=4096)
 * Prot LocalAddress:Port Scheduler Flags
 *   -&gt; RemoteAddress:Port           Forward Weight ActiveConn InActConn
 * TCP  10.96.0.1:443 rr persistent 10800
 *   -&gt; 192.0.2.11:6443              Masq    1      0          0
 * </pre>
 *
 * <pre>
 * IPVS connection entries
 * pro expire state       source             virtual            destination
 * TCP 14:57  ESTABLISHED 10.244.1.5:45678 10.96.45.12:80 10.244.1.15:8000
 * </pre>
 *
 * <p>A listing with {@code --stats}, {@code --rate}, {@code --persistent-conn} or {@code --thresholds} has other columns and no scheduler or forwarding method: its lines
 * are figures. Without {@code -n} ports have names, which are read, and hosts may: such a line says that a server is there, not where.
 */
public record Ipvsadm() implements Parser {

    @Override
    public Format format() {
        return new Format("ipvsadm");
    }

    @Override
    public Score claims(Head head) {
        boolean mark = Claims.some(
                head,
                2,
                line -> IpvsListing.HEADS.stream().anyMatch(line::startsWith)
                        || line.startsWith(IpvsListing.TIMEOUT)
                        || line.startsWith("-A -") && line.contains(" -s "));
        return mark ? Score.SURE : Claims.byName(head, "ipvsadm");
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        LineReader.readAll(content, sink, new IpvsListing(content.artifact()));
    }
}
