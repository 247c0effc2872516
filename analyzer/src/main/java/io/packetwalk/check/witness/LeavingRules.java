package io.packetwalk.check.witness;

import io.packetwalk.model.NetNs;
import io.packetwalk.model.lower.Lowering;
import io.packetwalk.model.rules.Action;
import io.packetwalk.model.rules.BaseChain;
import io.packetwalk.model.rules.Chain;
import io.packetwalk.model.rules.Hook;
import io.packetwalk.model.rules.Rule;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Rules that packets may meet when they leave a namespace: those that rewrite sources are among them. */
public final class LeavingRules {

    private LeavingRules() {}

    /** The rules of all chains that the postrouting hook can come to. */
    public static List<Rule> of(NetNs netns, boolean v6) {
        List<Rule> rules = new ArrayList<>();
        for (BaseChain base : Lowering.lower(netns, v6).at(Hook.POSTROUTING)) {
            Set<Chain> seen = new HashSet<>();
            Deque<Chain> open = new ArrayDeque<>(List.of(base.chain()));
            while (!open.isEmpty()) {
                Chain chain = open.pop();
                if (seen.add(chain)) {
                    chain.rules().forEach(rule -> {
                        rules.add(rule);
                        next(base, rule.action()).ifPresent(open::push);
                    });
                }
            }
        }
        return rules;
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
