package io.packetwalk.model.lower.iptables;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.netfilter.ChainFact;
import io.packetwalk.fact.netfilter.IptablesRuleFact;
import io.packetwalk.fact.netfilter.IptablesTable;
import io.packetwalk.fact.netfilter.TableFact.Backend;
import io.packetwalk.model.Ruleset;
import io.packetwalk.model.rules.Action;
import io.packetwalk.model.rules.BaseChain;
import io.packetwalk.model.rules.Chain;
import io.packetwalk.model.rules.Chains;
import io.packetwalk.model.rules.Hook;
import io.packetwalk.model.rules.Rule;
import io.packetwalk.net.Ip;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * iptables tables as base chains at their fixed priorities (include/uapi/linux/netfilter_ipv4.h, {@code enum nf_ip_hook_priorities}). The legacy and the nft
 * variant of a table are different tables to the kernel, and both run.
 */
public final class IptablesLowering {

    /** A chain with so many rules is that of all Services, or a list of addresses. */
    private static final int LARGE = 256;

    private static final String FIRST = " -d ";
    private static final String WHOLE = "/32 ";

    private IptablesLowering() {}

    /**
     * The base chains of one family.
     *
     * @param family {@code ip} or {@code ip6}
     */
    public static List<BaseChain> lower(Ruleset rules, String family) {
        List<BaseChain> baseChains = new ArrayList<>();
        for (IptablesTable table : rules.iptables()) {
            if (table.family().equals(family)) {
                baseChains.addAll(lower(table));
            }
        }
        return baseChains;
    }

    private static List<BaseChain> lower(IptablesTable table) {
        Chains chains = new Chains(table.names(), name -> chain(table, name));
        String title = table.backend() == Backend.LEGACY ? table.name() + " (legacy)" : table.name();
        List<BaseChain> baseChains = new ArrayList<>();
        for (Hook hook : Hook.values()) {
            Optional<Chain> chain = chains.get(hook.name());
            Optional<Integer> priority = priority(table, hook);
            if (chain.isPresent() && priority.isPresent()) {
                boolean drop = table.chain(hook.name())
                        .filter(fact -> fact.policy().equals("DROP"))
                        .isPresent();
                baseChains.add(new BaseChain(
                        hook,
                        priority.get(),
                        type(table.name(), hook),
                        title,
                        chain.get(),
                        drop ? new Action.Drop() : new Action.Accept(),
                        chains));
            }
        }
        return baseChains;
    }

    private static Chain chain(IptablesTable table, String name) {
        List<IptablesRuleFact> rules = table.rules(name);
        Source source = table.chain(name)
                .map(ChainFact::source)
                .orElseGet(() -> rules.getFirst().source());
        if (rules.isEmpty()) {
            return Chain.of(source, name, List.of());
        }
        IntFunction<Rule> lower = row -> RuleLowering.lower(rules.get(row), table.names());
        return rules.size() >= LARGE && table.readable()
                ? Chain.large(source, name, rules.size(), lower, row -> destination(rules.get(row)))
                : Chain.later(
                        source,
                        name,
                        () -> IntStream.range(0, rules.size()).mapToObj(lower).toList());
    }

    /** {@code -d 10.96.0.1/32}, where it is the first option, as in the rules of Services; of a rule that can be read to its end. */
    private static Optional<Ip> destination(IptablesRuleFact rule) {
        String text = rule.text();
        int from = "-A ".length() + rule.chain().length() + FIRST.length();
        boolean first = rule.family().equals("ip") && text.startsWith(FIRST, from - FIRST.length());
        int to = first ? text.indexOf(WHOLE, from) : -1;
        long bits = to < 0 ? -1 : Ip.v4Bits(text, from, to);
        return bits < 0 ? Optional.empty() : Optional.of(Ip.v4((int) bits));
    }

    private static BaseChain.Type type(String table, Hook hook) {
        return switch (table) {
            case "nat" -> BaseChain.Type.NAT;
            case "mangle" -> hook == Hook.OUTPUT ? BaseChain.Type.ROUTE : BaseChain.Type.FILTER;
            default -> BaseChain.Type.FILTER;
        };
    }

    /** The security table stands at 50, but iptables-nft makes it at 150 (iptables/nft.c, xtables_ipv4). */
    private static Optional<Integer> priority(IptablesTable table, Hook hook) {
        boolean source = hook == Hook.POSTROUTING || hook == Hook.INPUT;
        return switch (table.name()) {
            case "raw" -> hook == Hook.PREROUTING || hook == Hook.OUTPUT ? Optional.of(-300) : Optional.empty();
            case "mangle" -> Optional.of(-150);
            case "nat" -> hook == Hook.FORWARD ? Optional.empty() : Optional.of(source ? 100 : -100);
            case "filter" -> transit(hook) ? Optional.of(0) : Optional.empty();
            case "security" ->
                transit(hook) ? Optional.of(table.backend() == Backend.NFT ? 150 : 50) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static boolean transit(Hook hook) {
        return hook == Hook.INPUT || hook == Hook.FORWARD || hook == Hook.OUTPUT;
    }
}
