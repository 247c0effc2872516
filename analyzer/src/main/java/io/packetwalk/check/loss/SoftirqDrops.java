package io.packetwalk.check.loss;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Outcome;
import io.packetwalk.evidence.Condition;
import io.packetwalk.model.CounterReadings;
import io.packetwalk.model.Node;
import io.packetwalk.walk.Missing;
import java.util.List;

/** PW-181: packets come faster than the processors of a node take them: the card's ring or the kernel's backlog is full, and what comes then is dropped. */
public final class SoftirqDrops implements Check {

    private static final CheckId ID = new CheckId("PW-181", "softirq-drops", "host", 15);

    private static final CountedLoss LOSS = new CountedLoss(
            ID,
            SoftirqDrops::counter,
            SoftirqDrops::missing,
            SoftirqDrops::why,
            SoftirqDrops::others,
            SoftirqDrops::rest);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        return LOSS.run(that, "no node drops packets for want of processor time");
    }

    /** {@code time_squeeze} is not among them: a budget that ran out only makes packets wait (net/core/dev.c, net_rx_action). */
    private static boolean counter(String name) {
        return name.equals("SoftnetDropped")
                || name.startsWith("ethtool:")
                        && (name.endsWith(":rx_missed_errors") || name.endsWith(":rx_no_buffer_count"));
    }

    private static Missing missing(Node node) {
        return new Missing(
                "two readings of the softirq counters of " + node.name(),
                "they count since boot",
                "cat /proc/net/softnet_stat; sleep 30; cat /proc/net/softnet_stat  # on " + node.name());
    }

    private static String why(Node node, CounterReadings.Growth growth) {
        return growth.name().equals("SoftnetDropped")
                ? "The queue of packets that wait for a processor of " + node.name() + " was full " + growth.by()
                        + " times between two readings; the packets were dropped before any rule or capture saw them."
                : "The card of " + node.name() + " had no room for " + growth.by()
                        + " packets between two readings: its ring was not emptied in time.";
    }

    private static List<Condition> others(Node node) {
        return List.of(
                CountedLoss.stands(node, "PW-067: no allowance of the provider was exceeded", FlowAllowance::counter));
    }

    private static Claim rest(Node node, Claim claim) {
        return claim.remedy(
                        "mpstat -P ALL 1 5; cat /proc/interrupts  # on " + node.name()
                                + ": which processors serve the card",
                        "none, reads only",
                        "")
                .remedy(
                        "ethtool -g DEVICE; ethtool -G DEVICE rx MAXIMUM  # on " + node.name()
                                + "; more queues: ethtool -L; sysctl -w net.core.netdev_max_backlog=N",
                        "low, the link may go down for a moment",
                        "ethtool -G DEVICE rx FORMER")
                .then("cat /proc/net/softnet_stat twice: the second column stands still under load")
                .unless("captures that show the same packets lost elsewhere");
    }
}
