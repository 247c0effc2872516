package io.packetwalk.policy;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.k8s.CalicoPolicyFact;
import io.packetwalk.fact.k8s.CalicoTierFact;
import io.packetwalk.fact.k8s.CiliumPolicyFact;
import io.packetwalk.fact.k8s.ClusterPolicyFact;
import io.packetwalk.fact.k8s.LabelSelector;
import io.packetwalk.fact.k8s.NetworkPolicyFact;
import io.packetwalk.model.PolicyObjects;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpRanges;
import io.packetwalk.net.Proto;
import io.packetwalk.policy.NaivePolicy.Thing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A small cluster out of a seed, dense with coincidences: few labels, few ports, addresses that blocks cut through. */
final class RandomCluster {

    private static final List<String> BLOCKS = List.of(
            "0.0.0.0/0", "10.0.0.0/8", "10.0.0.0/30", "10.0.0.4/30", "192.0.2.0/24", "192.0.2.128/25", "10.0.0.5/32");

    private final Random random;
    final List<Thing> things = new ArrayList<>();
    final List<NetworkPolicyFact> networkPolicies = new ArrayList<>();
    final List<ClusterPolicyFact> clusterPolicies = new ArrayList<>();
    final List<CalicoPolicyFact> calico = new ArrayList<>();
    final List<CalicoTierFact> calicoTiers = new ArrayList<>();
    final List<CiliumPolicyFact> cilium = new ArrayList<>();

