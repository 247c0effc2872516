package io.packetwalk.check.loss;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Outcome;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.model.CounterReadings;
import io.packetwalk.model.Node;
import io.packetwalk.walk.Missing;
import java.util.List;

/** PW-067: a virtual machine uses up what its provider allows it of connections, packets or bandwidth; what is too much is dropped beside the machine. */
public final class FlowAllowance implements Check {

    private static final CheckId ID = new CheckId("PW-067", "cloud-flow-allowance", "host", 15);

    private static final CountedLoss LOSS = new CountedLoss(
            ID,
            FlowAllowance::counter,
            FlowAllowance::missing,
            FlowAllowance::why,
            FlowAllowance::others,
            FlowAllowance::rest);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        boolean cloud = that.cluster().nodes().stream()
                .flatMap(node -> node.netns().counters().all().stream())
                .anyMatch(fact -> counter(fact.name()));
        return cloud
                ? LOSS.run(that, "no node exceeds an allowance of its provider")
                : new Outcome.NotApplicable("no card of a node is known to count a provider's allowances");
    }

    /** What the ENA driver counts (drivers/net/ethernet/amazon/ena/ena_ethtool.c); the one of link-local services is PW-130's. */
    static boolean counter(String name) {
        return name.startsWith("ethtool:")
                && name.endsWith("_allowance_exceeded")
                && !name.endsWith(":linklocal_allowance_exceeded");
    }

    private static Missing missing(Node node) {
        return new Missing(
                "two readings of the card's counters of " + node.name(),
                "they count since boot",
                "ethtool -S DEVICE | grep allowance; sleep 30; ethtool -S DEVICE | grep allowance  # on "
                        + node.name());
    }

    private static String why(Node node, CounterReadings.Growth growth) {
        return "The provider dropped " + growth.by() + " packets of " + node.name()
                + " between two readings, because more was used than " + "its kind of machine is allowed ("
                + growth.name().replaceFirst(".*:", "") + "). Nothing on the node shows them.";
    }

    private static List<Condition> others(Node node) {
        return List.of(new Condition(
                "PW-059: the node's own table of connections dropped nothing",
                !node.netns().conntrackSamples().two()
                        ? Ternary.UNKNOWN
                        : Ternary.of(node.netns().conntrackSamples().grown("drop") == 0),
                List.of()));
    }

    private static Claim rest(Node node, Claim claim) {
        return claim.remedy(
                        "ethtool -S DEVICE | grep allowance  # on " + node.name() + ", twice", "none, reads only", "")
                .remedy(
                        "# a larger kind of machine, or fewer connections for each node: spread the pods, keep"
                                + " connections open, cache names",
                        "medium, pods move",
                        "the former kind")
                .then("the counters stand still under the same load")
                .unless("captures that show the packets lost on a node");
    }
}
