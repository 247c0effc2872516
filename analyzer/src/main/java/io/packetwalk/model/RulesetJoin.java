package io.packetwalk.model;

import io.packetwalk.evidence.Fact;
import io.packetwalk.fact.ipvs.IpvsConnectionFact;
import io.packetwalk.fact.ipvs.IpvsCounterFact;
import io.packetwalk.fact.ipvs.IpvsNameFact;
import io.packetwalk.fact.ipvs.IpvsService;
import io.packetwalk.fact.ipvs.IpvsTimeoutFact;
import io.packetwalk.fact.ipvs.RealServerFact;
import io.packetwalk.fact.ipvs.VirtualServerFact;
import io.packetwalk.fact.netfilter.IptablesTable;
import io.packetwalk.fact.netfilter.IptablesTableFact;
import io.packetwalk.fact.netfilter.KernelClockFact;
import io.packetwalk.fact.netfilter.RecentEntryFact;
import io.packetwalk.fact.netfilter.SetFact;
import io.packetwalk.fact.netfilter.SetMemberFact;
import io.packetwalk.fact.netfilter.TableFact;
import io.packetwalk.fact.nft.NftBaseChainFact;
import io.packetwalk.fact.nft.NftChainFact;
import io.packetwalk.fact.nft.NftElementFact;
import io.packetwalk.fact.nft.NftObjectFact;
import io.packetwalk.fact.nft.NftRuleFact;
import io.packetwalk.fact.nft.NftSetFact;
import io.packetwalk.fact.nft.NftTable;
import io.packetwalk.fact.nft.NftTableContentFact;
import io.packetwalk.fact.nft.NftTableFact;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Collects the rules of one namespace. One table may be in several dumps ({@code iptables-save} is {@code iptables-nft-save} or {@code iptables-legacy-save}): each
 * table of a family and backend is taken from one artifact only, else every rule would run twice. The same holds for text and JSON of one nft rule set.
 */
final class RulesetJoin {

    private final Map<List<Object>, String> artifactOf = new HashMap<>();
    private final List<TableFact> tables = new ArrayList<>();
    private final Map<List<Object>, IptablesTable> iptables = new LinkedHashMap<>();
    private final Map<String, SetFact> sets = new LinkedHashMap<>();
    private final Map<List<String>, SetMemberFact> members = new LinkedHashMap<>();
    private final Map<IpvsService, VirtualServerFact> virtualServers = new LinkedHashMap<>();
    private final Map<List<Object>, RealServerFact> realServers = new LinkedHashMap<>();
    private final List<IpvsConnectionFact> connections = new ArrayList<>();
    private final List<IpvsCounterFact> counters = new ArrayList<>();
    private final List<IpvsNameFact> names = new ArrayList<>();
    private final List<IpvsTimeoutFact> timeouts = new ArrayList<>();
    private final List<RecentEntryFact> recent = new ArrayList<>();
    private final List<KernelClockFact> clocks = new ArrayList<>();
    private final Map<List<String>, NftTableFact> nftTables = new LinkedHashMap<>();
    private final Map<List<String>, NftTable> nftContents = new LinkedHashMap<>();
    private final List<NftBaseChainFact> nftBaseChains = new ArrayList<>();
    private final List<NftSetFact> nftSets = new ArrayList<>();
    private final List<NftElementFact> nftElements = new ArrayList<>();
    private final List<NftObjectFact> nftObjects = new ArrayList<>();
    private Claim last = new Claim("", "", "", "", false);

