package io.packetwalk.check.witness;

import io.packetwalk.fact.system.SocketFact;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Proto;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What listens in a network namespace.
 *
 * @param complete whether the socket dump is complete, so that a missing listener is evidence
 * @param sockets listening TCP and bound UDP sockets
 */
public record Listeners(boolean complete, List<SocketFact> sockets) {

    /** The listeners a pod's connections meet: its own namespace's, the node's for a host-network pod. */
    public static Listeners of(Cluster cluster, Pod pod) {
        Optional<NetNs> netns =
                pod.ownNetwork() ? pod.netns() : cluster.node(pod.node()).map(Node::netns);
        return new Listeners(
                netns.map(there -> there.complete("ss")).orElse(false),
                netns.map(NetNs::sockets).orElse(List.of()).stream()
                        .filter(socket -> socket.state().equals("LISTEN")
                                || socket.state().equals("UNCONN"))
                        .toList());
    }

    /** Sockets on a port, whatever address they are bound to. */
    public List<SocketFact> on(Proto proto, int port) {
        return sockets.stream()
                .filter(socket -> socket.proto().equals(proto) && socket.localPort() == port)
                .toList();
    }

    /** True when the socket takes connections to this address: bound to it or to the wildcard of a family that includes it. */
    public static boolean accepts(SocketFact socket, Ip ip) {
        return socket.local().map(ip::equals).orElse(ip.v6() == socket.v6() || socket.v6());
    }

    /** Its accept queue is full: it takes one more than the backlog (include/net/sock.h, sk_acceptq_is_full). */
    public static boolean full(SocketFact socket) {
        return socket.proto().equals(Proto.TCP)
                && socket.state().equals("LISTEN")
                && socket.recvQueue() > socket.sendQueue();
    }

    /** Ports that other hosts can connect to, with the given protocol. */
    public List<SocketFact> reachable(Proto proto) {
        return sockets.stream()
                .filter(socket -> socket.proto().equals(proto))
                .filter(socket -> socket.local().map(ip -> !ip.loopback()).orElse(true))
                .sorted(Comparator.comparingInt(SocketFact::localPort))
                .toList();
    }
}
