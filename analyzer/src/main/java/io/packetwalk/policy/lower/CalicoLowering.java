package io.packetwalk.policy.lower;

import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.k8s.CalicoNetworkSetFact;
import io.packetwalk.fact.k8s.CalicoPolicyFact;
import io.packetwalk.fact.k8s.CalicoPolicyFact.Entity;
import io.packetwalk.net.Cidr;
import io.packetwalk.net.IpRanges;
import io.packetwalk.net.Ports;
import io.packetwalk.net.Proto;
import io.packetwalk.policy.Answers;
import io.packetwalk.policy.By;
import io.packetwalk.policy.Direction;
import io.packetwalk.policy.End;
import io.packetwalk.policy.Labels;
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

/**
 * Calico's policies in the words of this package, as docs.tigera.io describes them (reference/resources/networkpolicy).
 *
 * @param sets network sets, which selectors find by label
 */
record CalicoLowering(List<CalicoNetworkSetFact> sets) {

    /** The policy; unknown when a field changes where or when it applies, or when its tier's place is not known. */
    Policy of(CalicoPolicyFact fact, boolean placed) {
        boolean global = fact.ref().kind().equals("GlobalNetworkPolicy");
        String namespace = global ? "" : End.namespace(fact.ref());
        Selector pods = CalicoSelector.of(fact.selector());
        Match subject = global
                ? new Match.Pods(Optional.empty(), CalicoSelector.of(fact.namespaceSelector()), pods)
                : Match.Pods.in(namespace, pods);
        if (!placed) {
            subject = new Match.All(List.of(subject, new Match.Unknown("the order of tier " + fact.tier())));
        }
        if (!fact.unmodelled().isEmpty()) {
            subject = new Match.All(List.of(subject, new Match.Unknown(String.join(", ", fact.unmodelled()))));
        }
        // Without types: Egress when there are egress rules, Ingress when there are ingress rules or none at all.
        boolean typed = !fact.types().isEmpty();
        boolean egress =
                typed ? fact.types().contains("Egress") : !fact.egress().isEmpty();
        boolean ingress =
                typed ? fact.types().contains("Ingress") : !fact.ingress().isEmpty() || !egress;
        return new Policy(
                fact.ref(),
                fact.source(),
                fact.order().orElse(Double.POSITIVE_INFINITY),
                subject,
                ingress ? side(fact, namespace, fact.ingress(), Direction.INGRESS) : Policy.Side.NONE,
                egress ? side(fact, namespace, fact.egress(), Direction.EGRESS) : Policy.Side.NONE);
    }

    private Policy.Side side(
            CalicoPolicyFact fact, String namespace, List<CalicoPolicyFact.Rule> written, Direction direction) {
        List<Rule> rules = new ArrayList<>();
        for (int index = 0; index < written.size(); index++) {
            CalicoPolicyFact.Rule rule = written.get(index);
            if (rule.action().equals("Log")) {
                continue;
            }
            boolean in = direction == Direction.INGRESS;
            Entity peer = in ? rule.from() : rule.to();
            Entity own = in ? rule.to() : rule.from();
            List<Match> all = new ArrayList<>(List.of(entity(peer, namespace)));
            Match here = entity(own, namespace);
            if (!here.equals(Match.anyone())) {
                all.add(new Match.OnSubject(here));
            }
            rule.unmodelled().forEach(text -> all.add(new Match.Unknown(text)));
            if (!rule.from().ports().isEmpty() || !rule.from().notPorts().isEmpty()) {
                all.add(new Match.Unknown("source ports"));
            }
            int answer = switch (rule.action()) {
                case "Allow" -> Answers.ACCEPT;
                case "Deny" -> Answers.DENY;
                case "Pass" -> Answers.NEXT;
                default -> Answers.ANY;
            };
            rules.add(new Rule(
                    new By(
                            fact.ref(),
                            index,
                            rule.action().toLowerCase(Locale.ROOT) + " by " + direction.word() + " rule " + index,
                            rule.source()),
                    answer,
                    all.size() == 1 ? all.getFirst() : new Match.All(List.copyOf(all)),
                    ports(rule)));
        }
        return new Policy.Side(Ternary.YES, List.copyOf(rules));
    }

