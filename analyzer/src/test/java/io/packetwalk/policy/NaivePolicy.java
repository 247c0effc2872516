package io.packetwalk.policy;

import io.packetwalk.fact.k8s.ClusterPolicyFact;
import io.packetwalk.fact.k8s.LabelSelector;
import io.packetwalk.fact.k8s.NetworkPolicyFact;
import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Proto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The specification read aloud, one packet at a time, by brute force and with no line shared with the engine: what the differential test holds the engine against.
 *
 * @param networkPolicies NetworkPolicies
 * @param clusterPolicies admin and baseline policies
 */
record NaivePolicy(List<NetworkPolicyFact> networkPolicies, List<ClusterPolicyFact> clusterPolicies) {

    /** The tiers of a cluster, first asked first. */
    static List<Floor> floors(RandomCluster cluster) {
        NaivePolicy own = new NaivePolicy(cluster.networkPolicies, cluster.clusterPolicies);
        NaivePolicy nobody = new NaivePolicy(List.of(), List.of());
        List<Floor> floors = new ArrayList<>();
        cluster.calicoTiers.stream()
                .filter(tier -> tier.order().orElseThrow() < 1_000)
                .forEach(tier -> floors.add(cluster.tier(tier, nobody)));
        floors.add(packet -> own.tier("Admin", packet));
        cluster.calicoTiers.stream()
                .filter(tier -> tier.order().orElseThrow() > 1_000)
                .forEach(tier -> floors.add(cluster.tier(tier, nobody)));
        floors.add(
                cluster.calico.isEmpty()
                        ? new NaiveCilium(cluster.cilium, own)
                        : new NaiveCalico(cluster.standardCalico(), own, false));
        floors.add(packet -> own.tier("Baseline", packet));
        return floors;
    }

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

    /** What may become of a packet: both where the API leaves it open. */
    static Set<Boolean> allows(List<Floor> floors, Thing from, Thing to, Proto proto, int port) {
        Set<Boolean> out = side(floors, new Floor.Packet(false, from, to, to, proto, port));
        Set<Boolean> in = side(floors, new Floor.Packet(true, to, from, to, proto, port));
        Set<Boolean> both = new TreeSet<>();
        out.forEach(one -> in.forEach(two -> both.add(one && two)));
        return both;
    }

    private static Set<Boolean> side(List<Floor> floors, Floor.Packet packet) {
        if (!packet.me().pod() || floors.isEmpty()) {
            return Set.of(true);
        }
        Set<Boolean> all = new TreeSet<>();
        for (String answer : floors.getFirst().answers(packet)) {
            switch (answer) {
                case "Accept" -> all.add(true);
                case "Deny" -> all.add(false);
                default -> all.addAll(side(floors.subList(1, floors.size()), packet));
            }
        }
        return all;
    }

    boolean isolated(Floor.Packet packet) {
        return networkPolicies.stream().anyMatch(policy -> applies(policy, packet));
    }

    boolean allowed(Floor.Packet packet) {
        for (NetworkPolicyFact policy : networkPolicies) {
            if (!applies(policy, packet)) {
                continue;
            }
            for (NetworkPolicyFact.Rule rule : packet.ingress() ? policy.ingress() : policy.egress()) {
                boolean peer = rule.peers().isEmpty();
                for (NetworkPolicyFact.Peer each : rule.peers()) {
                    peer |= peer(each, policy.ref().namespace(), packet.other());
                }
                boolean fits = rule.ports().isEmpty();
                for (NetworkPolicyFact.Port each : rule.ports()) {
                    fits |= fits(each, packet.to(), packet.proto(), packet.port());
                }
                if (peer && fits) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean applies(NetworkPolicyFact policy, Floor.Packet packet) {
        List<String> types = new ArrayList<>(policy.policyTypes());
        if (types.isEmpty()) {
            types.add("Ingress");
            if (!policy.egress().isEmpty()) {
                types.add("Egress");
            }
        }
        return policy.ref().namespace().equals(packet.me().namespace())
                && selects(policy.podSelector(), packet.me().labels())
                && types.contains(packet.ingress() ? "Ingress" : "Egress");
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

    /** Every order of the policies that their priorities allow. */
    private Set<String> tier(String name, Floor.Packet packet) {
        Set<String> all = new TreeSet<>();
        orders(
                clusterPolicies.stream()
                        .filter(policy -> policy.tier().equals(name))
                        .toList(),
                order -> all.add(first(order, packet)));
        return all;
    }

    private static void orders(List<ClusterPolicyFact> left, Consumer<List<ClusterPolicyFact>> each) {
        if (left.isEmpty()) {
            each.accept(List.of());
            return;
        }
        int least = left.stream().mapToInt(ClusterPolicyFact::priority).min().getAsInt();
        for (ClusterPolicyFact head : left) {
            if (head.priority() == least) {
                List<ClusterPolicyFact> rest = new ArrayList<>(left);
                rest.remove(head);
                orders(rest, order -> {
                    List<ClusterPolicyFact> all = new ArrayList<>(List.of(head));
                    all.addAll(order);
                    each.accept(all);
                });
            }
        }
    }

    private static String first(List<ClusterPolicyFact> order, Floor.Packet packet) {
        for (ClusterPolicyFact policy : order) {
            if (!pods(policy.subject(), packet.me(), packet.me())) {
                continue;
            }
            for (ClusterPolicyFact.Rule rule : packet.ingress() ? policy.ingress() : policy.egress()) {
                boolean peer = false;
                for (ClusterPolicyFact.Peer each : rule.peers()) {
                    peer |= clusterPeer(each, packet);
                }
                boolean fits = rule.ports().isEmpty();
                for (ClusterPolicyFact.Port each : rule.ports().orElse(List.of())) {
                    fits |= each.name().isEmpty()
                            ? each.proto().filter(packet.proto()::equals).isPresent()
                                    && packet.port() >= each.from()
                                    && packet.port() <= each.to()
                            : packet.to().pod()
                                    && packet.to().ports().getOrDefault(packet.proto() + "/" + each.name(), -1)
                                            == packet.port();
                }
                if (peer && fits) {
                    return rule.action().equals("Pass") ? "Next" : rule.action();
                }
            }
        }
        return "Next";
    }

    private static boolean clusterPeer(ClusterPolicyFact.Peer peer, Floor.Packet packet) {
        Thing other = packet.other();
        if (peer.pods().isPresent()) {
            return pods(peer.pods().get(), packet.me(), other);
        }
        if (peer.nodes().isPresent()) {
            return other.hostNetwork() && selects(peer.nodes().get(), other.labels());
        }
        return peer.networks().stream().anyMatch(net -> Cidr.of(net).contains(other.ip()));
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

    static boolean selects(LabelSelector selector, Map<String, String> labels) {
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