    RandomCluster(long seed) {
        random = new Random(seed);
        List<Map<String, String>> namespaces = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Map<String, String> labels = labels("team", "env");
            labels.put(Ends.NAME_LABEL, "n" + i);
            namespaces.add(labels);
        }
        for (int i = 0; i < 6; i++) {
            int at = random.nextInt(3);
            Map<String, Integer> ports = new HashMap<>();
            if (random.nextBoolean()) {
                ports.put("tcp/web", random.nextBoolean() ? 80 : 8080);
            }
            if (random.nextBoolean()) {
                ports.put("udp/web", 53);
            }
            things.add(new Thing(
                    "n" + at,
                    namespaces.get(at),
                    labels("app", "role"),
                    ports,
                    Ip.of("10.0.0." + (i + 1)),
                    random.nextInt(10) == 0));
        }
        things.add(outside("192.0.2.7"));
        things.add(outside("192.0.2.200"));
        things.add(outside("10.0.0.200"));
        for (int i = random.nextInt(5); i > 0; i--) {
            networkPolicies.add(networkPolicy("np" + i));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            clusterPolicies.add(clusterPolicy("Admin", i, random.nextInt(4) == 0 ? 1 : i));
        }
        for (int i = random.nextInt(2); i > 0; i--) {
            clusterPolicies.add(clusterPolicy("Baseline", i, i));
        }
        switch (random.nextInt(4)) {
            case 0 -> calico();
            case 1 -> cilium();
            default -> {}
        }
    }

    private static Thing outside(String ip) {
        return new Thing("", Map.of(), Map.of(), Map.of(), Ip.of(ip), false);
    }

    PolicyObjects objects() {
        return new PolicyObjects(
                networkPolicies, clusterPolicies, calico, calicoTiers, List.of(), cilium, List.of(), List.of());
    }

    /** The same end for the engine. */
    static End end(Thing thing) {
        if (thing.namespace().isEmpty()) {
            return new End.Outside(new IpRanges.Range(thing.ip(), thing.ip()));
        }
        if (thing.hostNetwork()) {
            return new End.Node(thing.ip().toString(), Labels.of(thing.labels()), List.of(thing.ip()));
        }
        Map<End.PortName, Integer> ports = new HashMap<>();
        thing.ports()
                .forEach((name, number) -> ports.put(
                        new End.PortName(name.startsWith("tcp/") ? Proto.TCP : Proto.UDP, name.substring(4)), number));
        return new End.Pod(
                thing.ip().toString(),
                thing.namespace(),
                Labels.of(thing.namespaceLabels()),
                Labels.of(thing.labels()),
                ports,
                List.of(thing.ip()));
    }

    private Map<String, String> labels(String... keys) {
        Map<String, String> labels = new HashMap<>();
        for (String key : keys) {
            int value = random.nextInt(3);
            if (value > 0) {
                labels.put(key, "v" + value);
            }
        }
        return labels;
    }

    private LabelSelector selector(String... keys) {
        Map<String, String> equal = new HashMap<>();
        List<LabelSelector.Requirement> expressions = new ArrayList<>();
        for (String key : keys) {
            switch (random.nextInt(8)) {
                case 0, 1 -> equal.put(key, "v" + (1 + random.nextInt(2)));
                case 2 -> expressions.add(new LabelSelector.Requirement(key, "In", List.of("v1", "v3")));
                case 3 -> expressions.add(new LabelSelector.Requirement(key, "NotIn", List.of("v1")));
                case 4 -> expressions.add(new LabelSelector.Requirement(key, "Exists", List.of()));
                case 5 -> expressions.add(new LabelSelector.Requirement(key, "DoesNotExist", List.of()));
                default -> {}
            }
        }
        return new LabelSelector(equal, expressions);
    }

    private NetworkPolicyFact networkPolicy(String name) {
        List<String> types = switch (random.nextInt(4)) {
            case 0 -> List.of("Ingress");
            case 1 -> List.of("Egress");
            case 2 -> List.of("Ingress", "Egress");
            default -> List.of();
        };
        return new NetworkPolicyFact(
                Source.line("a", 1),
                new ObjectRef("NetworkPolicy", "n" + random.nextInt(3), name),
                selector("app", "role"),
                types,
                rules(),
                rules());
    }

    private List<NetworkPolicyFact.Rule> rules() {
        List<NetworkPolicyFact.Rule> rules = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            List<NetworkPolicyFact.Peer> peers = new ArrayList<>();
            for (int k = random.nextInt(3); k > 0; k--) {
                peers.add(peer());
            }
            List<NetworkPolicyFact.Port> ports = new ArrayList<>();
            for (int k = random.nextInt(3); k > 0; k--) {
                Proto proto = List.of(Proto.TCP, Proto.UDP, Proto.SCTP).get(random.nextInt(3));
                String port = List.of("", "80", "53", "web", "79").get(random.nextInt(5));
                ports.add(new NetworkPolicyFact.Port(Source.line("a", 1), proto, port, port.equals("79") ? 81 : 0));
            }
            rules.add(new NetworkPolicyFact.Rule(Source.line("a", 1), peers, ports));
        }
        return rules;
    }

    private NetworkPolicyFact.Peer peer() {
        int shape = random.nextInt(4);
        return new NetworkPolicyFact.Peer(
                Source.line("a", 1),
                shape == 0 || shape == 2 ? Optional.of(selector("app", "role")) : Optional.empty(),
                shape == 1 || shape == 2 ? Optional.of(selector("team", "env")) : Optional.empty(),
                shape == 3
                        ? Optional.of(new NetworkPolicyFact.IpBlock(
                                block(), random.nextBoolean() ? List.of(block()) : List.of()))
                        : Optional.empty());
    }

    private String block() {
        return BLOCKS.get(random.nextInt(BLOCKS.size()));
    }

    private ClusterPolicyFact clusterPolicy(String tier, int number, int priority) {
        return new ClusterPolicyFact(
                Source.line("a", 1),
                new ObjectRef("ClusterNetworkPolicy", "", tier + number),
                tier,
                priority,
                pods(false),
                clusterRules(tier),
                clusterRules(tier));
    }

    private ClusterPolicyFact.Pods pods(boolean peer) {
        return new ClusterPolicyFact.Pods(
                Optional.of(selector("team", "env")),
                peer && random.nextInt(4) == 0 ? List.of("team") : List.of(),
                List.of(),
                random.nextBoolean() ? Optional.of(selector("app", "role")) : Optional.empty());
    }

    private List<ClusterPolicyFact.Rule> clusterRules(String tier) {
        List<ClusterPolicyFact.Rule> rules = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            String action = List.of("Accept", "Deny", "Pass").get(random.nextInt(tier.equals("Admin") ? 3 : 2));
            List<ClusterPolicyFact.Peer> peers = new ArrayList<>();
            for (int k = 1 + random.nextInt(2); k > 0; k--) {
                int shape = random.nextInt(6);
                peers.add(new ClusterPolicyFact.Peer(
                        Source.line("a", 1),
                        shape > 1 ? Optional.of(pods(true)) : Optional.empty(),
                        shape == 1 ? Optional.of(selector("app", "role")) : Optional.empty(),
                        shape == 0 ? List.of(block()) : List.of(),
                        List.of(),
                        List.of()));
            }
            rules.add(new ClusterPolicyFact.Rule(Source.line("a", 1), "", action, peers, ports()));
        }
        return rules;
    }

    private Optional<List<ClusterPolicyFact.Port>> ports() {
        return switch (random.nextInt(3)) {
            case 0 -> Optional.empty();
            case 1 ->
                Optional.of(List.of(new ClusterPolicyFact.Port(
                        Source.line("a", 1),
                        Optional.of(random.nextBoolean() ? Proto.TCP : Proto.UDP),
                        53,
                        80,
                        "",
                        List.of())));
            default ->
                Optional.of(List.of(
                        new ClusterPolicyFact.Port(Source.line("a", 1), Optional.empty(), 0, 0, "web", List.of())));
        };
    }

    private void calico() {
        for (int i = random.nextInt(3); i > 0; i--) {
            calicoTiers.add(new CalicoTierFact(
                    Source.line("a", 1),
                    new ObjectRef("Tier", "", "tier" + i),
                    Optional.of(i == 1 ? 100.0 : 5000.0),
                    random.nextBoolean() ? "Pass" : "Deny"));
        }
        calicoTiers.sort(Comparator.comparing(tier -> tier.order().orElseThrow()));
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(calicoTiers.size() + 1);
            boolean global = random.nextBoolean();
            calico.add(new CalicoPolicyFact(
                    Source.line("a", 1),
                    global
                            ? new ObjectRef("GlobalNetworkPolicy", "", "c" + i)
                            : new ObjectRef("NetworkPolicy.projectcalico.org", "n" + random.nextInt(3), "c" + i),
                    at == calicoTiers.size()
                            ? "default"
                            : calicoTiers.get(at).ref().name(),
                    Optional.of(random.nextBoolean() ? 500.0 + i : 1500.0 + i),
                    expression("app", "role"),
                    global ? expression("team") : "",
                    List.of("Ingress", "Egress").subList(random.nextInt(2), 2),
                    calicoRules(true),
                    calicoRules(false),
                    List.of()));
        }
    }

    /** A Calico tier as the brute-force evaluator has it. */
    Floor tier(CalicoTierFact tier, NaivePolicy nobody) {
        return new NaiveCalico(
                calico.stream()
                        .filter(policy -> policy.tier().equals(tier.ref().name()))
                        .toList(),
                nobody,
                tier.defaultAction().equals("Pass"));
    }

    List<CalicoPolicyFact> standardCalico() {
        return calico.stream().filter(policy -> policy.tier().equals("default")).toList();
    }

    private String expression(String... keys) {
        List<String> terms = new ArrayList<>();
        for (String key : keys) {
            switch (random.nextInt(8)) {
                case 0, 1 -> terms.add(key + " == 'v" + (1 + random.nextInt(2)) + "'");
                case 2 -> terms.add(key + " != 'v1'");
                case 3 -> terms.add("has(" + key + ")");
                case 4 -> terms.add("!has(" + key + ")");
                case 5 -> terms.add(key + " in {'v1', 'v3'}");
                default -> {}
            }
        }
        return String.join(" && ", terms);
    }

    private List<CalicoPolicyFact.Rule> calicoRules(boolean ingress) {
        List<CalicoPolicyFact.Rule> rules = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            boolean nets = random.nextInt(4) == 0;
            boolean ports = random.nextBoolean();
            List<String> numbers = ports ? List.of(List.of("80", "79:81", "web").get(random.nextInt(3))) : List.of();
            List<String> excluded = random.nextInt(6) == 0 ? List.of(block()) : List.of();
            CalicoPolicyFact.Entity plain =
                    new CalicoPolicyFact.Entity(List.of(), List.of(), "", "", "", List.of(), List.of());
            CalicoPolicyFact.Entity receiver =
                    new CalicoPolicyFact.Entity(List.of(), List.of(), "", "", "", numbers, List.of());
            CalicoPolicyFact.Entity peer = new CalicoPolicyFact.Entity(
                    nets ? List.of(block()) : List.of(),
                    excluded,
                    nets ? "" : expression("app", "role"),
                    "",
                    nets ? "" : expression("team"),
                    ingress ? List.of() : numbers,
                    List.of());
            rules.add(new CalicoPolicyFact.Rule(
                    Source.line("a", 1),
                    List.of("Allow", "Deny", "Pass", "Log").get(random.nextInt(4)),
                    ports || random.nextBoolean() ? List.of("TCP", "UDP").get(random.nextInt(2)) : "",
                    "",
                    ingress ? peer : plain,
                    ingress ? receiver : peer,
                    List.of()));
        }
        return rules;
    }

    private void cilium() {
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            boolean wide = random.nextBoolean();
            List<CiliumPolicyFact.Rule> rules = new ArrayList<>();
            for (int k = random.nextInt(4); k > 0; k--) {
                rules.add(ciliumRule(k));
            }
            cilium.add(new CiliumPolicyFact(
                    Source.line("a", 1),
                    wide
                            ? new ObjectRef("CiliumClusterwideNetworkPolicy", "", "w" + i)
                            : new ObjectRef("CiliumNetworkPolicy", "n" + random.nextInt(3), "w" + i),
                    Optional.of(selector("app", "role")),
                    rules,
                    rules.stream().anyMatch(CiliumPolicyFact.Rule::ingress),
                    rules.stream().anyMatch(rule -> !rule.ingress()),
                    Ternary.UNKNOWN,
                    Ternary.UNKNOWN));
        }
    }

    private CiliumPolicyFact.Rule ciliumRule(int index) {
        List<CiliumPolicyFact.Peer> peers = new ArrayList<>();
        for (int k = random.nextInt(3); k > 0; k--) {
            peers.add(
                    switch (random.nextInt(3)) {
                        case 0 -> new CiliumPolicyFact.Peer(Optional.of(selector("app", "role")), "", List.of(), "");
                        case 1 ->
                            new CiliumPolicyFact.Peer(
                                    Optional.empty(), block(), random.nextBoolean() ? List.of(block()) : List.of(), "");
                        default ->
                            new CiliumPolicyFact.Peer(
                                    Optional.empty(),
                                    "",
                                    List.of(),
                                    List.of("all", "world", "cluster").get(random.nextInt(3)));
                    });
        }
        List<CiliumPolicyFact.Port> ports = new ArrayList<>();
        for (int k = random.nextInt(3); k > 0; k--) {
            String port = List.of("80", "53", "web", "79").get(random.nextInt(4));
            ports.add(new CiliumPolicyFact.Port(
                    List.of("ANY", "TCP", "UDP").get(random.nextInt(3)), port, port.equals("79") ? 81 : 0));
        }
        return new CiliumPolicyFact.Rule(
                Source.line("a", 1),
                index,
                random.nextBoolean(),
                random.nextInt(3) == 0,
                peers.isEmpty(),
                peers,
                ports,
                List.of());
    }
}
