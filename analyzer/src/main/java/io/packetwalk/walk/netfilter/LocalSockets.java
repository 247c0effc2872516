package io.packetwalk.walk.netfilter;

import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.system.SocketFact;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.rules.Action;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Packet;
import io.packetwalk.walk.Role;
import java.util.List;

/**
 * Whether a namespace has a socket for a packet, as rules ask (net/ipv4/netfilter/nf_socket_ipv4.c, nf_tproxy_ipv4.c). Only of the first packet of a connection it is
 * said that there is none: who listens is dumped, who talks often is not.
 */
final class LocalSockets {

    private LocalSockets() {}

    /** Whether one takes the packet as it is; {@code wildcard}: also one that listens on all addresses. */
    static Ternary take(NetNs netns, Packet packet, boolean wildcard) {
        FiveTuple tuple = packet.tuple();
        boolean error = packet.role() instanceof Role.IcmpError;
        if (!carried(tuple.proto()) && !error) {
            return Ternary.NO;
        }
        if (error) {
            return Ternary.UNKNOWN;
        }
        Ternary listens = Ternary.NO;
        for (SocketFact socket : listening(netns, tuple.proto(), tuple.dst().port())) {
            boolean any = socket.local().isEmpty();
            if (any ? wildcard && all(socket, tuple.dst()) : here(socket, tuple.dst())) {
                listens = listens.or(socket.device().isEmpty() ? Ternary.YES : Ternary.UNKNOWN);
            }
        }
        return listens.or(others(netns, packet));
    }

    /** Whether a proxy's socket takes it, wherever it goes. That it is a transparent one, without which the rule does not take it, is not in a dump: never YES. */
    static Ternary proxied(NetNs netns, Packet packet, Action.Tproxy proxy) {
        FiveTuple tuple = packet.tuple();
        if (!carried(tuple.proto())) {
            return Ternary.NO;
        }
        int port = proxy.port().orElse(tuple.dst().port());
        boolean open = port == 0
                || listening(netns, tuple.proto(), port).stream()
                        .anyMatch(socket -> socket.local().isEmpty()
                                || proxy.to()
                                        .map(ip -> here(socket, new IpPort(ip, port)))
                                        .orElse(true));
        return open ? Ternary.UNKNOWN : others(netns, packet);
    }

    private static Ternary others(NetNs netns, Packet packet) {
        boolean dumped = netns.complete("ss") || netns.complete("netstat");
        boolean first =
                packet.role() instanceof Role.Opening && !packet.connection().answering();
        return dumped && first ? Ternary.NO : Ternary.UNKNOWN;
    }

    private static boolean carried(Proto proto) {
        return proto.equals(Proto.TCP) || proto.equals(Proto.UDP);
    }

    private static List<SocketFact> listening(NetNs netns, Proto proto, int port) {
        return netns.sockets().stream()
                .filter(socket -> socket.proto().equals(proto) && socket.localPort() == port)
                .filter(socket ->
                        socket.state().equals("LISTEN") || socket.state().equals("UNCONN"))
                .toList();
    }

    private static boolean all(SocketFact socket, IpPort to) {
        return !to.ip().v6() || socket.v6();
    }

    private static boolean here(SocketFact socket, IpPort to) {
        return socket.local().filter(ip -> ip.unmapped().equals(to.ip())).isPresent();
    }
}
