package io.packetwalk.model;

import io.packetwalk.fact.k8s.NodeFact;
import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;
import java.util.List;
import java.util.Optional;

/**
 * One node.
 *
 * @param name name in the API, else the name the layout gives
 * @param object the API object
 * @param netns the host network namespace as dumped
 */
public record Node(String name, Optional<NodeFact> object, NetNs netns) {

    /** True when the address is on an interface of this node or is one of its API addresses. */
    public boolean owns(Ip ip) {
        return netns.owns(ip)
                || object.map(fact -> fact.internalIps().contains(ip)
                                || fact.externalIps().contains(ip))
                        .orElse(false);
    }

    /** The address other nodes reach it by: InternalIP of the API. */
    public Optional<Ip> internalIp() {
        return object.flatMap(fact -> fact.internalIps().stream().findFirst());
    }

    /** Addresses other nodes reach it by, one of each family on a dual-stack node. */
    public List<Ip> addresses() {
        return object.map(NodeFact::internalIps).orElse(List.of());
    }

    public List<Cidr> podCidrs() {
        return object.map(NodeFact::podCidrs).orElse(List.of());
    }
}
