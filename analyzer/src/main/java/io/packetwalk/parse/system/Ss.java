package io.packetwalk.parse.system;

import io.packetwalk.fact.system.SocketFact;
import io.packetwalk.net.Proto;
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
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code ss} and {@code netstat -plant}: sockets of the internet families; others are ignored.
 *
 * <pre>
 * Netid State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess
 * udp   UNCONN 0      0            0.0.0.0:8472      0.0.0.0:*
 * tcp   LISTEN 0      128             [::]:6443         [::]:*    users:(("apiserver",pid=31,fd=4)) ino:77 sk:1 v6only:0
 * 	 cubic wscale:7,7 rto:204
 * </pre>
 *
 * <pre>
 * Proto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program name
 * tcp        0      0 0.0.0.0:22              0.0.0.0:*               LISTEN      123/sshd
 * </pre>
 *
 * <p>Without {@code Netid} (when one family was asked for) an UNCONN socket is UDP and any other TCP. States are those of {@code ss}.
 */
public record Ss() implements Parser {

    private static final Set<String> INET = Set.of("tcp", "udp", "sctp", "dccp", "mptcp", "tcp6", "udp6");
    private static final Set<String> OTHERS = Set.of(
            "nl", "p_raw", "p_dgr", "u_str", "u_seq", "u_dgr", "raw", "raw6", "icmp6", "v_str", "v_dgr", "ti_st",
            "ti_sq", "ti_dg", "ti_rd", "xdp", "unix", "???", "udplite", "vsock");
    private static final Set<String> STATES = Set.of(
            "LISTEN",
            "UNCONN",
            "ESTAB",
            "SYN-SENT",
            "SYN-RECV",
            "FIN-WAIT-1",
            "FIN-WAIT-2",
            "TIME-WAIT",
            "CLOSED",
            "CLOSE-WAIT",
            "LAST-ACK",
            "CLOSING");

    @Override
    public Format format() {
        return new Format("ss");
    }

    @Override
    public Score claims(Head head) {
        if (Claims.some(head, 3, Ss::header) || Claims.most(head, 20, line -> socket(line) && line.contains(":"))) {
            return Score.SURE;
        }
        String name = head.bare();
        boolean named = name.equals("ss") || name.equals("sstxt") || name.equals("socketstatstxt");
        return named ? Claims.byName(head, name) : Score.NONE;
    }

    private static boolean header(String line) {
        return line.startsWith("Netid ")
                || line.startsWith("State ") && line.contains("Recv-Q")
                || line.startsWith("Active Internet connections")
                || line.startsWith("Proto Recv-Q ");
    }

    private static boolean socket(String line) {
        if (line.startsWith("\t")) {
            return true;
        }
        List<String> words = Words.of(line);
        int state = words.isEmpty() || STATES.contains(words.getFirst()) ? 0 : 1;
        return words.size() > state + 4
                && (state == 0 || INET.contains(words.getFirst()) || OTHERS.contains(words.getFirst()))
                && (STATES.contains(words.get(state))
                                && Numbers.digits(words.get(state + 1))
                                && Numbers.digits(words.get(state + 2))
                        || state == 1 && Numbers.digits(words.get(1)) && Numbers.digits(words.get(2)));
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        LineReader.readAll(content, sink, new Reading());
    }

    /** One listing being read. */
    private static final class Reading implements LineReader {
        private boolean sockets;
        private boolean other;

        @Override
        public boolean line(Lines lines, String text, FactSink sink) {
            if (header(text)) {
                sockets = true;
                sink.ignored(1);
                return true;
            }
            if (lines.indent() > 0) {
                // -i, -m and -e print details of the socket above on lines of their own.
                if (!sockets) {
                    return false;
                }
                if (other) {
                    sink.ignored(1);
                } else {
                    sink.continued(1);
                }
                return true;
            }
            Words words = new Words(text);
            other = OTHERS.contains(words.peek()) || text.startsWith("Active UNIX") || text.startsWith("RefCnt");
            if (other) {
                sink.ignored(1);
                return true;
            }
            if (!socket(text)) {
                return false;
            }
            sockets = true;
            Optional<SocketFact> fact = SocketWords.read(words, lines.source());
            if (fact.isPresent()) {
                sink.fact(fact.get());
            } else {
                sink.malformed(lines.source(), "local and peer as ADDRESS:PORT");
            }
            return true;
        }
    }

    /** Protocol of a Netid; 0 when the word is none. */
    static Optional<Proto> proto(String netid) {
        return switch (netid) {
            case "tcp", "tcp6", "mptcp" -> Optional.of(Proto.TCP);
            case "udp", "udp6" -> Optional.of(Proto.UDP);
            case "sctp" -> Optional.of(Proto.SCTP);
            case "dccp" -> Proto.parse("dccp");
            default -> Optional.empty();
        };
    }
}
