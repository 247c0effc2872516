package io.packetwalk.flow;

import io.packetwalk.model.Cluster;
import io.packetwalk.model.Service;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import java.util.Optional;

/**
 * Whether one tuple can be the translation of another. Equal payloads do not prove it: a DNS forwarder sends the client's question on, and probes of many
 * clients are all alike.
 */
final class NatPair {

    private NatPair() {}

    /** True when each end is unchanged, or changed as the cluster's translation changes it: source to a node's address, Service address to an endpoint. */
    static boolean plausible(Cluster cluster, FiveTuple one, FiveTuple other) {
        return one.proto().equals(other.proto())
                && sources(cluster, one.src(), other.src())
                && (destinations(cluster, one.dst(), other.dst()) || destinations(cluster, other.dst(), one.dst()));
    }

    /** Masquerading puts a node's own address in place of the client's; without it address and port stay. */
    private static boolean sources(Cluster cluster, IpPort one, IpPort other) {
        return one.equals(other)
                || !one.ip().equals(other.ip())
                        && (cluster.nodeAt(one.ip()).isPresent()
                                || cluster.nodeAt(other.ip()).isPresent());
    }

    private static boolean destinations(Cluster cluster, IpPort asked, IpPort reached) {
        if (asked.equals(reached)) {
            return true;
        }
        Optional<Service> service = cluster.serviceAt(asked.ip());
        boolean frontEnd = service.isPresent() || cluster.nodeAt(asked.ip()).isPresent();
        boolean endpoint = service.map(known -> known.endpoints().stream()
                                .anyMatch(candidate -> candidate.ip().equals(reached.ip())))
                        .orElse(false)
                || podAddress(cluster, reached.ip());
        return frontEnd && endpoint && cluster.serviceAt(reached.ip()).isEmpty();
    }

    /** A pod's address, or that of a pod that is gone: stale rules still send there. */
    private static boolean podAddress(Cluster cluster, Ip ip) {
        return cluster.podAt(ip).isPresent()
                || cluster.nodes().stream()
                        .flatMap(node -> node.podCidrs().stream())
                        .anyMatch(cidr -> cidr.contains(ip));
    }
}
