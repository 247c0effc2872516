package io.packetwalk.parse.system;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.system.SocketFact;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Ports;
import io.packetwalk.net.Proto;
import io.packetwalk.parse.Numbers;
import io.packetwalk.parse.Words;
import java.util.Map;
import java.util.Optional;

/** One socket of {@code ss} or {@code netstat}. */
final class SocketWords {

    /** netstat's states as ss spells them. */
    private static final Map<String, String> STATES = Map.of(
            "ESTABLISHED",
            "ESTAB",
            "SYN_SENT",
            "SYN-SENT",
            "SYN_RECV",
            "SYN-RECV",
            "FIN_WAIT1",
            "FIN-WAIT-1",
            "FIN_WAIT2",
            "FIN-WAIT-2",
            "TIME_WAIT",
            "TIME-WAIT",
            "CLOSE_WAIT",
            "CLOSE-WAIT",
            "LAST_ACK",
            "LAST-ACK",
            "CLOSE",
            "CLOSED");

    private SocketWords() {}

    /**
     * One end.
     *
     * @param ip empty for the wildcard
     * @param v6 written as IPv6
     * @param device bound interface, may be empty
     * @param port 0 for the wildcard
     */
    private record End(Optional<Ip> ip, boolean v6, String device, int port) {}

    static Optional<SocketFact> read(Words words, Source source) {
        Optional<Proto> known = Ss.proto(words.peek());
        boolean six = words.peek().endsWith("6");
        if (known.isPresent()) {
            words.next();
        }
        boolean netstat = known.isPresent() && Numbers.digits(words.peek());
        String state = netstat ? "" : words.next();
        long receive = Numbers.decimal(words.next(), -1L);
        long send = Numbers.decimal(words.next(), -1L);
        Optional<End> local = end(words.next());
        Optional<End> peer = end(words.next());
        if (local.isEmpty() || peer.isEmpty() || receive < 0 || send < 0) {
            return Optional.empty();
        }
        if (netstat) {
            boolean stateless = !words.more()
                    || Character.isDigit(words.peek().charAt(0))
                    || words.peek().equals("-");
            String word = stateless ? "UNCONN" : words.next();
            state = STATES.getOrDefault(word, word);
        }
        Proto proto = known.orElse(state.equals("UNCONN") ? Proto.UDP : Proto.TCP);
        End here = local.get();
        End there = peer.get();
        return Optional.of(new SocketFact(
                source,
                proto,
                six || here.v6() || there.v6(),
                state,
                here.ip(),
                here.port(),
                there.ip(),
                there.port(),
                here.device(),
                receive,
                send,
                netstat ? words.rest().strip() : process(words)));
    }

    private static String process(Words words) {
        String rest = words.rest();
        int users = rest.indexOf("users:((");
        int end = users < 0 ? -1 : rest.indexOf("))", users);
        return end < 0 ? "" : rest.substring(users, end + 2);
    }

    /**
     * {@code 10.0.0.1%eth0:80}, {@code [fe80::1]%eth0:546}, {@code [::]:22}, {@code *:22}, {@code :::22} (netstat). A lone {@code *} is a
     * dual-stack socket: ss prints the IPv4 wildcard as 0.0.0.0 (iproute2, {@code inet_addr_print}).
     */
    private static Optional<End> end(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        String portText = text.substring(colon + 1);
        Optional<Integer> port = portText.equals("*") ? Optional.of(0) : Ports.parsePort(portText);
        String host = text.substring(0, colon);
        int percent = host.indexOf('%');
        String device = percent < 0 ? "" : host.substring(percent + 1).replace("]", "");
        String bare = percent < 0 ? host : host.substring(0, percent);
        boolean brackets = bare.startsWith("[");
        String address = brackets ? bare.substring(1).replace("]", "") : bare;
        if (port.isEmpty()) {
            return Optional.empty();
        }
        if (address.equals("*")) {
            return Optional.of(new End(Optional.empty(), true, device, port.get()));
        }
        // A dual-stack socket shows its IPv4 peers as ::ffff:a.b.c.d.
        return Ip.parse(address)
                .map(found -> new End(
                        found.unspecified() ? Optional.empty() : Optional.of(found.unmapped()),
                        found.v6(),
                        device,
                        port.get()));
    }
}
