package io.packetwalk.parse.ipvs;

import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.Source;
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

/**
 * {@code ipvsadm -Sn}, {@code -Ln}, {@code -Lnc} and {@code -L --timeout}: recognised, so that nobody takes the lack of virtual servers
 * for a fact; their meaning is not modelled yet.
 *
 * <pre>
 * -A -t 10.96.0.1:443 -s rr
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
 */
public record Ipvsadm() implements Parser {

    private static final List<String> HEADS = List.of(
            "IP Virtual Server version ",
            "IPVS connection entries",
            "Prot LocalAddress:Port",
            "  -> RemoteAddress:Port",
            "pro expire state");

    private static final List<String> STARTS =
            List.of("-A ", "-a ", "TCP ", "UDP ", "SCTP ", "FWM ", "  -> ", "Timeout (tcp tcpfin udp):", "IP ");

    @Override
    public Format format() {
        return new Format("ipvsadm");
    }

    @Override
    public Score claims(Head head) {
        boolean mark = Claims.some(
                head,
                2,
                line -> HEADS.stream().anyMatch(line::startsWith)
                        || line.startsWith("Timeout (tcp tcpfin udp):")
                        || line.startsWith("-A -") && line.contains(" -s "));
        return mark ? Score.SURE : Claims.byName(head, "ipvsadm");
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        LineReader.readAll(content, sink, new Reading(content.artifact()));
    }

    /** One listing being read. */
    private static final class Reading implements LineReader {
        private final String artifact;
        private long servers;

        Reading(String artifact) {
            this.artifact = artifact;
        }

        @Override
        public boolean line(Lines lines, String text, FactSink sink) {
            if (HEADS.stream().anyMatch(text::startsWith)) {
                sink.ignored(1);
                return true;
            }
            if (STARTS.stream().noneMatch(text::startsWith)) {
                return false;
            }
            sink.unmodelled(lines.source(), "ipvs");
            servers++;
            return true;
        }

        @Override
        public void end(FactSink sink) {
            if (servers > 0) {
                sink.note(Note.warn(
                        "ipvs-unmodelled",
                        Source.whole(artifact),
                        "IPVS holds virtual servers here; what they do to packets is not evaluated."));
            }
        }
    }
}
