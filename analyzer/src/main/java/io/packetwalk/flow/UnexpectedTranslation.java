package io.packetwalk.flow;

import io.packetwalk.evidence.Source;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.Endpoint;
import io.packetwalk.model.Service;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import java.util.List;
import java.util.Optional;

/**
 * Packets of one connection, known by its sequence numbers, that were rewritten in a way nothing in the cluster explains: to an address that is no endpoint of
 * the Service, or from an address that is no node's.
 *
 * @param text what became of what
 * @param sources packets before and after
 */
public record UnexpectedTranslation(String text, List<Source> sources) {

    /** Looks at TCP only: equal initial sequence numbers of both sides prove one connection, while equal datagrams may be a forwarder's. */
    static Optional<UnexpectedTranslation> of(Cluster cluster, List<Sighting> ordered) {
        Sighting nearest = ordered.getFirst();
        if (cluster.nodes().isEmpty() || !nearest.seen().tuple().proto().equals(Proto.TCP)) {
            return Optional.empty();
        }
        FiveTuple before = nearest.seen().tuple();
        for (Sighting sighting : ordered) {
            FiveTuple after = sighting.seen().tuple();
            Optional<String> odd = after.equals(before) ? Optional.empty() : odd(cluster, before, after);
            if (odd.isPresent()) {
                return Optional.of(new UnexpectedTranslation(
                        odd.get(),
                        List.of(nearest.seen().source(), sighting.seen().source())));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> odd(Cluster cluster, FiveTuple before, FiveTuple after) {
        return destination(cluster, before.dst(), after.dst()).or(() -> source(cluster, before.src(), after.src()));
    }

    private static Optional<String> destination(Cluster cluster, IpPort asked, IpPort reached) {
        if (asked.equals(reached)) {
            return Optional.empty();
        }
        Optional<Service> service = cluster.serviceAt(asked.ip());
        if (service.isPresent()) {
            // Slices that were not collected say nothing about who is an endpoint.
            List<Endpoint> endpoints = service.get().endpoints();
            boolean known = endpoints.isEmpty()
                    || endpoints.stream().anyMatch(endpoint -> endpoint.ip().equals(reached.ip()));
            return known
                    ? Optional.empty()
                    : Optional.of(service.get().ref() + " (" + asked + ") was translated to " + reached
                            + ", which is none of its " + endpoints.size() + " endpoints");
        }
        // A node's port or an external load balancer's address leads to some Service; a pod's own address to nobody
        // else.
        boolean pod = cluster.podAt(asked.ip()).isPresent() && !node(cluster, asked.ip());
        return pod
                ? Optional.of("packets to " + asked + ", a pod's own address, were translated to " + reached)
                : Optional.empty();
    }

    /** Masquerading writes the address of a node; the address of the node's bridge or tunnel is one of them. */
    private static Optional<String> source(Cluster cluster, IpPort before, IpPort after) {
        boolean explained = before.ip().equals(after.ip())
                || node(cluster, after.ip())
                || node(cluster, before.ip())
                || cluster.podAt(before.ip()).isEmpty();
        return explained
                ? Optional.empty()
                : Optional.of("the source " + before + " became " + after + ", which is no node's address");
    }

    private static boolean node(Cluster cluster, Ip ip) {
        return cluster.nodeAt(ip).isPresent()
                || cluster.nodes().stream().anyMatch(node -> node.netns().owns(ip));
    }
}
