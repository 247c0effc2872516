package io.packetwalk.policy.lower;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.k8s.NetworkPolicyFact;
import io.packetwalk.policy.Answers;
import io.packetwalk.policy.By;
import io.packetwalk.policy.Direction;
import io.packetwalk.policy.End;
import io.packetwalk.policy.Match;
import io.packetwalk.policy.Policy;
import io.packetwalk.policy.PortMatch;
import io.packetwalk.policy.Rule;
import io.packetwalk.policy.Selector;
import java.util.ArrayList;
import java.util.List;

/** NetworkPolicies in the words of this package. What the API's validation would refuse is unknown. */
public final class NetworkPolicyLowering {

    private NetworkPolicyLowering() {}

    /** A missing namespace is {@code default}, as kubectl has it. */
    static Policy of(NetworkPolicyFact fact) {
        String namespace = End.namespace(fact.ref());
        ObjectRef ref = new ObjectRef(fact.ref().kind(), namespace, fact.ref().name());
        // Without policyTypes: Ingress always, Egress when there are egress rules (NetworkPolicySpec.PolicyTypes).
        boolean ingress = fact.policyTypes().isEmpty() || fact.policyTypes().contains("Ingress");
        boolean egress = fact.policyTypes().isEmpty()
                ? !fact.egress().isEmpty()
                : fact.policyTypes().contains("Egress");
        return new Policy(
                ref,
                fact.source(),
                0,
                Match.Pods.in(namespace, Selector.of(fact.podSelector())),
                ingress ? side(ref, namespace, fact.ingress(), Direction.INGRESS) : Policy.Side.NONE,
                egress ? side(ref, namespace, fact.egress(), Direction.EGRESS) : Policy.Side.NONE);
    }

    private static Policy.Side side(
            ObjectRef ref, String namespace, List<NetworkPolicyFact.Rule> written, Direction direction) {
        List<Rule> rules = new ArrayList<>();
        for (NetworkPolicyFact.Rule rule : written) {
            int index = rules.size();
            List<Match> peers =
                    rule.peers().stream().map(peer -> peer(peer, namespace)).toList();
            List<PortMatch> ports = rule.ports().stream()
                    .map(port -> PortMatch.of(port.proto(), port.port(), port.endPort()))
                    .toList();
            rules.add(new Rule(
                    new By(ref, index, "allows by " + direction.word() + " rule " + index, rule.source()),
                    Answers.ACCEPT,
                    peers.isEmpty() ? Match.anyone() : new Match.Any(peers),
                    ports.isEmpty() ? PortMatch.all() : new PortMatch.Any(ports)));
        }
        return new Policy.Side(Ternary.YES, List.copyOf(rules));
    }

    /** Both selectors together mean AND; a podSelector alone stays in the policy's namespace. */
    private static Match peer(NetworkPolicyFact.Peer peer, String namespace) {
        boolean selects =
                peer.podSelector().isPresent() || peer.namespaceSelector().isPresent();
        if (peer.ipBlock().isPresent()) {
            var block = peer.ipBlock().get();
            return selects
                    ? new Match.Unknown("a peer with both ipBlock and a selector")
                    : Blocks.of(block.cidr(), block.except());
        }
        if (!selects) {
            return new Match.Unknown("a peer without a field");
        }
        Selector pods = Selector.of(peer.podSelector());
        return peer.namespaceSelector()
                .<Match>map(selector -> new Match.Pods(java.util.Optional.empty(), Selector.of(selector), pods))
                .orElseGet(() -> Match.Pods.in(namespace, pods));
    }
}
