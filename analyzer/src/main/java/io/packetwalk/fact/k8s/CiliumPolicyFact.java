package io.packetwalk.fact.k8s;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import java.util.List;
import java.util.Optional;

/**
 * One rule set ({@code spec}, or an item of {@code specs}) of a CiliumNetworkPolicy or CiliumClusterwideNetworkPolicy (cilium.io/v2).
 *
 * @param source the object's line
 * @param ref name; items after the first of {@code specs} have {@code #n} behind it
 * @param endpointSelector pods it applies to; empty when it selects nodes
 * @param rules rules of all four lists
 * @param ingress whether the policy has an {@code ingress} or {@code ingressDeny} field
 * @param egress whether the policy has an {@code egress} or {@code egressDeny} field
 * @param denyIngress {@code enableDefaultDeny.ingress}, UNKNOWN when absent
 * @param denyEgress {@code enableDefaultDeny.egress}, UNKNOWN when absent
 */
public record CiliumPolicyFact(
        Source source,
        ObjectRef ref,
        Optional<LabelSelector> endpointSelector,
        List<Rule> rules,
        boolean ingress,
        boolean egress,
        Ternary denyIngress,
        Ternary denyEgress)
        implements ApiObject {

    /**
     * One rule.
     *
     * @param source its line
     * @param index place in its list
     * @param ingress direction
     * @param deny from {@code ingressDeny} or {@code egressDeny}
     * @param anyone no peer field is given
     * @param peers any of them
     * @param ports any of them; empty for all
     * @param unmodelled peers or matches that are not modelled (FQDN, services, ICMP types, L7 ...)
     */
    public record Rule(
            Source source,
            int index,
            boolean ingress,
            boolean deny,
            boolean anyone,
            List<Peer> peers,
            List<Port> ports,
            List<String> unmodelled) {}

    /**
     * One peer: exactly one field.
     *
     * @param endpoints pods by label
     * @param cidr prefix as written, may be empty
     * @param except exceptions of the prefix
     * @param entity {@code world}, {@code cluster} ..., may be empty
     */
    public record Peer(Optional<LabelSelector> endpoints, String cidr, List<String> except, String entity) {}

    /**
     * One port.
     *
     * @param proto {@code ANY}, {@code TCP} ...
     * @param port number or name; {@code 0} for all
     * @param endPort last port of a range, 0 when absent
     */
    public record Port(String proto, String port, int endPort) {}
}
