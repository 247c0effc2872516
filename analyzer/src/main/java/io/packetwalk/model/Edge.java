package io.packetwalk.model;

import io.packetwalk.fact.k8s.GatewayFact;
import io.packetwalk.fact.k8s.GatewayRouteFact;
import io.packetwalk.fact.k8s.IngressClassFact;
import io.packetwalk.fact.k8s.IngressFact;
import io.packetwalk.fact.k8s.SecretFact;
import java.util.List;

/**
 * What brings traffic into the cluster by host and path.
 *
 * @param ingresses Ingresses
 * @param ingressClasses IngressClasses
 * @param gateways Gateways
 * @param gatewayClasses GatewayClasses
 * @param routes routes of the Gateway API
 * @param secrets Secrets, of which only certificates are kept
 */
public record Edge(
        List<IngressFact> ingresses,
        List<IngressClassFact> ingressClasses,
        List<GatewayFact> gateways,
        List<GatewayFact> gatewayClasses,
        List<GatewayRouteFact> routes,
        List<SecretFact> secrets) {

    /** Nothing of the kind was dumped. */
    public static final Edge NONE = new Edge(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    static Edge of(ApiObjects api) {
        List<GatewayFact> all = api.all(GatewayFact.class);
        return new Edge(
                api.all(IngressFact.class),
                api.all(IngressClassFact.class),
                all.stream()
                        .filter(gateway -> gateway.ref().kind().equals("Gateway"))
                        .toList(),
                all.stream()
                        .filter(gateway -> gateway.ref().kind().equals("GatewayClass"))
                        .toList(),
                api.all(GatewayRouteFact.class),
                api.all(SecretFact.class));
    }
}
