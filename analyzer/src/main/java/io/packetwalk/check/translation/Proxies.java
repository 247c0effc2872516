package io.packetwalk.check.translation;

import io.packetwalk.fact.iproute.LinkFact;
import io.packetwalk.fact.netfilter.IptablesRuleFact;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Node;

/** How each node translates Service addresses, as far as its dumps tell. */
public final class Proxies {

    /** Who programs Services on a node. */
    public enum Kind {
        /** kube-proxy's iptables chains are loaded. */
        IPTABLES,
        /** kube-proxy's nft table is loaded. */
        NFTABLES,
        /** kube-proxy's IPVS device is there. */
        IPVS,
        /** A datapath that replaces kube-proxy is there; rules say nothing. */
        REPLACED,
        /** Complete dumps show none of these. */
        NONE,
        /** The dumps do not tell. */
        UNKNOWN
    }

    private Proxies() {}

    private static boolean ofServices(IptablesRuleFact rule) {
        return rule.chain().equals("KUBE-SERVICES") && rule.table().equals("nat");
    }

    /** Who programs Services on {@code node}. */
    public static Kind of(Node node) {
        NetNs netns = node.netns();
        if (netns.rules().rules().stream().anyMatch(Proxies::ofServices)) {
            return netns.link("kube-ipvs0").isPresent() ? Kind.IPVS : Kind.IPTABLES;
        }
        if (netns.rules().nftTables().stream().anyMatch(table -> table.name().equals("kube-proxy"))) {
            return Kind.NFTABLES;
        }
        if (netns.link("kube-ipvs0").isPresent()) {
            return Kind.IPVS;
        }
        boolean replaced = netns.links().stream()
                .map(LinkFact::name)
                .anyMatch(name -> name.startsWith("cilium") || name.startsWith("lxc") || name.equals("ovn-k8s-mp0"));
        if (replaced || !netns.cilium().services().isEmpty()) {
            return Kind.REPLACED;
        }
        boolean whole =
                netns.complete("iptables-save") && (netns.complete("nft-ruleset") || netns.complete("nft-json"));
        boolean links = netns.linksKnown();
        return whole && links ? Kind.NONE : Kind.UNKNOWN;
    }
}
