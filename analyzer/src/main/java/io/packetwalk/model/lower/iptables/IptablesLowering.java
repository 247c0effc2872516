package io.packetwalk.model.lower.iptables;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.netfilter.ChainFact;
import io.packetwalk.fact.netfilter.IptablesRuleFact;
import io.packetwalk.fact.netfilter.TableFact;
import io.packetwalk.fact.netfilter.TableFact.Backend;
import io.packetwalk.model.Ruleset;
import io.packetwalk.model.rules.Action;
import io.packetwalk.model.rules.BaseChain;
import io.packetwalk.model.rules.Chain;
import io.packetwalk.model.rules.Hook;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * iptables tables as base chains at their fixed priorities (include/uapi/linux/netfilter_ipv4.h, {@code enum nf_ip_hook_priorities}). The legacy and the nft
 * variant of a table are different tables to the kernel, and both run.
 */
public final class IptablesLowering {

    private IptablesLowering() {}

    private record Key(Backend backend, String table) {}

    /**
     * The base chains of one family.
     *
     * @param family {@code ip} or {@code ip6}
     */
    public static List<BaseChain> lower(Ruleset rules, String family) {
        Map<Key, Map<String, List<IptablesRuleFact>>> tables = new LinkedHashMap<>();
        Map<Key, Map<String, ChainFact>> declared = new LinkedHashMap<>();
        for (TableFact table : rules.tables()) {
            if (table.family().equals(family)) {
                tables.computeIfAbsent(new Key(table.backend(), table.name()), key -> new LinkedHashMap<>());
            }
        }
        for (ChainFact chain : rules.chains()) {
            if (chain.family().equals(family)) {
                declared.computeIfAbsent(new Key(chain.backend(), chain.table()), key -> new LinkedHashMap<>())
                        .put(chain.name(), chain);
            }
        }
        Key last = new Key(Backend.UNKNOWN, "");
        Map<String, List<IptablesRuleFact>> table = Map.of();
        for (IptablesRuleFact rule : rules.rules()) {
            if (!rule.family().equals(family)) {
                continue;
            }
            // Half a million rules come table by table.
            if (rule.backend() != last.backend() || !rule.table().equals(last.table())) {
                last = new Key(rule.backend(), rule.table());
                table = tables.computeIfAbsent(last, key -> new LinkedHashMap<>());
            }
            table.computeIfAbsent(rule.chain(), key -> new ArrayList<>(2)).add(rule);
        }
        List<BaseChain> baseChains = new ArrayList<>();
        tables.forEach((key, chains) -> baseChains.addAll(table(key, declared.getOrDefault(key, Map.of()), chains)));
        return baseChains;
    }

    private static List<BaseChain> table(
            Key key, Map<String, ChainFact> declared, Map<String, List<IptablesRuleFact>> facts) {
        Set<String> names = new HashSet<>(declared.keySet());
        names.addAll(facts.keySet());
        Map<String, Chain> chains = new LinkedHashMap<>();
        for (String name : names) {
            List<IptablesRuleFact> own = facts.getOrDefault(name, List.of());
            ChainFact chain = declared.get(name);
            Source source = chain != null ? chain.source() : own.getFirst().source();
            chains.put(name, chain(source, name, own, names));
        }
        Map<String, Chain> fixed = Collections.unmodifiableMap(chains);
        String table = key.backend() == Backend.LEGACY ? key.table() + " (legacy)" : key.table();
        List<BaseChain> baseChains = new ArrayList<>();
        chains.forEach((name, chain) -> {
            Optional<Hook> hook = Hook.of(name);
            Optional<Integer> priority = hook.flatMap(at -> priority(key, at));
            if (priority.isPresent()) {
                ChainFact fact = declared.get(name);
                Action policy = fact != null && fact.policy().equals("DROP") ? new Action.Drop() : new Action.Accept();
                baseChains.add(new BaseChain(
                        hook.get(), priority.get(), type(key.table(), hook.get()), table, chain, policy, fixed));
            }
        });
        return baseChains;
    }

    private static Chain chain(Source source, String name, List<IptablesRuleFact> own, Set<String> names) {
        return own.isEmpty()
                ? Chain.of(source, name, List.of())
                : Chain.later(
                        source,
                        name,
                        () -> own.stream()
                                .map(fact -> RuleLowering.lower(fact, names))
                                .toList());
    }

    private static BaseChain.Type type(String table, Hook hook) {
        return switch (table) {
            case "nat" -> BaseChain.Type.NAT;
            case "mangle" -> hook == Hook.OUTPUT ? BaseChain.Type.ROUTE : BaseChain.Type.FILTER;
            default -> BaseChain.Type.FILTER;
        };
    }

    /** The security table stands at 50, but iptables-nft makes it at 150 (iptables/nft.c, xtables_ipv4). */
    private static Optional<Integer> priority(Key key, Hook hook) {
        boolean source = hook == Hook.POSTROUTING || hook == Hook.INPUT;
        return switch (key.table()) {
            case "raw" -> hook == Hook.PREROUTING || hook == Hook.OUTPUT ? Optional.of(-300) : Optional.empty();
            case "mangle" -> Optional.of(-150);
            case "nat" -> hook == Hook.FORWARD ? Optional.empty() : Optional.of(source ? 100 : -100);
            case "filter" -> transit(hook) ? Optional.of(0) : Optional.empty();
            case "security" -> transit(hook) ? Optional.of(key.backend() == Backend.NFT ? 150 : 50) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static boolean transit(Hook hook) {
        return hook == Hook.INPUT || hook == Hook.FORWARD || hook == Hook.OUTPUT;
    }
}
