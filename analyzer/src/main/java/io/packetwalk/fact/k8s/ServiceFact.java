package io.packetwalk.fact.k8s;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Proto;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Service.
 *
 * @param source the object's line
 * @param ref name
 * @param type {@code ClusterIP}, {@code NodePort}, {@code LoadBalancer}, {@code ExternalName}
 * @param clusterIps allocated addresses; empty for headless and ExternalName
 * @param headless {@code clusterIP: None}
 * @param selector label selector; empty when none
 * @param selectorSource its line, the object's line when there is none
 * @param ports ports
 * @param externalIps {@code spec.externalIPs}
 * @param loadBalancer {@code status.loadBalancer.ingress}
 * @param sourceRanges {@code spec.loadBalancerSourceRanges}
 * @param externalTrafficPolicy {@code Cluster} when absent
 * @param internalTrafficPolicy {@code Cluster} when absent
 * @param sessionAffinity {@code None} when absent
 * @param affinitySeconds ClientIP timeout, 10800 when absent
 * @param publishNotReady publishNotReadyAddresses
 * @param externalName CNAME target, may be empty
 * @param healthCheckNodePort 0 when absent
 * @param ipFamilies families in order, for example {@code IPv4}
 * @param trafficDistribution may be empty
 * @param loadBalancerClass may be empty
 * @param labels labels
 * @param annotations annotations
 * @param created creationTimestamp
 */
public record ServiceFact(
        Source source,
        ObjectRef ref,
        String type,
        List<Ip> clusterIps,
        boolean headless,
        Map<String, String> selector,
        Source selectorSource,
        List<ServicePort> ports,
        List<Ip> externalIps,
        List<IngressPoint> loadBalancer,
        List<Cidr> sourceRanges,
        String externalTrafficPolicy,
        String internalTrafficPolicy,
        String sessionAffinity,
        int affinitySeconds,
        boolean publishNotReady,
        String externalName,
        int healthCheckNodePort,
        List<String> ipFamilies,
        String trafficDistribution,
        String loadBalancerClass,
        Map<String, String> labels,
        Map<String, String> annotations,
        Optional<Instant> created)
        implements ApiObject {

    /**
     * One port.
     *
     * @param source its line
     * @param name empty for the unnamed single port
     * @param proto TCP when absent
     * @param port the Service's port
     * @param targetPort number or name as written; equal to {@code port} when absent
     * @param targetPortSource its line, the port's line when absent
     * @param nodePort 0 when none
     * @param appProtocol may be empty
     */
    public record ServicePort(
            Source source,
            String name,
            Proto proto,
            int port,
            String targetPort,
            Source targetPortSource,
            int nodePort,
            String appProtocol) {}

    /**
     * One load-balancer ingress point.
     *
     * @param ip address, empty when only a host name is given
     * @param hostname may be empty
     * @param ipMode {@code VIP} when absent (KEP-1860)
     */
    public record IngressPoint(Optional<Ip> ip, String hostname, String ipMode) {}
}
