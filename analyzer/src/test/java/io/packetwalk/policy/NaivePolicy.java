package io.packetwalk.policy;

import io.packetwalk.fact.k8s.ClusterPolicyFact;
import io.packetwalk.fact.k8s.LabelSelector;
import io.packetwalk.fact.k8s.NetworkPolicyFact;
import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Proto;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The specification read aloud, one packet at a time, by brute force and with no line shared with the engine: what the differential test holds the engine against.
 *
 * @param networkPolicies NetworkPolicies
 * @param clusterPolicies admin and baseline policies, no two of one tier with one priority
 */
record NaivePolicy(List<NetworkPolicyFact> networkPolicies, List<ClusterPolicyFact> clusterPolicies) {

    /**
     * A pod, or an address outside when its namespace is empty.
     *
     * @param ports number by {@code proto/name}
     */
    record Thing(
            String namespace,
            Map<String, String> namespaceLabels,
            Map<String, String> labels,
            Map<String, Integer> ports,
            Ip ip,
            boolean hostNetwork) {
        boolean pod() {
            return !namespace.isEmpty() && !hostNetwork;
        }
    }

    boolean allows(Thing from, Thing to, Proto proto, int port) {
        return side(false, from, to, to, proto, port) && side(true, to, from, to, proto, port);
    }

    private boolean side(boolean ingress, Thing me, Thing other, Thing to, Proto proto, int port) {
        if (!me.pod()) {
            return true;
        }
        String admin = tier("Admin", ingress, me, other, to, proto, port);
        if (admin.equals("Accept") || admin.equals("Allow")) {
            return true;
        }
        if (admin.equals("Deny")) {
            return false;
        }
        boolean isolated = false;
        for (NetworkPolicyFact policy : networkPolicies) {
            if (!policy.ref().namespace().equals(me.namespace()) || !selects(policy.podSelector(), me.labels())) {
                continue;
            }
            List<String> types = new ArrayList<>(policy.policyTypes());
            if (types.isEmpty()) {
                types.add("Ingress");
                if (!policy.egress().isEmpty()) {
                    types.add("Egress");
                }
            }
            if (!types.contains(ingress ? "Ingress" : "Egress")) {
                continue;
            }
            isolated = true;
            for (NetworkPolicyFact.Rule rule : ingress ? policy.ingress() : policy.egress()) {
                boolean peer = rule.peers().isEmpty();
                for (NetworkPolicyFact.Peer each : rule.peers()) {
                    peer |= peer(each, policy.ref().namespace(), other);
                }
                boolean fits = rule.ports().isEmpty();
                for (NetworkPolicyFact.Port each : rule.ports()) {
                    fits |= fits(each, to, proto, port);
                }
                if (peer && fits) {
                    return true;
                }
            }
        }
        if (isolated) {
            return false;
        }
        return !tier("Baseline", ingress, me, other, to, proto, port).equals("Deny");
    }

    private static boolean peer(NetworkPolicyFact.Peer peer, String namespace, Thing other) {
        if (peer.ipBlock().isPresent()) {
            boolean inside = Cidr.of(peer.ipBlock().get().cidr()).contains(other.ip());
            for (String except : peer.ipBlock().get().except()) {
                inside &= !Cidr.of(except).contains(other.ip());
            }
            return inside;
        }
        if (!other.pod()) {
            return false;
        }
        boolean place = peer.namespaceSelector().isPresent()
                ? selects(peer.namespaceSelector().get(), other.namespaceLabels())
                : other.namespace().equals(namespace);
        return place
                && (peer.podSelector().isEmpty() || selects(peer.podSelector().get(), other.labels()));
    }

    private static boolean fits(NetworkPolicyFact.Port want, Thing to, Proto proto, int port) {
        if (!want.proto().equals(proto)) {
            return false;
        }
        if (want.port().isEmpty()) {
            return true;
        }
        if (!Character.isDigit(want.port().charAt(0))) {
            return to.pod() && to.ports().getOrDefault(proto + "/" + want.port(), -1) == port;
        }
        int first = Integer.parseInt(want.port());
        return port >= first && port <= (want.endPort() == 0 ? first : want.endPort());
    }

    private String tier(String name, boolean ingress, Thing me, Thing other, Thing to, Proto proto, int port) {
        List<ClusterPolicyFact> sorted = clusterPolicies.stream()
                .filter(policy -> policy.tier().equals(name))
                .sorted(Comparator.comparingInt(ClusterPolicyFact::priority))
                .toList();
        for (ClusterPolicyFact policy : sorted) {
            if (!pods(policy.subject(), me, me)) {
                continue;
            }
            for (ClusterPolicyFact.Rule rule : ingress ? policy.ingress() : policy.egress()) {
                boolean peer = false;
                for (ClusterPolicyFact.Peer each : rule.peers()) {
                    peer |= each.pods().isPresent()
                            ? pods(each.pods().get(), me, other)
                            : each.networks().stream()
                                    .anyMatch(net -> Cidr.of(net).contains(other.ip()));
                }
                boolean fits = rule.ports().isEmpty();
                for (ClusterPolicyFact.Port each : rule.ports().orElse(List.of())) {
                    fits |= each.name().isEmpty()
                            ? each.proto().filter(proto::equals).isPresent() && port >= each.from() && port <= each.to()
                            : to.pod() && to.ports().getOrDefault(proto + "/" + each.name(), -1) == port;
                }
                if (peer && fits) {
                    return rule.action();
                }
            }
        }
        return "Pass";
    }

    private static boolean pods(ClusterPolicyFact.Pods pods, Thing subject, Thing other) {
        if (!other.pod()) {
            return false;
        }
        if (pods.namespaces().isPresent() && !selects(pods.namespaces().get(), other.namespaceLabels())) {
            return false;
        }
        for (String key : pods.sameLabels()) {
            if (!other.namespaceLabels().containsKey(key)
                    || !subject.namespaceLabels().containsKey(key)
                    || !other.namespaceLabels()
                            .get(key)
                            .equals(subject.namespaceLabels().get(key))) {
                return false;
            }
        }
        return pods.pods().isEmpty() || selects(pods.pods().get(), other.labels());
    }

    private static boolean selects(LabelSelector selector, Map<String, String> labels) {
        for (Map.Entry<String, String> each : selector.matchLabels().entrySet()) {
            if (!each.getValue().equals(labels.get(each.getKey()))) {
                return false;
            }
        }
        for (LabelSelector.Requirement each : selector.matchExpressions()) {
            boolean there = labels.containsKey(each.key());
            boolean listed = there && each.values().contains(labels.get(each.key()));
            boolean holds = switch (each.operator()) {
                case "In" -> listed;
                case "NotIn" -> !listed;
                case "Exists" -> there;
                case "DoesNotExist" -> !there;
                default -> throw new IllegalArgumentException(each.operator());
            };
            if (!holds) {
                return false;
            }
        }
        return true;
    }
}
