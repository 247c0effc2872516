package io.packetwalk.fact.conntrack;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.Counters;
import io.packetwalk.net.FiveTuple;
import java.util.Optional;

/**
 * One tracked flow.
 *
 * @param source its line
 * @param zone conntrack zone, 0 when absent
 * @param timeout seconds left, -1 when absent (offloaded flows)
 * @param state TCP state, empty for other protocols
 * @param original the first packet's tuple
 * @param reply the expected answer's tuple; differs from the inverse of {@code original} exactly when NAT is applied
 * @param originalCounters with nf_conntrack_acct
 * @param replyCounters with nf_conntrack_acct
 * @param unreplied no packet in reply direction was seen on this node
 * @param assured protected from early drop
 * @param mark ctmark, 0 when absent
 * @param id kernel id, -1 when absent
 */
public record ConntrackFact(
        Source source,
        int zone,
        int timeout,
        String state,
        FiveTuple original,
        FiveTuple reply,
        Optional<Counters> originalCounters,
        Optional<Counters> replyCounters,
        boolean unreplied,
        boolean assured,
        long mark,
        long id)
        implements Fact {}
