package io.packetwalk.check.egress;

import io.packetwalk.check.witness.LeavingRules;
import io.packetwalk.evidence.Source;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.rules.Action;
import io.packetwalk.model.rules.Rule;
import io.packetwalk.net.Ports;
import java.util.List;
import java.util.Optional;

/** Ranges of source ports that a node's rules give to the connections they translate. */
final class SourcePorts {

    /** Ports that a translation without a range may use for sources from 1024 on (net/netfilter/nf_nat_core.c, nf_nat_l4proto_unique_tuple). */
    static final Ports.Range USUAL = new Ports.Range(1024, 65535);

    private SourcePorts() {}

    /** One range and the rule that has it. */
    record Pool(Ports.Range range, Source source) {}

    /** The ranges of all rules that the postrouting hook can come to. */
    static List<Pool> of(NetNs netns, boolean v6) {
        return LeavingRules.of(netns, v6).stream()
                .flatMap(rule -> range(rule).map(range -> new Pool(range, rule.source())).stream())
                .toList();
    }

    private static Optional<Ports.Range> range(Rule rule) {
        if (rule.action() instanceof Action.Masquerade masquerade) {
            return masquerade.ports();
        }
        return rule.action() instanceof Action.Snat snat ? snat.ports() : Optional.empty();
    }
}
