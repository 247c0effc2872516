package io.packetwalk.check.egress;

import io.packetwalk.evidence.Source;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.lower.Lowering;
import io.packetwalk.model.rules.Action;
import io.packetwalk.model.rules.BaseChain;
import io.packetwalk.model.rules.Chain;
import io.packetwalk.model.rules.Hook;
import io.packetwalk.model.rules.Program;
import io.packetwalk.model.rules.Rule;
import io.packetwalk.net.Ports;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Ranges of source ports that a node's rules give to the connections they translate. */
final class SourcePorts {

    /** Ports that a translation without a range may use for sources from 1024 on (net/netfilter/nf_nat_core.c, nf_nat_l4proto_unique_tuple). */
    static final Ports.Range USUAL = new Ports.Range(1024, 65535);

    private SourcePorts() {}

    /** One range and the rule that has it. */
    record Pool(Ports.Range range, Source source) {}

    /** The ranges of all rules that the postrouting hook can come to. */
    static List<Pool> of(NetNs netns, boolean v6) {
        List<Pool> pools = new ArrayList<>();
        Program program = Lowering.lower(netns, v6);
        for (BaseChain base : program.at(Hook.POSTROUTING)) {
            Set<Chain> seen = new HashSet<>();
            Deque<Chain> open = new ArrayDeque<>(List.of(base.chain()));
            while (!open.isEmpty()) {
                Chain chain = open.pop();
                if (seen.add(chain)) {
                    chain.rules().forEach(rule -> {
                        range(rule).ifPresent(range -> pools.add(new Pool(range, rule.source())));
                        next(base, rule.action()).ifPresent(open::push);
                    });
                }
            }
        }
        return pools;
    }

    private static Optional<Ports.Range> range(Rule rule) {
        if (rule.action() instanceof Action.Masquerade masquerade) {
            return masquerade.ports();
        }
        return rule.action() instanceof Action.Snat snat ? snat.ports() : Optional.empty();
    }

    private static Optional<Chain> next(BaseChain base, Action action) {
        if (action instanceof Action.Inline inline) {
            return Optional.of(inline.chain());
        }
        Optional<String> name = action instanceof Action.Jump jump
                ? Optional.of(jump.chain())
                : action instanceof Action.Goto to ? Optional.of(to.chain()) : Optional.empty();
        return name.flatMap(chain -> base.chains().get(chain));
    }
}
