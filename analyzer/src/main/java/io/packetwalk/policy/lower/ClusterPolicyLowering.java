package io.packetwalk.policy.lower;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.k8s.ClusterPolicyFact;
import io.packetwalk.net.Ports;
import io.packetwalk.net.Proto;
import io.packetwalk.policy.Answers;
import io.packetwalk.policy.By;
import io.packetwalk.policy.Direction;
import io.packetwalk.policy.Match;
import io.packetwalk.policy.Policy;
import io.packetwalk.policy.PortMatch;
import io.packetwalk.policy.Rule;
import io.packetwalk.policy.Selector;
import io.packetwalk.policy.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Policies of the cluster's administrator in the words of this package. */
final class ClusterPolicyLowering {

    private ClusterPolicyLowering() {}

    static Policy of(ClusterPolicyFact fact) {
        return new Policy(
                fact.ref(),
                fact.source(),
                fact.priority(),
                pods(fact.subject()),
                side(fact.ref(), fact.ingress(), Direction.INGRESS),
                side(fact.ref(), fact.egress(), Direction.EGRESS));
    }

    private static Policy.Side side(ObjectRef ref, List<ClusterPolicyFact.Rule> written, Direction direction) {
        List<Rule> rules = new ArrayList<>();
        for (ClusterPolicyFact.Rule rule : written) {
            int index = rules.size();
            String name = rule.name().isEmpty() ? "" : " (" + rule.name() + ")";
            int answer = switch (rule.action()) {
                case "Accept", "Allow" -> Answers.ACCEPT;
                case "Deny" -> Answers.DENY;
                case "Pass" -> Answers.NEXT;
                default -> Answers.ANY;
            };
            rules.add(new Rule(
                    new By(
                            ref,
                            index,
                            rule.action().toLowerCase(Locale.ROOT) + " by " + direction.word() + " rule " + index
                                    + name,
                            rule.source()),
                    answer,
                    new Match.Any(rule.peers().stream()
                            .map(ClusterPolicyLowering::peer)
                            .toList()),
                    rule.ports()
                            .<PortMatch>map(ports -> new PortMatch.Any(ports.stream()
                                    .map(ClusterPolicyLowering::port)
                                    .toList()))
                            .orElse(PortMatch.all())));
        }
        return new Policy.Side(Ternary.NO, List.copyOf(rules));
    }

    /** The API demands to fail closed on a peer that is not understood; here it stays unknown. */
    private static Match peer(ClusterPolicyFact.Peer peer) {
        if (!peer.unknown().isEmpty()) {
            return new Match.Unknown("the peer " + String.join(", ", peer.unknown()));
        }
        if (peer.pods().isPresent()) {
            return pods(peer.pods().get());
        }
        if (peer.nodes().isPresent()) {
            return new Match.Nodes(Selector.of(peer.nodes().get()));
        }
        if (!peer.networks().isEmpty()) {
            return Blocks.any(peer.networks());
        }
        return peer.domainNames().isEmpty()
                ? new Match.Unknown("a peer without a field")
                : new Match.Domains(peer.domainNames());
    }

    private static Match pods(ClusterPolicyFact.Pods pods) {
        Match plain = new Match.Pods(Optional.empty(), Selector.of(pods.namespaces()), Selector.of(pods.pods()));
        if (!pods.sameLabels().isEmpty()) {
            return new Match.All(List.of(plain, new Match.SameLabels(pods.sameLabels())));
        }
        return pods.notSameLabels().isEmpty()
                ? plain
                : new Match.All(List.of(plain, new Match.NotSameLabels(pods.notSameLabels())));
    }

    private static PortMatch port(ClusterPolicyFact.Port port) {
        if (!port.unknown().isEmpty()) {
            return new PortMatch.Unknown(Traffic.ALL, "the port " + String.join(", ", port.unknown()));
        }
        if (!port.name().isEmpty()) {
            return new PortMatch.Named(Optional.empty(), port.name());
        }
        Proto proto = port.proto().orElse(Proto.TCP);
        if (port.from() == 0 && port.to() == 0) {
            return port.proto().isPresent()
                    ? new PortMatch.Fixed(Traffic.of(proto))
                    : new PortMatch.Unknown(Traffic.ALL, "a port without a field");
        }
        return port.to() < port.from()
                ? new PortMatch.Unknown(Traffic.of(proto), "the range " + port.from() + "-" + port.to())
                : new PortMatch.Fixed(Traffic.of(proto, Ports.range(port.from(), port.to())));
    }
}
