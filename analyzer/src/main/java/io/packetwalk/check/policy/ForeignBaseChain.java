package io.packetwalk.check.policy;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Severity;
import io.packetwalk.flow.Flow;
import io.packetwalk.walk.Step;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** PW-041: a base chain of somebody else drops what Kubernetes' own rules accepted: an accept in one chain never overrides a drop in another. */
public final class ForeignBaseChain implements Check {

    private static final CheckId ID = new CheckId("PW-041", "foreign-basechain-drop", "policy", 13);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        return Foreign.rules(
                that,
                ForeignBaseChain::ours,
                "no failed flow's walk ends in a foreign chain on the way through a node",
                ForeignBaseChain::finding);
    }

    /** A foreign table, at a hook that forwarded packets meet. */
    static boolean ours(Step stop) {
        return Set.of("prerouting", "forward", "postrouting")
                        .contains(stop.hook().toLowerCase(Locale.ROOT))
                && foreign(stop);
    }

    /** A table of iptables; or none is told. */
    static boolean iptables(Step stop) {
        return Set.of("filter", "mangle", "raw", "nat", "security", "").contains(stop.table());
    }

    /** Neither a table of iptables nor one of Kubernetes or a network plugin. */
    private static boolean foreign(Step stop) {
        String table = stop.table();
        return !iptables(stop) && !table.contains("kube") && !table.contains("cali") && !table.contains("cilium");
    }

    private static Finding finding(Case that, Foreign.Stop at, List<Flow> failed) {
        return at.claim(ID, that, failed)
                .why("Table " + at.step().table() + " on " + at.step().node() + " has a chain of its own in the "
                        + at.step().hook()
                        + " hook, and it drops the packet; what other chains accept does not matter.")
                .not("PW-085", "the chain is not iptables' FORWARD")
                .remedy("nft -a list ruleset  # on " + at.step().node(), "none, reads only", "")
                .remedy(
                        "firewall-cmd --permanent --zone=trusted --add-source=POD-CIDR --add-source=SERVICE-CIDR && firewall-cmd --reload  # when it is firewalld",
                        "medium, this node trusts these sources",
                        "the same with --remove-source")
                .then("the rule's counter on " + at.step().node() + " stands still")
                .unless("a ruleset dump of the same time without the chain")
                .finding(Severity.S1, at.proof(that, failed));
    }
}
