package io.packetwalk.check.policy;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Severity;
import io.packetwalk.flow.Flow;
import io.packetwalk.walk.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** PW-084: a rule of the node's own firewall drops packets for the node itself, or packets that it forwards. */
public final class HostFirewall implements Check {

    private static final CheckId ID = new CheckId("PW-084", "host-firewall-drop", "policy", 13);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        Outcome rules = Foreign.rules(
                that,
                stop -> here(stop)
                        || stop.kind() == Step.Kind.TRANSLATE // in a pod, see Foreign
                        || ForeignBaseChain.iptables(stop) && !stop.text().startsWith("policy "),
                "no failed flow's walk ends at a rule of a host firewall",
                HostFirewall::finding);
        List<Finding> inPods = PodFirewall.findings(that, ID);
        if (inPods.isEmpty()) {
            return rules;
        }
        List<Finding> all = new ArrayList<>(inPods);
        if (rules instanceof Outcome.Found(List<Finding> found)) {
            all.addAll(found);
        }
        return new Outcome.Found(all);
    }

    /** Packets for the node itself, or of its own: there the policy of a chain is a firewall's, too. */
    private static boolean here(Step stop) {
        return stop.hook().equalsIgnoreCase("input") || stop.hook().equalsIgnoreCase("output");
    }

    private static Finding finding(Case that, Foreign.Stop at, List<Flow> failed) {
        String port = at.step().before().tuple().proto() + " port "
                + at.step().before().tuple().dst().port();
        String whose = at.inPod()
                ? "in the pod's own network namespace"
                : here(at.step()) ? "for packets of the node itself" : "for packets that the node forwards";
        return at.claim(ID, that, failed)
                .why("A rule " + whose
                        + (at.redirects()
                                ? " sends " + port + " to port "
                                        + at.step().after().tuple().dst().port() + ", on which nothing listens."
                                : at.lifetime()
                                        ? " gives " + port + " a TTL so low that the packets end before they arrive."
                                        : " drops " + port + " on " + at.where() + "."))
                .not(
                        "PW-085",
                        here(at.step())
                                ? "the packet is for the host, it is not forwarded"
                                : "a rule drops it before the chain's policy is asked")
                .remedy(command(at), "none, reads only", "")
                .then("the rule's counter on " + at.where() + " stands still")
                .unless("a rule dump of the same time without it")
                .finding(Severity.S1, at.proof(that, failed));
    }

    private static String command(Foreign.Stop at) {
        String read = "iptables -L " + at.step().hook().toUpperCase(Locale.ROOT)
                + " -nv --line-numbers; nft list ruleset  # ";
        return at.inPod()
                ? read + "in the network namespace of " + at.where() + " (nsenter -t PID -n), on "
                        + at.step().node()
                : read + "on " + at.step().node();
    }
}
