package io.packetwalk.check.policy;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Severity;
import io.packetwalk.flow.Flow;
import java.util.List;

/** PW-084: a rule of the node's own firewall drops packets that are for the node itself. */
public final class HostFirewall implements Check {

    private static final CheckId ID = new CheckId("PW-084", "host-firewall-drop", "policy", 13);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        return Foreign.rules(
                that,
                stop -> stop.hook().equalsIgnoreCase("input"),
                "no failed flow's walk ends at an INPUT rule",
                HostFirewall::finding);
    }

    private static Finding finding(Case that, Foreign.Stop at, List<Flow> failed) {
        String port = at.step().before().tuple().proto() + " port "
                + at.step().before().tuple().dst().port();
        return at.claim(ID, that, failed)
                .why("A rule for packets to the node itself drops " + port + " on "
                        + at.step().node() + ".")
                .not("PW-085", "the packet is for the node, it is not forwarded")
                .remedy(
                        "iptables -L INPUT -nv --line-numbers; nft list ruleset  # on "
                                + at.step().node(),
                        "none, reads only",
                        "")
                .then("the rule's counter on " + at.step().node() + " stands still")
                .unless("a rule dump of the same time without it")
                .finding(Severity.S1, at.proof(that, failed));
    }
}
