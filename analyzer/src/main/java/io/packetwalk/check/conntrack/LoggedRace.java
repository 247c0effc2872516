package io.packetwalk.check.conntrack;

import io.packetwalk.check.Case;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.conntrack.ConntrackStatFact;
import io.packetwalk.fact.system.ResolvConfFact;
import io.packetwalk.model.ConntrackSamples;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import io.packetwalk.net.Ip;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The race as the DNS server's log tells it, where no capture shows it: half of a pair came a timeout late, to clients whose node counts failed insertions. */
final class LoggedRace {

    private LoggedRace() {}

    /** A log with times, and the counters that tell of clashes. */
    static boolean decides(Case that) {
        boolean counted = that.cluster().nodes().stream()
                .anyMatch(node -> !node.netns().conntrackStats().isEmpty());
        return counted
                && that.cluster().dnsLogs().stream()
                        .anyMatch(log -> log.queries().timed());
    }

    static List<Finding> findings(Case that, CheckId id) {
        Map<Ip, List<LoggedStalls.Stall>> byClient = LoggedStalls.of(that).stream()
                .filter(stall -> !apart(that, stall.once().client().ip()))
                .collect(Collectors.groupingBy(stall -> stall.once().client().ip(), TreeMap::new, Collectors.toList()));
        return byClient.entrySet().stream()
                .flatMap(entry -> Whereabouts.node(that.cluster(), entry.getKey())
                        .filter(node -> node.netns().conntrackSamples().sum("insert_failed") > 0)
                        .map(node -> finding(that, id, entry.getKey(), node, entry.getValue()))
                        .stream())
                .toList();
    }

    /** A resolver that was told to send one query after the other, or by TCP, has no pairs that could race. */
    private static boolean apart(Case that, Ip client) {
        return that.cluster()
                .podAt(client)
                .flatMap(Pod::netns)
                .flatMap(NetNs::resolvConf)
                .map(ResolvConfFact::options)
                .filter(options -> !Collections.disjoint(options, DnsRace.ONE_BY_ONE))
                .isPresent();
    }

    private static Finding finding(Case that, CheckId id, Ip client, Node node, List<LoggedStalls.Stall> stalls) {
        LoggedStalls.Stall first = stalls.getFirst();
        ConntrackSamples samples = node.netns().conntrackSamples();
        List<Source> counted = samples.counting("insert_failed").stream()
                .map(ConntrackStatFact::source)
                .limit(2)
                .toList();
        List<Source> lines = List.of(first.once().source(), first.late().source());
        ObjectRef subject = that.cluster().objectAt(client).orElse(new ObjectRef("Address", "", client.toString()));
        String count = stalls.size() + (stalls.size() == 1 ? " lookup" : " lookups");
        Claim claim = Claim.of(id)
                .about(subject)
                .what(subject + " waited " + Math.floorDiv(first.gap().toMillis(), 100L) / 10.0 + " s for "
                        + first.once().qname() + " (" + count + ", as the DNS server's log tells).")
                .why(
                        "A and AAAA leave one socket at once; one came, the other only when the resolver sent it again, and "
                                + node.name() + " counts packets that connection tracking dropped for such clashes.")
                .shows(first.once().qtype() + " came", first.once().source())
                .shows(
                        first.late().qtype() + " of the same socket came "
                                + first.gap().toMillis() + " ms later",
                        first.late().source());
        counted.forEach(at -> claim.shows("insert_failed=" + samples.sum("insert_failed") + " on " + node.name(), at));
        return DnsRace.ended(claim, Optional.of(node))
                .explainsTold("stall of " + client + " for " + first.once().qname())
                .finding(
                        Severity.S2,
                        Stated.told(
                                Condition.yes(
                                        "connection tracking of the client's node counts failed insertions", counted),
                                Condition.yes("one query of the pair came a resolver's timeout late", lines),
                                Condition.unknown("a capture at the client shows that both were sent at once"),
                                DnsRace.rising(Optional.of(samples), samples.grown("insert_failed"))));
    }
}
