package io.packetwalk.walk.travel;

import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.system.SocketFact;
import io.packetwalk.model.NetNs;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import java.util.List;

/** Does a process take a packet for an address and port? */
final class Sockets {

    private Sockets() {}

    /**
     * The answer of a socket dump.
     *
     * @param listens YES, NO, or UNKNOWN when sockets were not dumped
     * @param sources the sockets that decide: the listener, or those that listen on the port at other addresses
     * @param elsewhere addresses that others listen at on the same port, in words
     */
    record Listening(Ternary listens, List<Source> sources, String elsewhere) {}

    static Listening at(NetNs netns, Proto proto, IpPort to) {
        List<SocketFact> onPort = netns.sockets().stream()
                .filter(socket -> socket.proto().equals(proto) && socket.localPort() == to.port())
                .filter(socket ->
                        socket.state().equals("LISTEN") || socket.state().equals("UNCONN"))
                .toList();
        List<Source> taking = onPort.stream()
                .filter(socket -> takes(socket, to))
                .map(SocketFact::source)
                .toList();
        if (!taking.isEmpty()) {
            return new Listening(Ternary.YES, taking, "");
        }
        if (!netns.complete("ss") && !netns.complete("netstat")) {
            return new Listening(Ternary.UNKNOWN, List.of(), "");
        }
        String elsewhere = String.join(
                ", ",
                onPort.stream()
                        .map(socket -> socket.local()
                                .map(ip -> new IpPort(ip, to.port()).toString())
                                .orElse(""))
                        .distinct()
                        .toList());
        return new Listening(Ternary.NO, onPort.stream().map(SocketFact::source).toList(), elsewhere);
    }

    /** A wildcard IPv6 socket also takes IPv4 unless it is v6only, which is rare and which the dump does not always tell. */
    private static boolean takes(SocketFact socket, IpPort to) {
        if (socket.local().isEmpty()) {
            return !to.ip().v6() || socket.v6();
        }
        return socket.local().get().unmapped().equals(to.ip());
    }
}
