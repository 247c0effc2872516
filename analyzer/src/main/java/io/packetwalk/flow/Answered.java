package io.packetwalk.flow;

import io.packetwalk.fact.capture.ConversationFact;
import io.packetwalk.model.CapturePoint;
import io.packetwalk.model.Cluster;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which UDP destinations ever answered. A one-way datagram is a failure only where answers are the rule: logging and metrics protocols never answer.
 *
 * @param servers server ends that sent at least one datagram back, as any point saw them
 * @param names objects behind those ends with the port
 */
record Answered(Set<IpPort> servers, Set<String> names) {

    static Answered of(Cluster cluster) {
        Set<IpPort> servers = new HashSet<>();
        for (CapturePoint point : cluster.captures()) {
            if (point.conversations() instanceof ConversationFact.Keys keys) {
                keys.answering(servers::add);
            } else {
                point.conversations().stream()
                        .filter(seen -> seen.backward().packets() > 0)
                        .map(ConversationFact::tuple)
                        .filter(tuple -> tuple.proto().equals(Proto.UDP))
                        .map(FiveTuple::dst)
                        .forEach(servers::add);
            }
        }
        Set<String> names = new HashSet<>();
        servers.forEach(server -> name(cluster, server).ifPresent(names::add));
        return new Answered(servers, names);
    }

    boolean expects(Cluster cluster, IpPort server) {
        return server.port() == 53
                || servers.contains(server)
                || name(cluster, server).filter(names::contains).isPresent();
    }

    private static Optional<String> name(Cluster cluster, IpPort server) {
        return cluster.serviceAt(server.ip()).map(service -> service.ref() + ":" + server.port());
    }
}
