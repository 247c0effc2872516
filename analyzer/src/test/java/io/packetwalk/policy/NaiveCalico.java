package io.packetwalk.policy;

import io.packetwalk.fact.k8s.CalicoPolicyFact;
import io.packetwalk.net.Cidr;
import io.packetwalk.net.Proto;
import io.packetwalk.policy.NaivePolicy.Thing;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One tier of Calico by brute force, with NetworkPolicies at order 1000 in the default one.
 *
 * @param policies policies of the tier, each with an order of its own
 * @param standard NetworkPolicies, in the default tier only
 */
record NaiveCalico(List<CalicoPolicyFact> policies, NaivePolicy standard, boolean passes) implements Floor {

    private static final double STANDARD = 1000;

    @Override
    public Set<String> answers(Packet packet) {
        boolean applies = false;
        List<CalicoPolicyFact> sorted = policies.stream()
                .sorted(Comparator.comparingDouble(policy -> policy.order().orElseThrow()))
                .toList();
        for (CalicoPolicyFact policy : sorted) {
            if (policy.order().orElseThrow() > STANDARD && standard.allowed(packet)) {
                return Set.of("Accept");
            }
            if (!policy.types().contains(packet.ingress() ? "Ingress" : "Egress") || !subject(policy, packet.me())) {
                continue;
            }
            applies = true;
            for (CalicoPolicyFact.Rule rule : packet.ingress() ? policy.ingress() : policy.egress()) {
                if (!rule.action().equals("Log") && matches(policy, rule, packet)) {
                    return Set.of(
                            switch (rule.action()) {
                                case "Allow" -> "Accept";
                                case "Deny" -> "Deny";
                                default -> "Next";
                            });
                }
            }
        }
        if (standard.allowed(packet)) {
            return Set.of("Accept");
        }
        return Set.of((applies || standard.isolated(packet)) && !passes ? "Deny" : "Next");
    }

    private static boolean subject(CalicoPolicyFact policy, Thing me) {
        boolean place = policy.ref().namespace().isEmpty()
                ? selects(policy.namespaceSelector(), me.namespaceLabels())
                : policy.ref().namespace().equals(me.namespace());
        return place && selects(policy.selector(), me.labels());
    }

    private static boolean matches(CalicoPolicyFact policy, CalicoPolicyFact.Rule rule, Packet packet) {
        CalicoPolicyFact.Entity peer = packet.ingress() ? rule.from() : rule.to();
        String home = policy.ref().namespace();
        Thing other = packet.other();
        if (!peer.nets().isEmpty()
                && peer.nets().stream().noneMatch(net -> Cidr.of(net).contains(other.ip()))) {
            return false;
        }
        if (peer.notNets().stream().anyMatch(net -> Cidr.of(net).contains(other.ip()))) {
            return false;
        }
        if (!peer.selector().isEmpty() || !peer.namespaceSelector().isEmpty()) {
            boolean place = peer.namespaceSelector().isEmpty()
                    ? home.isEmpty() || home.equals(other.namespace())
                    : selects(peer.namespaceSelector(), other.namespaceLabels());
            if (!other.pod() || !place || !selects(peer.selector(), other.labels())) {
                return false;
            }
        }
        if (!rule.proto().isEmpty() && !Proto.parse(rule.proto()).orElseThrow().equals(packet.proto())) {
            return false;
        }
        return rule.to().ports().isEmpty() || rule.to().ports().stream().anyMatch(port -> port(port, packet));
    }

    private static boolean port(String written, Packet packet) {
        if (!Character.isDigit(written.charAt(0))) {
            return packet.to().pod()
                    && packet.to().ports().getOrDefault(packet.proto() + "/" + written, -1) == packet.port();
        }
        String[] ends = written.split(":", -1);
        return packet.port() >= Integer.parseInt(ends[0]) && packet.port() <= Integer.parseInt(ends[ends.length - 1]);
    }

    /** The little of the language that {@link RandomCluster} writes: terms joined by {@code &&}. */
    static boolean selects(String selector, Map<String, String> labels) {
        return selector.isEmpty()
                || Stream.of(selector.split(" && ", -1)).allMatch(term -> {
                    if (term.startsWith("!has(")) {
                        return !labels.containsKey(term.substring(5, term.length() - 1));
                    }
                    if (term.startsWith("has(")) {
                        return labels.containsKey(term.substring(4, term.length() - 1));
                    }
                    String[] words = term.split(" ", 3);
                    String value = labels.get(words[0]);
                    return switch (words[1]) {
                        case "==" -> words[2].equals("'" + value + "'");
                        case "!=" -> !words[2].equals("'" + value + "'");
                        default -> value != null && words[2].contains("'" + value + "'");
                    };
                });
    }
}
