package io.packetwalk.policy.lower;

import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.k8s.CiliumPolicyFact;
import io.packetwalk.fact.k8s.LabelSelector;
import io.packetwalk.net.Ports;
import io.packetwalk.net.Proto;
import io.packetwalk.policy.Answers;
import io.packetwalk.policy.By;
import io.packetwalk.policy.Direction;
import io.packetwalk.policy.End;
import io.packetwalk.policy.Ends;
import io.packetwalk.policy.Match;
import io.packetwalk.policy.Policy;
import io.packetwalk.policy.PortMatch;
import io.packetwalk.policy.Rule;
import io.packetwalk.policy.Selector;
import io.packetwalk.policy.Traffic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Cilium's policies in the words of this package, as docs.cilium.io describes them (security/policy): deny before allow, a direction is isolated when a policy has rules
 * for it, CIDRs never mean pods or nodes.
 */
final class CiliumLowering {

    private static final String NAMESPACE = "io.kubernetes.pod.namespace";
    private static final String NAMESPACE_LABELS = "io.cilium.k8s.namespace.labels.";
    private static final Match NODES = new Match.Nodes(Selector.all());
    private static final Match WORLD = new Match.World();

    private CiliumLowering() {}

    static Policy of(CiliumPolicyFact fact) {
        String namespace = fact.ref().kind().equals("CiliumNetworkPolicy") ? End.namespace(fact.ref()) : "";
        Match subject = fact.endpointSelector()
                .map(selector -> pods(selector, namespace))
                .orElse(Match.nobody());
        return new Policy(
                fact.ref(),
                fact.source(),
                0,
                subject,
                side(fact, namespace, Direction.INGRESS),
                side(fact, namespace, Direction.EGRESS));
    }

    private static Policy.Side side(CiliumPolicyFact fact, String namespace, Direction direction) {
        boolean in = direction == Direction.INGRESS;
        List<Rule> rules = new ArrayList<>();
        boolean any = false;
        for (CiliumPolicyFact.Rule rule : fact.rules()) {
            if (rule.ingress() == in) {
                any = true;
                rules.add(rule(fact, rule, namespace, direction));
            }
        }
        Ternary told = in ? fact.denyIngress() : fact.denyEgress();
        return new Policy.Side(told.unknown() ? Ternary.of(any) : told, List.copyOf(rules));
    }

    private static Rule rule(CiliumPolicyFact fact, CiliumPolicyFact.Rule rule, String namespace, Direction direction) {
        List<Match> peers = new ArrayList<>();
        rule.peers().forEach(peer -> peers.add(peer(peer, namespace)));
        // An empty rule ({}) allows nothing: it only isolates. Ports without peers mean any peer.
        boolean everyone =
                rule.anyone() && (!rule.ports().isEmpty() || !rule.unmodelled().isEmpty());
        List<Match> narrowing = new ArrayList<>();
        for (String name : rule.unmodelled()) {
            (name.startsWith("to")
                                    || name.startsWith("from") && !name.equals("fromRequires")
                                    || name.equals("cidrGroupRef")
                            ? peers
                            : narrowing)
                    .add(new Match.Unknown(name));
        }
        Match who = everyone ? Match.anyone() : new Match.Any(List.copyOf(peers));
        narrowing.addFirst(who);
        String word = rule.deny() ? "denies by " : "allows by ";
        return new Rule(
                new By(
                        fact.ref(),
                        rule.index(),
                        word + direction.word() + (rule.deny() ? "Deny" : "") + " rule " + rule.index(),
                        rule.source()),
                rule.deny() ? Answers.DENY : Answers.ACCEPT,
                narrowing.size() == 1 ? who : new Match.All(List.copyOf(narrowing)),
                rule.ports().isEmpty()
                        ? PortMatch.all()
                        : new PortMatch.Any(
                                rule.ports().stream().map(CiliumLowering::port).toList()));
    }

