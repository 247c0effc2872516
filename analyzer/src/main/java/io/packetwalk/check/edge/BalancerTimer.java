package io.packetwalk.check.edge;

import io.packetwalk.evidence.Source;
import io.packetwalk.model.Service;
import java.util.List;
import java.util.Optional;

/**
 * After how many seconds without a packet a provider's load balancer forgets a connection, as the Service's annotations set it.
 *
 * @param seconds the timer
 * @param text the annotation that sets it
 * @param source the Service
 */
record BalancerTimer(long seconds, String text, Source source) {

    /** An annotation and the seconds of its unit. */
    private record Known(String annotation, long unit) {}

    private static final List<Known> KNOWN = List.of(
            new Known("service.beta.kubernetes.io/aws-load-balancer-connection-idle-timeout", 1),
            new Known("service.beta.kubernetes.io/azure-load-balancer-tcp-idle-timeout", 60),
            new Known("service.beta.kubernetes.io/oci-load-balancer-connection-idle-timeout", 1),
            new Known("service.beta.kubernetes.io/ibm-load-balancer-cloud-provider-vpc-idle-connection-timeout", 1),
            new Known("kubernetes.digitalocean.com/http-idle-timeout-seconds", 1),
            new Known("service.beta.kubernetes.io/do-loadbalancer-http-idle-timeout-seconds", 1));

    static Optional<BalancerTimer> of(Service service) {
        return KNOWN.stream()
                .flatMap(known ->
                        Optional.ofNullable(service.object().annotations().get(known.annotation()))
                                .filter(value -> value.matches("[0-9]{1,7}"))
                                .map(value -> new BalancerTimer(
                                        Long.parseLong(value) * known.unit(),
                                        known.annotation() + ": " + value,
                                        service.object().source()))
                                .stream())
                .findFirst();
    }
}
