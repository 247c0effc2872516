package io.packetwalk.model;

import io.packetwalk.fact.iproute.AddrFact;
import io.packetwalk.net.Ip;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who has an address or a name: built once, asked for every packet.
 *
 * @param pods live pods with their own network namespace
 * @param tenants pods beside those, finished or of the same address, by address
 * @param services Services by cluster, external and load-balancer address
 * @param nodes nodes by the addresses of their interfaces and of the API
 * @param register who has a name
 */
public record Directory(
        Map<Ip, Pod> pods,
        Map<Ip, List<Pod>> tenants,
        Map<Ip, Service> services,
        Map<Ip, Node> nodes,
        Register register) {

    /** Addresses that every node has (loopback) name no node. */
    public static Directory of(List<Node> nodes, List<Pod> pods, List<Service> services) {
        Map<Ip, Pod> podAt = new HashMap<>();
        for (Pod pod : pods) {
            if (pod.live() && pod.ownNetwork()) {
                pod.ips().forEach(ip -> podAt.putIfAbsent(ip, pod));
            }
        }
        Map<Ip, List<Pod>> tenants = new HashMap<>();
        for (Pod pod : pods) {
            for (Ip ip : pod.ownNetwork() ? pod.ips() : List.<Ip>of()) {
                if (!pod.equals(podAt.get(ip))) {
                    tenants.computeIfAbsent(ip, _ip -> new ArrayList<>()).add(pod);
                }
            }
        }
        Map<Ip, Service> serviceAt = new HashMap<>();
        for (Service service : services) {
            service.object().clusterIps().forEach(ip -> serviceAt.putIfAbsent(ip, service));
            service.object().externalIps().forEach(ip -> serviceAt.putIfAbsent(ip, service));
            service.object()
                    .loadBalancer()
                    .forEach(point -> point.ip().ifPresent(ip -> serviceAt.putIfAbsent(ip, service)));
        }
        Map<Ip, Node> nodeAt = new HashMap<>();
        for (Node node : nodes) {
            node.object().ifPresent(fact -> {
                fact.internalIps().forEach(ip -> nodeAt.putIfAbsent(ip, node));
                fact.externalIps().forEach(ip -> nodeAt.putIfAbsent(ip, node));
            });
            // IPVS binds every Service address to kube-ipvs0 of every node: those addresses are the Services'.
            for (AddrFact address : node.netns().addresses()) {
                if (!address.ip().loopback() && !serviceAt.containsKey(address.ip())) {
                    nodeAt.putIfAbsent(address.ip(), node);
                }
            }
        }
        return new Directory(
                Map.copyOf(podAt),
                Map.copyOf(tenants),
                Map.copyOf(serviceAt),
                Map.copyOf(nodeAt),
                Register.of(nodes, pods, services));
    }
}
