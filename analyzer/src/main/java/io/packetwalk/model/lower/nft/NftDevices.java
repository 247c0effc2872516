package io.packetwalk.model.lower.nft;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.nft.NftBaseChainFact;
import io.packetwalk.model.rules.Action;
import io.packetwalk.model.rules.BaseChain;
import io.packetwalk.model.rules.Chain;
import io.packetwalk.model.rules.Cond;
import io.packetwalk.model.rules.Hook;
import io.packetwalk.model.rules.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Chains that are bound to devices: those of {@code netdev} tables, and ingress chains of {@code inet}. They run where their devices take a packet in, before all
 * other chains, or give it out, behind all others (net/core/dev.c, nf_ingress and nf_hook_egress); other devices' packets do not meet them.
 */
final class NftDevices {

    /** Among themselves they keep their priorities, which nobody makes larger than this. */
    private static final int WIDTH = 100_000_000;

    private NftDevices() {}

    /** The hook of the walk at which a chain runs; empty for one that has no such place. */
    static Optional<Hook> hook(NftBaseChainFact fact) {
        return switch (fact.hook()) {
            case "ingress" -> Optional.of(Hook.PREROUTING);
            case "egress" -> Optional.of(Hook.POSTROUTING);
            default -> Hook.of(fact.hook());
        };
    }

    /** A chain behind another one that sends it just the packets of its devices; a chain that is bound to none as it is. */
    static BaseChain guarded(NftBaseChainFact fact, BaseChain chain) {
        if (!fact.hook().equals("ingress") && !fact.hook().equals("egress") || chain.idle()) {
            return chain;
        }
        boolean in = chain.hook() == Hook.PREROUTING;
        List<Rule> rules = new ArrayList<>();
        for (String device : fact.devices()) {
            // A frame that comes in by a bridge port meets the port's chain, and the bridge's own later.
            List<Cond> conds = in
                    ? List.of(new Cond.InDevice(device), new Cond.BridgePort(device, ""))
                    : List.of(new Cond.OutDevice(device), new Cond.BridgePort("", device));
            for (Cond cond : conds) {
                rules.add(rule(fact.source(), cond, new Action.Jump(fact.name()), "device " + device));
                if (chain.policy() instanceof Action.Drop) {
                    rules.add(rule(fact.source(), cond, chain.policy(), "policy DROP"));
                }
            }
        }
        if (fact.devices().isEmpty()) {
            String name = "nft table " + chain.table() + " chain " + fact.name();
            rules.add(rule(
                    fact.source(),
                    new Cond.Unmodelled(name + " takes its device's packets"),
                    new Action.Unmodelled(name + " is not followed"),
                    name));
        }
        String root = "devices of " + fact.name();
        return new BaseChain(
                chain.hook(),
                (in ? Integer.MIN_VALUE + WIDTH : Integer.MAX_VALUE - WIDTH)
                        + Math.max(-WIDTH, Math.min(WIDTH, chain.priority())),
                chain.type(),
                chain.table(),
                Chain.of(fact.source(), root, rules),
                new Action.Accept(),
                chain.chains());
    }

    private static Rule rule(Source source, Cond cond, Action action, String text) {
        return new Rule(source, List.of(cond), action, Optional.empty(), text);
    }
}
