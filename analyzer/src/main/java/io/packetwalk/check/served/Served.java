package io.packetwalk.check.served;

import io.packetwalk.fact.netfilter.IptablesTable;
import io.packetwalk.fact.netfilter.TableFact;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one node serves: Service addresses and where their packets go, whoever programmed it.
 *
 * @param node the node
 * @param implementations every facility that holds Services, in the order a packet meets them: translation by rules comes before IPVS
 */
public record Served(Node node, List<Implementation> implementations) {
    public Served {
        implementations = List.copyOf(implementations);
    }

    /** Reads all facilities of a node. */
    public static Served of(Node node) {
        NetNs netns = node.netns();
        List<IptablesTable> nats = netns.rules().iptables().stream()
                .filter(table -> table.name().equals("nat"))
                .sorted(Comparator.comparing(IptablesTable::backend))
                .toList();
        List<Implementation> all = new ArrayList<>();
        for (boolean v6 : new boolean[] {false, true}) {
            for (IptablesTable nat : nats) {
                Backend word = nat.backend() == TableFact.Backend.LEGACY ? Backend.IPTABLES_LEGACY : Backend.IPTABLES;
                if (nat.family().equals(v6 ? "ip6" : "ip")) {
                    add(all, word, v6, IptablesServices.of(nat));
                }
            }
            add(all, Backend.NFTABLES, v6, NftServices.of(netns.rules().nft(), v6));
            add(all, Backend.IPVS, v6, IpvsServices.of(node, v6));
            add(all, Backend.CILIUM, v6, CiliumServices.of(netns.cilium(), v6));
        }
        return new Served(node, all);
    }

    private static void add(List<Implementation> all, Backend backend, boolean v6, Map<Address, Programmed> entries) {
        Implementation found = new Implementation(backend, v6, entries);
        if (!entries.isEmpty() && all.stream().noneMatch(found::repeats)) {
            all.add(found);
        }
    }

    /** All facilities that hold Services of a family. */
    public List<Implementation> of(boolean v6) {
        return implementations.stream()
                .filter(implementation -> implementation.v6() == v6)
                .toList();
    }

    /**
     * Of kube-proxy's, the one that serves a family; empty when none does. Where several do, the one that knows most addresses is the one that is kept up.
     *
     * @see #of(boolean)
     */
    public Optional<Implementation> serving(boolean v6) {
        return of(v6).stream()
                .filter(implementation -> implementation.backend() != Backend.CILIUM)
                .max(Comparator.comparingInt(
                        implementation -> implementation.entries().size()));
    }

    /** Cilium's maps for a family, which serve beside whatever kube-proxy wrote, or instead of it. */
    public Optional<Implementation> cilium(boolean v6) {
        return of(v6).stream()
                .filter(implementation -> implementation.backend() == Backend.CILIUM)
                .findFirst();
    }

    /** True when the dumps of a facility are complete, so that an address that is not there is not served. */
    public boolean whole(Implementation implementation) {
        NetNs netns = node.netns();
        return switch (implementation.backend()) {
            case IPTABLES, IPTABLES_LEGACY -> netns.complete(implementation.v6() ? "ip6tables-save" : "iptables-save");
            case NFTABLES -> netns.complete("nft-ruleset") || netns.complete("nft-json");
            case IPVS -> netns.complete("ipvsadm");
            case CILIUM -> netns.complete("cilium-bpf-lb-list") || netns.complete("cilium-service-list");
        };
    }
}
