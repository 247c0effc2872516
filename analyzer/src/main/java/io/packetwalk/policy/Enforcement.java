package io.packetwalk.policy;

import io.packetwalk.model.NetNs;
import io.packetwalk.model.Node;
import java.util.Optional;

/** Who enforces policies on a node, by the rules and links that are there; a name of a pod or an image is no evidence. */
public enum Enforcement {
    /** kube-router's chains (pkg/controllers/netpol), and those of engines that keep its names. */
    KUBE_ROUTER("kube-router"),
    /** Felix' chains. */
    CALICO("calico"),
    /** The agent of kube-network-policies decides about queued packets. */
    KUBE_NETWORK_POLICIES("kube-network-policies"),
    /** eBPF programs decide; rules say nothing. */
    CILIUM("cilium"),
    /** Everything that could enforce was dumped and nothing does. */
    NONE("none"),
    /** Dumps are missing. */
    UNKNOWN("unknown");

    private final String profile;

    Enforcement(String profile) {
        this.profile = profile;
    }

    /** Name of the profile, as in {@link Deviation}. */
    public String profile() {
        return profile;
    }

    /** True when the kernel's dumped rules are the enforcement. */
    public boolean byRules() {
        return this == KUBE_ROUTER || this == CALICO;
    }

    public static Enforcement of(Node node) {
        NetNs netns = node.netns();
        if (netns.links().stream().anyMatch(link -> link.name().startsWith("cilium_"))) {
            return CILIUM;
        }
        Optional<Enforcement> chains = netns.rules().chains().stream()
                .map(chain -> ofChain(chain.name()))
                .flatMap(Optional::stream)
                .findFirst();
        if (chains.isPresent()) {
            return chains.get();
        }
        boolean queued = netns.rules().nftTables().stream()
                        .anyMatch(table -> table.name().equals("kube-network-policies"))
                || netns.rules().iptables().stream().anyMatch(table -> table.says("-j NFQUEUE"));
        if (queued) {
            return KUBE_NETWORK_POLICIES;
        }
        boolean foreign = netns.links().stream()
                .anyMatch(link -> link.name().startsWith("ovn-k8s")
                        || link.name().startsWith("antrea-")
                        || link.name().equals("weave"));
        boolean nft = netns.presence().containsKey("nft-ruleset") && netns.complete("nft-ruleset")
                || netns.presence().containsKey("nft-json") && netns.complete("nft-json");
        boolean calico = netns.rules().nftTables().stream()
                .anyMatch(table -> table.name().startsWith("calico"));
        if (calico) {
            return CALICO;
        }
        return netns.complete("iptables-save") && nft && !netns.links().isEmpty() && !foreign ? NONE : UNKNOWN;
    }

    /** Whose chain it is, when it is one of a policy engine's. */
    public static Optional<Enforcement> ofChain(String name) {
        // Felix puts the layer before its chains in a native nft table (table ip calico, chain filter-cali-tw-...).
        String chain = name.startsWith("filter-") ? name.substring("filter-".length()) : name;
        if (chain.startsWith("KUBE-ROUTER-") || chain.startsWith("KUBE-POD-FW-") || chain.startsWith("KUBE-NWPLCY-")) {
            return Optional.of(KUBE_ROUTER);
        }
        return chain.startsWith("cali-") ? Optional.of(CALICO) : Optional.empty();
    }
}