    private Match entity(Entity entity, String namespace) {
        List<Match> all = new ArrayList<>();
        if (!entity.nets().isEmpty()) {
            all.add(Blocks.any(entity.nets()));
        }
        if (!entity.notNets().isEmpty()) {
            all.add(new Match.Not(Blocks.any(entity.notNets())));
        }
        String within = entity.namespaceSelector();
        if (!entity.selector().isBlank() || !within.isBlank()) {
            all.add(labelled(entity.selector(), within, namespace));
        }
        if (!entity.notSelector().isBlank()) {
            all.add(new Match.Not(labelled(entity.notSelector(), "all()", "")));
        }
        return all.isEmpty() ? Match.anyone() : all.size() == 1 ? all.getFirst() : new Match.All(List.copyOf(all));
    }

    /** Endpoints and network sets by label; without a namespaceSelector those of a namespaced policy's own namespace. */
    private Match labelled(String selector, String within, String namespace) {
        Selector labels = CalicoSelector.of(selector);
        boolean global = within.strip().equals("global()");
        Optional<String> fixed = within.isBlank() && !namespace.isEmpty() ? Optional.of(namespace) : Optional.empty();
        List<Match> any = new ArrayList<>();
        if (!global) {
            any.add(new Match.Pods(fixed, CalicoSelector.of(within), labels));
        }
        List<Cidr> nets = new ArrayList<>();
        for (CalicoNetworkSetFact set : sets) {
            boolean everywhere = set.ref().kind().equals("GlobalNetworkSet");
            boolean reached = global || namespace.isEmpty()
                    ? everywhere || !global
                    : !everywhere && fixed.filter(set.ref().namespace()::equals).isPresent();
            Ternary named = labels.test(Labels.of(set.labels()));
            if (reached && !named.no()) {
                set.nets().forEach(net -> Cidr.parse(net).ifPresent(nets::add));
            }
        }
        if (!nets.isEmpty()) {
            any.add(new Match.Sets(IpRanges.of(nets)));
        }
        return new Match.Any(List.copyOf(any));
    }

    private static PortMatch ports(CalicoPolicyFact.Rule rule) {
        PortMatch base = proto(rule.proto());
        if (!rule.to().ports().isEmpty()) {
            base = listed(rule, rule.to().ports());
        }
        if (!rule.to().notPorts().isEmpty()) {
            base = new PortMatch.Except(base, listed(rule, rule.to().notPorts()));
        }
        return rule.notProto().isEmpty() ? base : new PortMatch.Except(base, proto(rule.notProto()));
    }

    private static PortMatch proto(String text) {
        if (text.isEmpty()) {
            return PortMatch.all();
        }
        return Proto.parse(text)
                .<PortMatch>map(proto -> new PortMatch.Fixed(Traffic.of(proto)))
                .orElseGet(() -> new PortMatch.Unknown(Traffic.ALL, "the protocol " + text));
    }

    private static PortMatch listed(CalicoPolicyFact.Rule rule, List<String> ports) {
        Optional<Proto> proto = Proto.parse(rule.proto());
        if (proto.isEmpty()) {
            return new PortMatch.Unknown(Traffic.ALL, "ports without a protocol");
        }
        List<PortMatch> any = new ArrayList<>();
        for (String port : ports) {
            Optional<Ports> range = Ports.parse(port);
            any.add(
                    range.isPresent()
                            ? new PortMatch.Fixed(Traffic.of(proto.get(), range.get()))
                            : new PortMatch.Named(proto, port));
        }
        return new PortMatch.Any(List.copyOf(any));
    }
}
