package io.packetwalk.model;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.k8s.ServiceFact;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One Service with the endpoints that the API lists for it.
 *
 * @param object the API object
 * @param endpoints endpoints of all its slices, or of the Endpoints object when no slice was dumped
 * @param listed where the endpoints come from
 * @param slices the slices' own places (or the Endpoints object's)
 * @param changed when its endpoints changed last, as far as the slices tell
 */
public record Service(
        ServiceFact object, List<Endpoint> endpoints, Listed listed, List<Source> slices, Optional<Instant> changed) {

    /** Where the endpoints come from. */
    public enum Listed {
        /** EndpointSlices were dumped; an empty list is evidence. */
        SLICES,
        /** Only Endpoints were dumped: no conditions, no hints, cut at 1000. */
        ENDPOINTS,
        /** Neither was dumped; an empty list says nothing. */
        NOWHERE
    }

    public ObjectRef ref() {
        return object.ref();
    }

    /** Its cluster, external and load-balancer IPs. */
    public List<Ip> fronts() {
        return Stream.of(
                        object.clusterIps().stream(),
                        object.externalIps().stream(),
                        object.loadBalancer().stream().flatMap(point -> point.ip().stream()))
                .flatMap(ips -> ips)
                .toList();
    }

    /** True when the address is a cluster, external or load-balancer IP of this Service. */
    public boolean fronts(Ip ip) {
        return object.clusterIps().contains(ip)
                || object.externalIps().contains(ip)
                || object.loadBalancer().stream()
                        .anyMatch(point -> point.ip().filter(ip::equals).isPresent());
    }

    /** Its port by number and protocol. */
    public Optional<ServiceFact.ServicePort> port(Proto proto, int number) {
        return object.ports().stream()
                .filter(port -> port.port() == number && port.proto().equals(proto))
                .findFirst();
    }

    /** Ready endpoints of one port, as {@code address:targetPort}, in order. */
    public List<IpPort> ready(ServiceFact.ServicePort port) {
        return endpoints.stream()
                .filter(Endpoint::isReady)
                .flatMap(endpoint -> endpoint.at(port.name()).stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** Endpoints kube-proxy may use for a port: the ready ones, or when none is ready those still serving while terminating (KEP-1669). */
    public List<IpPort> usable(ServiceFact.ServicePort port) {
        List<IpPort> ready = ready(port);
        if (!ready.isEmpty()) {
            return ready;
        }
        return endpoints.stream()
                .filter(Endpoint::isServingWhileTerminating)
                .flatMap(endpoint -> endpoint.at(port.name()).stream())
                .distinct()
                .sorted()
                .toList();
    }
}
