package io.packetwalk.fact.k8s;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;
import java.util.List;
import java.util.Map;

/**
 * A Node.
 *
 * @param source the object's line
 * @param ref name
 * @param labels labels
 * @param annotations annotations
 * @param podCidrs {@code spec.podCIDRs}, else {@code spec.podCIDR}
 * @param internalIps addresses of type InternalIP
 * @param externalIps addresses of type ExternalIP
 * @param hostname address of type Hostname, may be empty
 * @param conditions status conditions
 * @param taints {@code key=value:effect}
 * @param unschedulable cordoned
 * @param kernelVersion nodeInfo
 * @param kubeletVersion nodeInfo
 * @param kubeProxyVersion nodeInfo
 * @param osImage nodeInfo
 */
public record NodeFact(
        Source source,
        ObjectRef ref,
        Map<String, String> labels,
        Map<String, String> annotations,
        List<Cidr> podCidrs,
        List<Ip> internalIps,
        List<Ip> externalIps,
        String hostname,
        List<ConditionStatus> conditions,
        List<String> taints,
        boolean unschedulable,
        String kernelVersion,
        String kubeletVersion,
        String kubeProxyVersion,
        String osImage)
        implements ApiObject {}
