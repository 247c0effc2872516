package io.packetwalk.parse.k8s;

import io.packetwalk.doc.Field;
import io.packetwalk.evidence.Fact;
import io.packetwalk.fact.k8s.ClusterPolicyFact;
import io.packetwalk.fact.k8s.ClusterPolicyFact.Peer;
import io.packetwalk.fact.k8s.ClusterPolicyFact.Pods;
import io.packetwalk.fact.k8s.ClusterPolicyFact.Port;
import io.packetwalk.fact.k8s.ClusterPolicyFact.Rule;
import io.packetwalk.fact.k8s.LabelSelector;
import io.packetwalk.net.Proto;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * AdminNetworkPolicies, BaselineAdminNetworkPolicies (v1alpha1, both shapes of its peers) and ClusterNetworkPolicies (v1alpha2) of
 * policy.networking.k8s.io. A peer or port that a later version may add is kept as unknown, because the API demands to fail closed there; any other field
 * we do not know makes the whole policy unread.
 */
final class ClusterPolicyReader implements KindReader {

    private static final Set<String> PROTOCOLS = Set.of("tcp", "udp", "sctp");

    @Override
    public boolean lenient() {
        return false;
    }

    @Override
    public List<Fact> read(ApiItem item) {
        Field spec = item.at("spec");
        known(spec, Set.of("tier", "priority", "subject", "ingress", "egress"));
        Field subject = spec.at("subject");
        known(subject, Set.of("namespaces", "pods"));
        if (!subject.present()) {
            spec.odd("a subject");
        }
        String tier = switch (item.kind()) {
            case "AdminNetworkPolicy" -> "Admin";
            case "BaselineAdminNetworkPolicy" -> "Baseline";
            default -> spec.at("tier").text("");
        };
        if (!tier.equals("Admin") && !tier.equals("Baseline")) {
            spec.at("tier").odd("Admin or Baseline");
        }
        return List.of(new ClusterPolicyFact(
                item.source(),
                item.ref(),
                tier,
                spec.at("priority").integer(0),
                pods(subject).orElse(new Pods(Optional.empty(), List.of(), List.of(), Optional.empty())),
                rules(item, spec.at("ingress"), "from"),
                rules(item, spec.at("egress"), "to")));
    }

    private static List<Rule> rules(ApiItem item, Field list, String peers) {
        List<Rule> rules = new ArrayList<>();
        for (Field rule : list.items()) {
            known(rule, Set.of("name", "action", peers, "ports", "protocols"));
            Field ports = rule.at("ports").present() ? rule.at("ports") : rule.at("protocols");
            rules.add(new Rule(
                    item.source(rule),
                    rule.at("name").text(""),
                    rule.at("action").text(""),
                    rule.at(peers).items().stream()
                            .map(peer -> peer(item, peer))
                            .toList(),
                    ports.present()
                            ? Optional.of(ports.items().stream()
                                    .map(port -> port(item, port))
                                    .toList())
                            : Optional.empty()));
        }
        return List.copyOf(rules);
    }

    private static Peer peer(ApiItem item, Field peer) {
        return new Peer(
                item.source(peer),
                pods(peer),
                ApiItem.selector(peer.at("nodes")),
                peer.at("networks").texts(),
                peer.at("domainNames").texts(),
                unknown(peer, Set.of("namespaces", "pods", "nodes", "networks", "domainNames")));
    }

    /** {@code namespaces} or {@code pods}; {@code namespaces} itself is a selector, or in the first v1alpha1 an object around one. */
    private static Optional<Pods> pods(Field peer) {
        Field namespaces = peer.at("namespaces");
        Field pods = peer.at("pods");
        if (namespaces.present()) {
            return Optional.of(namespaces(namespaces, Optional.empty()));
        }
        if (!pods.present()) {
            return Optional.empty();
        }
        known(pods, Set.of("namespaces", "namespaceSelector", "podSelector"));
        Optional<LabelSelector> selector = ApiItem.selector(pods.at("podSelector"));
        if (pods.at("namespaces").present()) {
            return Optional.of(namespaces(pods.at("namespaces"), selector));
        }
        return Optional.of(new Pods(ApiItem.selector(pods.at("namespaceSelector")), List.of(), List.of(), selector));
    }

    private static Pods namespaces(Field field, Optional<LabelSelector> pods) {
        known(field, Set.of("matchLabels", "matchExpressions", "namespaceSelector", "sameLabels", "notSameLabels"));
        boolean nested = field.at("namespaceSelector").present()
                || field.at("sameLabels").present()
                || field.at("notSameLabels").present();
        return new Pods(
                nested ? ApiItem.selector(field.at("namespaceSelector")) : ApiItem.selector(field),
                field.at("sameLabels").texts(),
                field.at("notSameLabels").texts(),
                pods);
    }

    /** v1alpha1 {@code portNumber|namedPort|portRange}; v1alpha2 {@code tcp|udp|sctp: {destinationPort: {number|range}}} and {@code destinationNamedPort}. */
    private static Port port(ApiItem item, Field port) {
        Field number = port.at("portNumber");
        Field range = port.at("portRange");
        Optional<Proto> proto = Optional.empty();
        int from = 0;
        int to = 0;
        List<String> unknown = new ArrayList<>(unknown(
                port, Set.of("portNumber", "portRange", "namedPort", "destinationNamedPort", "tcp", "udp", "sctp")));
        if (number.present()) {
            proto = ApiItem.proto(number.at("protocol"));
            from = number.at("port").integer(0);
            to = from;
        } else if (range.present()) {
            proto = ApiItem.proto(range.at("protocol"));
            from = range.at("start").integer(0);
            to = range.at("end").integer(0);
        }
        for (String name : PROTOCOLS) {
            Field match = port.at(name);
            if (match.present()) {
                proto = Proto.parse(name.toLowerCase(Locale.ROOT));
                unknown.addAll(unknown(match, Set.of("destinationPort")));
                Field destination = match.at("destinationPort");
                unknown.addAll(unknown(destination, Set.of("number", "range")));
                from = destination
                        .at("number")
                        .integer(destination.at("range", "start").integer(0));
                to = destination
                        .at("number")
                        .integer(destination.at("range", "end").integer(0));
            }
        }
        String name = port.at("namedPort").text(port.at("destinationNamedPort").text(""));
        return new Port(item.source(port), proto, from, to, name, List.copyOf(unknown));
    }

    private static List<String> unknown(Field field, Set<String> names) {
        return field.fields().keySet().stream()
                .filter(name -> !names.contains(name))
                .sorted()
                .toList();
    }

    private static void known(Field field, Set<String> names) {
        field.fields().forEach((name, value) -> {
            if (!names.contains(name)) {
                value.odd("no such field");
            }
        });
    }
}
