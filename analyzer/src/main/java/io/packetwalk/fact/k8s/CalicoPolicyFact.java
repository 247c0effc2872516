package io.packetwalk.fact.k8s;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import java.util.List;
import java.util.Optional;

/**
 * A Calico NetworkPolicy or GlobalNetworkPolicy (projectcalico.org/v3, crd.projectcalico.org/v1).
 *
 * @param source the object's line
 * @param ref name
 * @param tier {@code default} when absent
 * @param order lower is earlier; empty sorts last
 * @param selector endpoints it applies to; empty text for all
 * @param namespaceSelector namespaces of those endpoints (global policies); empty text for any
 * @param types {@code Ingress}, {@code Egress}; as written
 * @param ingress rules in order
 * @param egress rules in order
 * @param unmodelled fields that change where or when it applies and that are not modelled
 */
public record CalicoPolicyFact(
        Source source,
        ObjectRef ref,
        String tier,
        Optional<Double> order,
        String selector,
        String namespaceSelector,
        List<String> types,
        List<Rule> ingress,
        List<Rule> egress,
        List<String> unmodelled)
        implements ApiObject {

    /**
     * One rule.
     *
     * @param source its line
     * @param action {@code Allow}, {@code Deny}, {@code Pass}, {@code Log}
     * @param proto protocol name or number; empty for any
     * @param notProto excluded protocol, may be empty
     * @param from match on the sender
     * @param to match on the receiver
     * @param unmodelled matches that are not modelled (HTTP, ICMP types, service accounts ...)
     */
    public record Rule(
            Source source,
            String action,
            String proto,
            String notProto,
            Entity from,
            Entity to,
            List<String> unmodelled) {}

    /**
     * One end of a rule; all given fields must hold.
     *
     * @param nets CIDRs, any of
     * @param notNets CIDRs, none of
     * @param selector label expression, empty text for none given
     * @param notSelector negated label expression
     * @param namespaceSelector expression on the namespace's labels, {@code global()}
     * @param ports numbers, ranges {@code a:b} or names
     * @param notPorts the same, none of
     */
    public record Entity(
            List<String> nets,
            List<String> notNets,
            String selector,
            String notSelector,
            String namespaceSelector,
            List<String> ports,
            List<String> notPorts) {}
}
