package io.packetwalk.fact.k8s;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.net.Ip;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Pod.
 *
 * @param source the object's line
 * @param ref name
 * @param uid uid, may be empty
 * @param labels labels
 * @param annotations annotations
 * @param nodeName the node it is bound to, empty when unscheduled
 * @param hostNetwork whether it uses the node's network namespace
 * @param podIps {@code status.podIPs}, else {@code status.podIP}
 * @param hostIp {@code status.hostIP}
 * @param phase for example {@code Running}
 * @param conditions status conditions
 * @param containers app containers, then init containers, then ephemeral ones
 * @param dnsPolicy dnsPolicy, {@code ClusterFirst} when absent
 * @param dnsConfig {@code spec.dnsConfig}
 * @param hostAliases lines that kubelet adds to the hosts file
 * @param hostname {@code spec.hostname}, may be empty
 * @param subdomain {@code spec.subdomain}, may be empty
 * @param owners controlling owners
 * @param created creationTimestamp
 * @param deleted deletionTimestamp: it is terminating
 */
public record PodFact(
        Source source,
        ObjectRef ref,
        String uid,
        Map<String, String> labels,
        Map<String, String> annotations,
        String nodeName,
        boolean hostNetwork,
        List<Ip> podIps,
        Optional<Ip> hostIp,
        String phase,
        List<ConditionStatus> conditions,
        List<ContainerFact> containers,
        String dnsPolicy,
        Optional<DnsConfig> dnsConfig,
        List<HostAlias> hostAliases,
        String hostname,
        String subdomain,
        List<ObjectRef> owners,
        Optional<Instant> created,
        Optional<Instant> deleted)
        implements ApiObject {

    /**
     * {@code spec.dnsConfig}.
     *
     * @param nameservers addresses as written
     * @param searches search domains
     * @param options option name to value, the value empty when there is none
     */
    public record DnsConfig(List<String> nameservers, List<String> searches, Map<String, String> options) {}

    /**
     * One {@code spec.hostAliases} entry.
     *
     * @param ip address as written
     * @param names names that resolve to it
     */
    public record HostAlias(String ip, List<String> names) {}
}
