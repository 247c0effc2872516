package io.packetwalk.fact.k8s;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.net.Proto;
import java.util.List;
import java.util.Optional;

/**
 * A policy of the cluster's administrator: AdminNetworkPolicy, BaselineAdminNetworkPolicy (policy.networking.k8s.io/v1alpha1) or
 * ClusterNetworkPolicy (v1alpha2).
 *
 * @param source the object's line
 * @param ref name
 * @param tier {@code Admin} or {@code Baseline}
 * @param priority lower is earlier; 0 for a BaselineAdminNetworkPolicy, which has none
 * @param subject the pods it applies to
 * @param ingress rules in order
 * @param egress rules in order
 */
public record ClusterPolicyFact(
        Source source, ObjectRef ref, String tier, int priority, Pods subject, List<Rule> ingress, List<Rule> egress)
        implements ApiObject {

    /**
     * Pods by their namespace and their own labels.
     *
     * @param namespaces selector of namespaces; empty when the peer says it by {@code sameLabels} or {@code notSameLabels}
     * @param sameLabels labels that the peer's namespace must share with the subject's
     * @param notSameLabels labels of which one must differ
     * @param pods selector of pods; empty for all pods of those namespaces
     */
    public record Pods(
            Optional<LabelSelector> namespaces,
            List<String> sameLabels,
            List<String> notSameLabels,
            Optional<LabelSelector> pods) {}

    /**
     * One rule.
     *
     * @param source its line
     * @param name may be empty
     * @param action {@code Accept}, {@code Allow}, {@code Deny}, {@code Pass}, or a word we do not know
     * @param peers any of them; never empty in a valid object
     * @param ports any of them; empty Optional for all
     */
    public record Rule(Source source, String name, String action, List<Peer> peers, Optional<List<Port>> ports) {}

    /**
     * One peer: exactly one of its fields.
     *
     * @param source its line
     * @param pods pods
     * @param nodes nodes by label
     * @param networks CIDRs as written
     * @param domainNames names, may start with {@code *.}
     * @param unknown fields that no version we know has
     */
    public record Peer(
            Source source,
            Optional<Pods> pods,
            Optional<LabelSelector> nodes,
            List<String> networks,
            List<String> domainNames,
            List<String> unknown) {}

    /**
     * One port.
     *
     * @param source its line
     * @param proto protocol; empty for any of TCP, UDP and SCTP
     * @param from first port, 0 for all or a named port
     * @param to last port
     * @param name named port of the destination pod, may be empty
     * @param unknown fields that no version we know has
     */
    public record Port(Source source, Optional<Proto> proto, int from, int to, String name, List<String> unknown) {}
}
