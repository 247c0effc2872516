package io.packetwalk.model.lower.nft;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.netfilter.TableFact.Backend;
import io.packetwalk.fact.nft.NftBaseChainFact;
import io.packetwalk.fact.nft.NftChainFact;
import io.packetwalk.fact.nft.NftElementFact;
import io.packetwalk.fact.nft.NftObjectFact;
import io.packetwalk.fact.nft.NftRuleFact;
import io.packetwalk.fact.nft.NftSetFact;
import io.packetwalk.fact.nft.NftTable;
import io.packetwalk.model.Ruleset;
import io.packetwalk.model.rules.Action;
import io.packetwalk.model.rules.BaseChain;
import io.packetwalk.model.rules.Chain;
import io.packetwalk.model.rules.Chains;
import io.packetwalk.model.rules.Cond;
import io.packetwalk.model.rules.Hook;
import io.packetwalk.model.rules.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * nft tables as base chains. Tables of the packet's own family and {@code inet} tables run; those behind iptables-nft are left to iptables-save, which prints them whole.
 *
 * <p>{@code netdev} chains run where their devices take a packet in or give it out, before and after all others. {@code bridge} tables see the frame that carries a
 * packet, at hooks of their own ({@link #frames}); {@code arp} tables see ARP, which no walk makes.
 */
public final class NftLowering {

    private static final String BRIDGE = "bridge";

    private NftLowering() {}

    private record Name(String family, String table) {}

    /** What stands in one table. */
    private static final class Content {
        private Optional<NftTable> lines = Optional.empty();
        private final Map<String, List<NftElementFact>> sets = new HashMap<>();
        private final List<NftBaseChainFact> baseChains = new ArrayList<>();
        private boolean dormant;

        Set<String> chains() {
            return lines.map(NftTable::names).orElse(Set.of());
        }

        List<NftRuleFact> rules(String chain) {
            return lines.map(table -> table.rules(chain)).orElse(List.of());
        }

        /** Where a chain is declared, or its first rule when it is not. */
        Source source(String chain) {
            return lines.flatMap(table -> table.chain(chain))
                    .map(NftChainFact::source)
                    .orElseGet(() -> rules(chain).getFirst().source());
        }
    }

    /** The base chains of all tables that see packets of one family: its own, and those of {@code inet} and {@code netdev}. */
    public static List<BaseChain> lower(Ruleset rules, boolean v6) {
        List<BaseChain> found = new ArrayList<>();
        contents(rules).forEach((name, content) -> {
            boolean ours = name.family().equals("inet") || name.family().equals(v6 ? "ip6" : "ip");
            if (content.dormant) {
                return;
            }
            if (name.family().equals("netdev") || ours && !dumpedByIptables(rules, name)) {
                found.addAll(table(name, content, v6));
            }
        });
        return found;
    }

    /** The base chains of all {@code bridge} tables: they see the frames that bridges carry packets in. */
    public static List<BaseChain> frames(Ruleset rules, boolean v6) {
        List<BaseChain> found = new ArrayList<>();
        if (rules.nft().tables().stream().anyMatch(table -> table.family().equals(BRIDGE))) {
            contents(rules).forEach((name, content) -> {
                if (name.family().equals(BRIDGE) && !content.dormant) {
                    found.addAll(table(name, content, v6));
                }
            });
        }
        return found;
    }

    private static Map<Name, Content> contents(Ruleset rules) {
        Map<Name, Content> tables = new LinkedHashMap<>();
        for (NftTable table : rules.nft().tables()) {
            of(tables, table.family(), table.name()).lines = Optional.of(table);
        }
        for (NftBaseChainFact chain : rules.nft().baseChains()) {
            of(tables, chain.family(), chain.table()).baseChains.add(chain);
        }
        for (NftSetFact set : rules.nft().sets()) {
            of(tables, set.family(), set.table()).sets.putIfAbsent(set.name(), new ArrayList<>());
        }
        for (NftElementFact element : rules.nft().elements()) {
            of(tables, element.family(), element.table())
                    .sets
                    .computeIfAbsent(element.set(), key -> new ArrayList<>())
                    .add(element);
        }
        for (NftObjectFact object : rules.nft().objects()) {
            boolean flag = object.kind().equals("table flag") && object.name().equals("dormant");
            of(tables, object.family(), object.table()).dormant |= flag;
        }
        return tables;
    }

    private static Content of(Map<Name, Content> tables, String family, String table) {
        return tables.computeIfAbsent(new Name(family, table), key -> new Content());
    }

    /** {@code iptables-nft} keeps its rules in tables of the families ip and ip6 with iptables' own names; the nft text of those loses matches. */
    private static boolean dumpedByIptables(Ruleset rules, Name name) {
        return rules.tables().stream()
                .anyMatch(table -> table.backend() != Backend.LEGACY
                        && table.family().equals(name.family())
                        && table.name().equals(name.table()));
    }

    private static List<BaseChain> table(Name name, Content content, boolean v6) {
        NftTables tables = new NftTables(content.sets);
        Set<String> names = content.chains();
        boolean iptables = iptables(name);
        Chains chains = new Chains(names, chain -> {
            List<NftRuleFact> own = content.rules(chain);
            Source source = content.source(chain);
            return own.isEmpty()
                    ? Chain.of(source, chain, List.of())
                    : Chain.later(source, chain, () -> rules(own, tables, names, v6, iptables));
        });
        List<BaseChain> baseChains = new ArrayList<>();
        for (NftBaseChainFact fact : content.baseChains) {
            Optional<Hook> hook = NftDevices.hook(fact);
            if (hook.isPresent()) {
                BaseChain chain = new BaseChain(
                        hook.get(),
                        fact.priority(),
                        type(fact.type()),
                        title(name),
                        chains.get(fact.name()).orElseGet(() -> Chain.of(fact.source(), fact.name(), List.of())),
                        fact.policy().equals("drop") ? new Action.Drop() : new Action.Accept(),
                        chains);
                baseChains.add(NftDevices.guarded(fact, chain));
            }
        }
        return baseChains;
    }

    private static List<Rule> rules(
            List<NftRuleFact> facts, NftTables tables, Set<String> chains, boolean v6, boolean iptables) {
        List<Rule> rules = new ArrayList<>(facts.size());
        for (NftRuleFact fact : facts) {
            Rule rule = NftRuleLowering.lower(fact, tables, chains, v6);
            rules.add(
                    iptables && lossy(fact.text())
                            ? opened(rule, UNPRINTED)
                            : framed(fact) ? opened(rule, FRAME) : rule);
        }
        return rules;
    }

    private static boolean iptables(Name name) {
        return !name.family().equals("inet")
                && Set.of("raw", "mangle", "nat", "filter", "security").contains(name.table());
    }

    /** Releases before 1.0.8 print nothing for an extension they cannot translate: two blanks are all that is left of it. */
    private static boolean lossy(String text) {
        return text.contains("  ");
    }

    private static final Cond UNPRINTED = new Cond.Unmodelled("an iptables match that nft does not print");

    /** Whom a frame is for its address says, and not, as elsewhere, that of its packet. */
    private static final Cond FRAME = new Cond.Unsaid("the type of the frame", "meta pkttype");

    private static boolean framed(NftRuleFact fact) {
        return fact.family().equals(BRIDGE) && fact.text().contains("pkttype");
    }

    private static Rule opened(Rule rule, Cond question) {
        List<Cond> conds = new ArrayList<>(rule.conds());
        conds.add(question);
        return new Rule(rule.source(), conds, rule.action(), rule.counters(), rule.text());
    }

    private static String title(Name name) {
        return Set.of("inet", "netdev", BRIDGE).contains(name.family())
                ? name.family() + " " + name.table()
                : name.table();
    }

    private static BaseChain.Type type(String word) {
        return switch (word) {
            case "nat" -> BaseChain.Type.NAT;
            case "route" -> BaseChain.Type.ROUTE;
            default -> BaseChain.Type.FILTER;
        };
    }
}