    private static Match peer(CiliumPolicyFact.Peer peer, String namespace) {
        if (peer.endpoints().isPresent()) {
            return pods(peer.endpoints().get(), namespace);
        }
        if (!peer.cidr().isEmpty()) {
            String cidr = peer.cidr().indexOf('/') >= 0
                    ? peer.cidr()
                    : peer.cidr() + (peer.cidr().indexOf(':') >= 0 ? "/128" : "/32");
            return new Match.All(List.of(WORLD, Blocks.of(cidr, peer.except())));
        }
        return switch (peer.entity()) {
            case "all" -> Match.anyone();
            case "world" -> WORLD;
            case "world-ipv4" -> new Match.All(List.of(WORLD, Blocks.of("0.0.0.0/0", List.of())));
            case "world-ipv6" -> new Match.All(List.of(WORLD, Blocks.of("::/0", List.of())));
            case "cluster" -> new Match.Not(WORLD);
            case "host", "remote-node" ->
                new Match.All(List.of(NODES, new Match.Unknown("the entity " + peer.entity())));
            default -> new Match.Unknown("the entity " + peer.entity());
        };
    }

    /** In a namespaced policy a selector stays in the namespace unless it speaks about namespaces itself. */
    private static Match pods(LabelSelector written, String namespace) {
        Map<String, String> own = new LinkedHashMap<>();
        Map<String, String> above = new LinkedHashMap<>();
        List<LabelSelector.Requirement> ownExpressions = new ArrayList<>();
        List<LabelSelector.Requirement> aboveExpressions = new ArrayList<>();
        List<Match> unknown = new ArrayList<>();
        written.matchLabels().forEach((key, value) -> {
            String bare = bare(key);
            if (strange(bare)) {
                unknown.add(new Match.Unknown("the label " + key));
            } else if (ofNamespace(bare)) {
                above.put(namespaceKey(bare), value);
            } else {
                own.put(bare, value);
            }
        });
        for (LabelSelector.Requirement each : written.matchExpressions()) {
            String bare = bare(each.key());
            if (strange(bare)) {
                unknown.add(new Match.Unknown("the label " + each.key()));
            } else if (ofNamespace(bare)) {
                aboveExpressions.add(new LabelSelector.Requirement(namespaceKey(bare), each.operator(), each.values()));
            } else {
                ownExpressions.add(new LabelSelector.Requirement(bare, each.operator(), each.values()));
            }
        }
        boolean wide = namespace.isEmpty() || !above.isEmpty() || !aboveExpressions.isEmpty();
        Match pods = new Match.Pods(
                wide ? Optional.empty() : Optional.of(namespace),
                Selector.of(new LabelSelector(above, aboveExpressions)),
                Selector.of(new LabelSelector(own, ownExpressions)));
        if (unknown.isEmpty()) {
            return pods;
        }
        unknown.addFirst(pods);
        return new Match.All(List.copyOf(unknown));
    }

    private static String bare(String key) {
        return key.startsWith("k8s:") || key.startsWith("any:") ? key.substring(4) : key;
    }

    private static boolean strange(String key) {
        return key.indexOf(':') >= 0 || key.startsWith("io.cilium.k8s.policy.");
    }

    private static boolean ofNamespace(String key) {
        return key.equals(NAMESPACE) || key.startsWith(NAMESPACE_LABELS);
    }

    private static String namespaceKey(String key) {
        return key.equals(NAMESPACE) ? Ends.NAME_LABEL : key.substring(NAMESPACE_LABELS.length());
    }

    private static PortMatch port(CiliumPolicyFact.Port port) {
        Optional<Proto> proto = Proto.parse(port.proto());
        if (proto.isPresent()) {
            return PortMatch.of(proto.get(), port.port(), port.endPort());
        }
        if (!port.proto().equals("ANY")) {
            return new PortMatch.Unknown(Traffic.ALL, "the protocol " + port.proto());
        }
        Optional<Integer> number = Ports.parsePort(port.port());
        if (number.isEmpty()) {
            return new PortMatch.Named(Optional.empty(), port.port());
        }
        return number.get() == 0
                ? PortMatch.all()
                : new PortMatch.Fixed(
                        Traffic.ported(Ports.range(number.get(), Math.max(number.get(), port.endPort()))));
    }
}
