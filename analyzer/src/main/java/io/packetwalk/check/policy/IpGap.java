package io.packetwalk.check.policy;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.system.CounterFact;
import io.packetwalk.model.NetNs;
import java.util.List;
import java.util.Optional;

/**
 * Packets that IP counted at one place of a network namespace, not at the next, and of which no counter of errors tells. Between the two are only the hooks of netfilter
 * (ip_input.c, ip_rcv and ip_local_deliver_finish; ip_output.c, __ip_local_out and ip_finish_output2). Counts since the namespace began.
 *
 * @param known whether both counters were read
 * @param least so many packets at least, 0 when not known
 * @param text the counters in words
 * @param source where they stand
 */
record IpGap(boolean known, long least, String text, Optional<Source> source) {

    private static final IpGap UNKNOWN = new IpGap(false, 0, "", Optional.empty());

    /** What has a reason of its own not to be delivered; some of it is not in every kernel. */
    private static final List<String> NOT_DELIVERED = List.of(
            "InHdrErrors",
            "InAddrErrors",
            "InUnknownProtos",
            "InDiscards",
            "ForwDatagrams",
            "OutForwDatagrams",
            "ReasmReqds",
            "InNoRoutes",
            "InTruncatedPkts",
            "InMcastPkts",
            "InBcastPkts");

    private static final List<String> NOT_SENT = List.of("OutDiscards", "OutNoRoutes", "FragOKs", "FragFails");

    /** Came in and were not delivered to any protocol. */
    static IpGap received(Optional<NetNs> netns, boolean v6) {
        return between(netns, v6, "InReceives", "InDelivers", NOT_DELIVERED);
    }

    /** Were made there and not handed to any device; kernels before 6.7 do not count the latter. */
    static IpGap sent(Optional<NetNs> netns, boolean v6) {
        return between(netns, v6, "OutRequests", "OutTransmits", NOT_SENT);
    }

    private static IpGap between(Optional<NetNs> netns, boolean v6, String from, String to, List<String> others) {
        Optional<CounterFact> first = counter(netns, v6, from);
        Optional<CounterFact> second = counter(netns, v6, to);
        if (first.isEmpty() || second.isEmpty()) {
            return UNKNOWN;
        }
        long explained = others.stream()
                .flatMap(name -> counter(netns, v6, name).stream())
                .mapToLong(CounterFact::value)
                .sum();
        long reverse = netns.flatMap(known -> known.counters().get("TcpExtIPReversePathFilter"))
                .map(CounterFact::value)
                .orElse(0L);
        long gap = first.get().value() - second.get().value() - explained - reverse;
        String text = first.get().name() + " " + first.get().value() + ", "
                + second.get().name() + " " + second.get().value() + ", and no counter of errors for the rest";
        return new IpGap(true, Math.max(0, gap), text, Optional.of(first.get().source()));
    }

    private static Optional<CounterFact> counter(Optional<NetNs> netns, boolean v6, String name) {
        String prefix = v6 ? "Ip6" : "Ip";
        return netns.flatMap(known ->
                known.counters().get(prefix + name).or(() -> known.counters().get(prefix + "Ext" + name)));
    }
}
