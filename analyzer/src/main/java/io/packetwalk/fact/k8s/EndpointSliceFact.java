package io.packetwalk.fact.k8s;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.net.Proto;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An EndpointSlice.
 *
 * @param source the object's line
 * @param ref name
 * @param serviceName value of {@code kubernetes.io/service-name}, empty when the label is missing
 * @param addressType {@code IPv4}, {@code IPv6} or {@code FQDN}
 * @param ports ports; matched to the Service's by name
 * @param endpoints endpoints
 * @param labels labels
 * @param changed when the change that led to it happened, as its controller noted (annotation {@code last-change-trigger-time})
 */
public record EndpointSliceFact(
        Source source,
        ObjectRef ref,
        String serviceName,
        String addressType,
        List<SlicePort> ports,
        List<SliceEndpoint> endpoints,
        Map<String, String> labels,
        Optional<Instant> changed)
        implements ApiObject {

    /**
     * One port.
     *
     * @param source its line
     * @param name empty for unnamed
     * @param proto TCP when absent
     * @param port empty means all ports, which kube-proxy ignores
     */
    public record SlicePort(Source source, String name, Proto proto, Optional<Integer> port) {}

    /**
     * One endpoint.
     *
     * @param source its line
     * @param addresses as written; consumers use the first one only (discovery.k8s.io/v1)
     * @param ready condition, UNKNOWN when nil (consumers read nil as true)
     * @param serving condition, UNKNOWN when nil (consumers read nil as ready)
     * @param terminating condition, UNKNOWN when nil (consumers read nil as false)
     * @param nodeName may be empty
     * @param zone may be empty
     * @param target targetRef
     * @param targetUid uid of the targetRef, may be empty
     * @param zoneHints {@code hints.forZones}
     * @param nodeHints {@code hints.forNodes}
     * @param hostname may be empty
     */
    public record SliceEndpoint(
            Source source,
            List<String> addresses,
            Ternary ready,
            Ternary serving,
            Ternary terminating,
            String nodeName,
            String zone,
            Optional<ObjectRef> target,
            String targetUid,
            List<String> zoneHints,
            List<String> nodeHints,
            String hostname) {}
}