    void add(Fact fact) {
        switch (fact) {
            case TableFact table -> {
                if (owns(table, table.family(), table.backend(), table.name())) {
                    tables.add(table);
                }
            }
            case IptablesTableFact table -> add(table);
            case SetFact set -> sets.putIfAbsent(set.name(), set);
            case SetMemberFact member -> members.putIfAbsent(List.of(member.set(), member.element()), member);
            case VirtualServerFact server -> virtualServers.putIfAbsent(server.service(), server);
            case RealServerFact server -> realServers.putIfAbsent(List.of(server.service(), server.address()), server);
            case IpvsConnectionFact connection -> connections.add(connection);
            case IpvsCounterFact counter -> counters.add(counter);
            case IpvsNameFact name -> names.add(name);
            case IpvsTimeoutFact timeout -> timeouts.add(timeout);
            case RecentEntryFact entry -> recent.add(entry);
            case KernelClockFact clock -> clocks.add(clock);
            case NftTableFact table -> {
                if (ownsNft(table, table.family(), table.name())) {
                    nftTables.putIfAbsent(List.of(table.family(), table.name()), table);
                }
            }
            case NftTableContentFact table -> {
                NftTable content = table.content();
                if (ownsNft(table, content.family(), content.name())) {
                    nftContents.putIfAbsent(List.of(content.family(), content.name()), content);
                }
            }
            case NftChainFact chain -> {
                if (ownsNft(chain, chain.family(), chain.table())) {
                    content(chain, chain.family(), chain.table())
                            .chain(chain.source().from(), chain.name());
                }
            }
            case NftBaseChainFact chain -> keep(nftBaseChains, chain, chain.family(), chain.table());
            case NftRuleFact rule -> {
                if (ownsNft(rule, rule.family(), rule.table())) {
                    content(rule, rule.family(), rule.table()).rule(rule);
                }
            }
            case NftSetFact set -> keep(nftSets, set, set.family(), set.table());
            case NftElementFact element -> keep(nftElements, element, element.family(), element.table());
            case NftObjectFact object -> keep(nftObjects, object, object.family(), object.table());
            default -> {
                // Facts of other families are joined elsewhere.
            }
        }
    }

    /** A table that is told a second time says nothing new. */
    private void add(IptablesTableFact fact) {
        IptablesTable table = fact.content();
        if (owns(fact, table.family(), table.backend(), table.name())) {
            iptables.putIfAbsent(List.of(table.family(), table.backend(), table.name()), table);
        }
    }

    /** A table and whether the artifact at hand owns it: half a million rules come table by table. */
    private record Claim(String artifact, String family, Object backend, String table, boolean owned) {
        boolean of(String otherArtifact, String otherFamily, Object otherBackend, String otherTable) {
            return table.equals(otherTable)
                    && family.equals(otherFamily)
                    && backend.equals(otherBackend)
                    && artifact.equals(otherArtifact);
        }
    }

    private boolean owns(Fact fact, String family, TableFact.Backend backend, String table) {
        return owns(fact, family, (Object) backend, table);
    }

    private boolean owns(Fact fact, String family, Object backend, String table) {
        String artifact = fact.source().artifact();
        if (!last.of(artifact, family, backend, table)) {
            boolean owned =
                    artifact.equals(artifactOf.computeIfAbsent(List.of(family, backend, table), key -> artifact));
            last = new Claim(artifact, family, backend, table, owned);
        }
        return last.owned();
    }

    private <F extends Fact> void keep(List<F> facts, F fact, String family, String table) {
        if (ownsNft(fact, family, table)) {
            facts.add(fact);
        }
    }

    /** Chains and rules that are told one by one, as JSON does. */
    private NftTable content(Fact fact, String family, String table) {
        return nftContents.computeIfAbsent(
                List.of(family, table),
                key -> new NftTable(fact.source().artifact(), family, table, NftTable.Reader.NONE));
    }

    private boolean ownsNft(Fact fact, String family, String table) {
        return owns(fact, family, "nft", table);
    }

    /** What iptables lists is the same rules again, worse told: it counts where no save and no nft rule set is there. */
    private <F> List<F> told(List<F> facts, Function<F, TableFact.Backend> backend) {
        boolean saved =
                !nftTables.isEmpty() || tables.stream().anyMatch(table -> table.backend() != TableFact.Backend.LISTED);
        return saved
                ? facts.stream()
                        .filter(fact -> backend.apply(fact) != TableFact.Backend.LISTED)
                        .toList()
                : List.copyOf(facts);
    }

    Ruleset build() {
        return new Ruleset(
                told(tables, TableFact::backend),
                told(List.copyOf(iptables.values()), IptablesTable::backend),
                List.copyOf(sets.values()),
                List.copyOf(members.values()),
                new RecentMemory(recent, clocks),
                new Ipvs(
                        List.copyOf(virtualServers.values()),
                        List.copyOf(realServers.values()),
                        List.copyOf(connections),
                        List.copyOf(counters),
                        List.copyOf(names),
                        List.copyOf(timeouts)),
                List.copyOf(nftTables.values()),
                new NftRules(
                        List.copyOf(nftContents.values()),
                        List.copyOf(nftBaseChains),
                        List.copyOf(nftSets),
                        List.copyOf(nftElements),
                        List.copyOf(nftObjects)));
    }
}
