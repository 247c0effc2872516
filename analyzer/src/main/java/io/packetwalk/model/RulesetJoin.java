package io.packetwalk.model;

import io.packetwalk.evidence.Fact;
import io.packetwalk.fact.netfilter.ChainFact;
import io.packetwalk.fact.netfilter.IptablesRuleFact;
import io.packetwalk.fact.netfilter.SetFact;
import io.packetwalk.fact.netfilter.SetMemberFact;
import io.packetwalk.fact.netfilter.TableFact;
import io.packetwalk.fact.nft.NftBaseChainFact;
import io.packetwalk.fact.nft.NftTableFact;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects the rules of one namespace. One table may be in several dumps ({@code iptables-save} is {@code iptables-nft-save} or {@code iptables-legacy-save}): each
 * table of a family and backend is taken from one artifact only, else every rule would run twice.
 */
final class RulesetJoin {

    private final Map<List<Object>, String> artifactOf = new HashMap<>();
    private final List<TableFact> tables = new ArrayList<>();
    private final List<ChainFact> chains = new ArrayList<>();
    private final List<IptablesRuleFact> rules = new ArrayList<>();
    private final Map<String, SetFact> sets = new LinkedHashMap<>();
    private final Map<List<String>, SetMemberFact> members = new LinkedHashMap<>();
    private final Map<List<String>, NftTableFact> nftTables = new LinkedHashMap<>();
    private final Map<List<String>, NftBaseChainFact> nftBaseChains = new LinkedHashMap<>();

    void add(Fact fact) {
        switch (fact) {
            case TableFact table -> {
                if (owns(table, table.family(), table.backend(), table.name())) {
                    tables.add(table);
                }
            }
            case ChainFact chain -> {
                if (owns(chain, chain.family(), chain.backend(), chain.table())) {
                    chains.add(chain);
                }
            }
            case IptablesRuleFact rule -> {
                if (owns(rule, rule.family(), rule.backend(), rule.table())) {
                    rules.add(rule);
                }
            }
            case SetFact set -> sets.putIfAbsent(set.name(), set);
            case SetMemberFact member -> members.putIfAbsent(List.of(member.set(), member.element()), member);
            case NftTableFact table -> nftTables.putIfAbsent(List.of(table.family(), table.name()), table);
            case NftBaseChainFact chain ->
                nftBaseChains.putIfAbsent(List.of(chain.family(), chain.table(), chain.name()), chain);
            default -> {
                // Facts of other families are joined elsewhere.
            }
        }
    }

    private boolean owns(Fact fact, String family, TableFact.Backend backend, String table) {
        String artifact = fact.source().artifact();
        return artifact.equals(artifactOf.computeIfAbsent(List.of(family, backend, table), key -> artifact));
    }

    Ruleset build() {
        return new Ruleset(
                List.copyOf(tables),
                List.copyOf(chains),
                List.copyOf(rules),
                List.copyOf(sets.values()),
                List.copyOf(members.values()),
                List.copyOf(nftTables.values()),
                List.copyOf(nftBaseChains.values()));
    }
}
