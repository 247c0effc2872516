package io.packetwalk.model.lower;

import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Presence;
import io.packetwalk.fact.netfilter.TableFact;
import io.packetwalk.fact.nft.NftBaseChainFact;
import io.packetwalk.fact.nft.NftTable;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.NftRules;
import io.packetwalk.model.lower.ipset.SetLowering;
import io.packetwalk.model.lower.iptables.IptablesLowering;
import io.packetwalk.model.lower.ipvs.IpvsLowering;
import io.packetwalk.model.lower.nft.NftLowering;
import io.packetwalk.model.rules.BaseChain;
import io.packetwalk.model.rules.Gap;
import io.packetwalk.model.rules.Program;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Everything that filters or translates packets in one network namespace, as one {@link Program} per family. */
public final class Lowering {

    private Lowering() {}

    /** The program of a namespace for IPv4 or IPv6. */
    public static Program lower(NetNs netns, boolean v6) {
        List<Gap> gaps = new ArrayList<>();
        gapOfTables(netns, v6).ifPresent(gaps::add);
        gapOfNft(netns).ifPresent(gaps::add);
        gaps.addAll(gapsOfArp(netns));
        List<BaseChain> chains = new ArrayList<>(IptablesLowering.lower(netns.rules(), v6 ? "ip6" : "ip"));
        chains.addAll(NftLowering.lower(netns.rules(), v6));
        chains.addAll(IpvsLowering.lower(netns, v6));
        return new Program(chains, SetLowering.lower(netns.rules(), setsComplete(netns)), gaps);
    }

    /** The rules that see the frames of a namespace's bridges. */
    public static Program frames(NetNs netns, boolean v6) {
        return new Program(NftLowering.frames(netns.rules(), v6), Map.of(), List.of());
    }

    private static boolean setsComplete(NetNs netns) {
        return netns.presence().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("ipset"))
                .allMatch(entry -> entry.getValue().complete());
    }

    /** A rule set that was cut may go on with anything; kube-proxy's own tables may be in it. Text and JSON are not joined: one of them cut is enough. */
    private static Optional<Gap> gapOfNft(NetNs netns) {
        for (String format : List.of("nft-ruleset", "nft-json")) {
            if (netns.presence().get(format) instanceof Presence.Truncated cut) {
                return Optional.of(new Gap(
                        "nft rules of " + netns.place(),
                        "the dump is cut: " + cut.detail(),
                        "nft -a list ruleset",
                        true));
            }
        }
        return Optional.empty();
    }

    /** Tables of the family {@code arp} filter ARP, which a walk does not make: that they let it pass is assumed, and said. */
    private static List<Gap> gapsOfArp(NetNs netns) {
        NftRules nft = netns.rules().nft();
        Set<String> busy = new LinkedHashSet<>();
        for (NftTable table : nft.tables()) {
            if (table.family().equals("arp") && !table.idle()) {
                busy.add(table.family() + " " + table.name());
            }
        }
        for (NftBaseChainFact chain : nft.baseChains()) {
            if (chain.family().equals("arp") && chain.policy().equals("drop")) {
                busy.add(chain.family() + " " + chain.table());
            }
        }
        return busy.stream()
                .map(table -> new Gap(
                        "nft table " + table + " of " + netns.place(),
                        "its rules see ARP; that they let it pass is assumed",
                        "nft list table " + table,
                        false))
                .toList();
    }

    /**
     * An absent dump of a node blocks every verdict: kube-proxy's rules would be there. Pods rarely have rules of their own (service meshes do), so theirs are
     * assumed to be none, and the walk says so.
     */
    private static Optional<Gap> gapOfTables(NetNs netns, boolean v6) {
        String format = v6 ? "ip6tables-save" : "iptables-save";
        String family = v6 ? "ip6" : "ip";
        Presence there = netns.presence().get(format);
        boolean node = netns.place() instanceof Place.Node;
        boolean nft = netns.complete("nft-ruleset") || netns.complete("nft-json");
        if (there != null && there.complete()) {
            return Optional.empty();
        }
        boolean some =
                netns.rules().tables().stream().anyMatch(table -> table.family().equals(family));
        if (there == null && nft && !some) {
            return Optional.of(new Gap(
                    format + " of " + netns.place(),
                    "only the nft rules were dumped; iptables-legacy tables would not be among them",
                    format,
                    false));
        }
        if (there == null && listed(netns, family)) {
            return Optional.of(new Gap(
                    format + " of " + netns.place(),
                    "only lists of iptables -nvL were dumped: what they leave out of a rule is not seen",
                    format + " -c",
                    false));
        }
        String why = there == null
                ? "it was not collected"
                : switch (there) {
                    case Presence.Truncated cut -> "it is cut: " + cut.detail();
                    case Presence.Failed failed -> "the command failed: " + failed.stderr();
                    case Presence.Refused refused -> "it was refused: " + refused.detail();
                    case Presence.Redacted redacted -> "it is redacted: " + redacted.detail();
                    case Presence.NotCollected _n -> "it was not collected";
                    case Presence.Collected _c -> "";
                    case Presence.Empty _e -> "";
                };
        String command = there instanceof Presence.NotCollected absent ? absent.command() : format + " -c";
        return Optional.of(new Gap(format + " of " + netns.place(), why, command, node || some));
    }

    /** Both tables that decide are listed whole; one alone would pass for all there is. */
    private static boolean listed(NetNs netns, String family) {
        List<String> names = netns.rules().tables().stream()
                .filter(table -> table.backend() == TableFact.Backend.LISTED
                        && table.family().equals(family))
                .map(TableFact::name)
                .toList();
        return netns.complete("iptables-list") && names.containsAll(List.of("filter", "nat"));
    }
}
