package io.packetwalk.fact.k8s;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An Ingress (networking.k8s.io/v1; what older versions write differently is read alike).
 *
 * @param source the object's line
 * @param ref name
 * @param className {@code spec.ingressClassName}, else the legacy annotation, may be empty
 * @param tls TLS entries
 * @param backends every backend, with host and path; host and path are empty for the default backend
 * @param addressed whether the status has an address
 * @param annotations annotations
 * @param created creationTimestamp
 */
public record IngressFact(
        Source source,
        ObjectRef ref,
        String className,
        List<Tls> tls,
        List<Backend> backends,
        boolean addressed,
        Map<String, String> annotations,
        Optional<Instant> created)
        implements ApiObject {

    /**
     * One TLS entry.
     *
     * @param source its line
     * @param hosts host names
     * @param secret name of the Secret in the same namespace, may be empty
     */
    public record Tls(Source source, List<String> hosts, String secret) {}

    /**
     * Where requests go.
     *
     * @param source its line
     * @param host host of the rule, empty for all
     * @param path path of the rule, empty for all
     * @param pathType {@code Exact}, {@code Prefix} or {@code ImplementationSpecific}
     * @param service Service of the same namespace, empty for a resource backend
     * @param port its port, by name or number
     */
    public record Backend(Source source, String host, String path, String pathType, String service, String port) {}
}
