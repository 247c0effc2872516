package io.packetwalk.fact.k8s;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.net.Proto;
import java.util.List;
import java.util.Optional;

/**
 * A networking.k8s.io/v1 NetworkPolicy.
 *
 * @param source the object's line
 * @param ref name
 * @param podSelector the pods it applies to
 * @param policyTypes {@code Ingress}, {@code Egress}; as written, empty when absent
 * @param ingress ingress rules
 * @param egress egress rules
 */
public record NetworkPolicyFact(
        Source source,
        ObjectRef ref,
        LabelSelector podSelector,
        List<String> policyTypes,
        List<Rule> ingress,
        List<Rule> egress)
        implements ApiObject {

    /**
     * One allow rule.
     *
     * @param source its line
     * @param peers allowed peers; an empty list means all
     * @param ports allowed ports; an empty list means all
     */
    public record Rule(Source source, List<Peer> peers, List<Port> ports) {}

    /**
     * One peer; the two selectors together mean AND.
     *
     * @param source its line
     * @param podSelector pods
     * @param namespaceSelector namespaces
     * @param ipBlock addresses
     */
    public record Peer(
            Source source,
            Optional<LabelSelector> podSelector,
            Optional<LabelSelector> namespaceSelector,
            Optional<IpBlock> ipBlock) {}

    /**
     * Addresses with exceptions.
     *
     * @param cidr as written
     * @param except as written
     */
    public record IpBlock(String cidr, List<String> except) {}

    /**
     * One port of a rule.
     *
     * @param source its line
     * @param proto TCP when absent
     * @param port number or name as written, empty for all
     * @param endPort last port of a range, 0 when absent
     */
    public record Port(Source source, Proto proto, String port, int endPort) {}
}
