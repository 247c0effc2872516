package io.packetwalk.check.conntrack;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.capture.DnsExchange;
import io.packetwalk.fact.conntrack.ConntrackStatFact;
import io.packetwalk.flow.Lookup;
import io.packetwalk.model.ConntrackSamples;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import io.packetwalk.walk.Missing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** PW-062: A and AAAA leave one socket at the same moment, one of them is lost on the node, and the resolver waits five seconds to ask again. */
public final class DnsRace implements Check {

    private static final CheckId ID = new CheckId("PW-062", "dns-conntrack-race", "conntrack", 12);

    @Override
    public CheckId id() {
        return ID;
    }

    /** glibc waits 5 s (resolv.conf(5), timeout), musl half of it for two tries. */
    private static final long SHORTEST = 2_300_000;

    /** Options of glibc with which A and AAAA do not leave one socket together (resolv.conf(5)); musl knows none of them. */
    static final List<String> ONE_BY_ONE = List.of("single-request", "single-request-reopen", "use-vc");

    private static final long LONGEST = 6_500_000;
    private static final Duration TOGETHER = Duration.ofMillis(2);

    @Override
    public Outcome run(Case that) {
        if (that.flows().lookups().isEmpty() && !LoggedRace.decides(that)) {
            return new Outcome.Undetermined(List.of(new Missing(
                    "name lookups",
                    "no capture shows DNS",
                    "tcpdump -ni any -s 0 -w dns.pcap port 53 on the client's node")));
        }
        List<Stall> stalls = new ArrayList<>();
        for (Lookup lookup : that.flows().lookups()) {
            boolean service = that.cluster().serviceAt(lookup.server().ip()).isPresent();
            if (service) {
                stall(lookup).ifPresent(stalls::add);
            }
        }
        Map<String, List<Stall>> byClient = stalls.stream()
                .filter(stall -> !arrived(that, stall))
                .collect(Collectors.groupingBy(stall -> client(stall.lookup()), TreeMap::new, Collectors.toList()));
        List<Finding> findings =
                byClient.values().stream().map(list -> finding(that, list)).toList();
        if (findings.isEmpty()) {
            findings = LoggedRace.findings(that, ID);
        }
        return Outcome.of(findings, List.of(), "no pair of A and AAAA of which one was asked again after a stall");
    }

    /**
     * A lost query of a pair.
     *
     * @param lookup the lookup
     * @param lost the query that was sent again
     * @param sibling the one that was answered at once
     */
    private record Stall(Lookup lookup, Lookup.Asked lost, Lookup.Asked sibling) {}

    private static Optional<Stall> stall(Lookup lookup) {
        for (Lookup.Asked one : lookup.exchanges()) {
            DnsExchange exchange = one.exchange();
            boolean again = exchange.queries() > 1 && exchange.micros() >= SHORTEST && exchange.micros() <= LONGEST;
            if (again) {
                for (Lookup.Asked other : lookup.exchanges()) {
                    boolean pair = !other.exchange().qtype().equals(exchange.qtype())
                            && other.exchange().qname().equals(exchange.qname())
                            && Duration.between(other.exchange().asked(), exchange.asked())
                                            .abs()
                                            .compareTo(TOGETHER)
                                    <= 0
                            && other.exchange().micros() >= 0;
                    if (pair) {
                        return Optional.of(new Stall(lookup, one, other));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static String client(Lookup lookup) {
        return lookup.clientObject()
                .map(ObjectRef::toString)
                .orElse(lookup.client().toString());
    }

    /** The DNS server logged the query as often as it was sent: it was late, not lost. */
    private static boolean arrived(Case that, Stall stall) {
        long logged = that.cluster().dnsLogs().stream()
                .flatMap(log -> log.queries()
                        .rows(
                                stall.lost().exchange().qname()::equals,
                                answer -> answer.qtype()
                                        .equals(stall.lost().exchange().qtype()))
                        .mapToObj(log.queries()::get))
                .filter(query -> query.id() == stall.lost().exchange().id())
                .count();
        return logged >= stall.lost().exchange().queries();
    }

    private static Finding finding(Case that, List<Stall> stalls) {
        Stall first = stalls.getFirst();
        Optional<Node> node = Whereabouts.node(that.cluster(), first.lookup().client());
        Optional<ConntrackSamples> samples = node.map(Node::netns).map(NetNs::conntrackSamples);
        List<ConntrackStatFact> counted =
                samples.map(sample -> sample.counting("insert_failed")).orElse(List.of());
        long rose = samples.map(sample -> sample.grown("insert_failed")).orElse(0L);
        boolean logs =
                that.cluster().dnsLogs().stream().anyMatch(log -> !log.queries().isEmpty());
        Claim claim = Claim.of(ID)
                .about(first.lookup()
                        .clientObject()
                        .orElse(new ObjectRef(
                                "Address", "", first.lookup().client().toString())))
                .what(client(first.lookup()) + " waited "
                        + Math.round(first.lost().exchange().micros() / 100_000.0) / 10.0 + " s for "
                        + first.lookup().name() + " (" + stalls.size()
                        + (stalls.size() == 1 ? " lookup)." : " lookups)."))
                .why(
                        "A and AAAA were sent from one socket at once; conntrack confirmed one of the two entries and dropped the other packet, which the resolver sent"
                                + " again after its timeout.")
                .shows(
                        first.lost().exchange().qtype() + " sent "
                                + first.lost().exchange().queries() + " times",
                        first.lost().source())
                .shows(
                        first.sibling().exchange().qtype() + " answered at once",
                        first.sibling().source());
        counted.stream()
                .limit(2)
                .forEach(stat -> claim.shows("insert_failed=" + stat.counters().get("insert_failed"), stat.source()));
        stalls.forEach(stall -> claim.explainsTold("stall " + stall.lookup().key()));
        that.cluster().podAt(first.lookup().client()).flatMap(Pod::netns).flatMap(NetNs::resolvConf).stream()
                .filter(resolver -> !Collections.disjoint(resolver.options(), ONE_BY_ONE))
                .forEach(resolver -> claim.shows(
                        "its options would keep A and AAAA apart, and its C library does not heed them (as musl)",
                        resolver.source()));
        Proof proof = Stated.told(
                counted.isEmpty()
                        ? Condition.unknown("conntrack of the client's node counts failed insertions")
                        : Condition.yes(
                                "conntrack of the client's node counts failed insertions",
                                counted.stream()
                                        .map(ConntrackStatFact::source)
                                        .limit(2)
                                        .toList()),
                Condition.yes(
                        "one query of the pair was lost", List.of(first.lost().source())),
                new Condition(
                        "PW-118 PW-120: the DNS server never got the lost query",
                        logs ? Ternary.YES : Ternary.UNKNOWN,
                        List.of()),
                rising(samples, rose));
        if (rose > 0) {
            claim.shows(
                    "insert_failed is " + rose + " higher than in an earlier sample",
                    samples.orElseThrow().last().getFirst().source());
        }
        return ended(claim, node).finding(Severity.S2, proof);
    }

    /** What it is not, and what to do. */
    static Claim ended(Claim claim, Optional<Node> node) {
        return claim.not("PW-114", "the other query of the pair was answered at once")
                .remedy(
                        "conntrack -S; sleep 30; conntrack -S  # on "
                                + node.map(Node::name).orElse("the client's node"),
                        "none, reads only",
                        "")
                .remedy(
                        "# dnsConfig.options: [{name: single-request-reopen}] in the client's pod template (glibc only), or NodeLocal DNSCache",
                        "medium, rolls the workload's pods",
                        "kubectl rollout undo of the workload")
                .then("no DNS query of the pod is sent twice")
                .unless("a log of the DNS server that has both queries");
    }

    /** A counter that stood still between two samples tells nothing of a stall before or after them. */
    static Condition rising(Optional<ConntrackSamples> samples, long rose) {
        String text = "the counter rises (two samples)";
        return rose > 0
                ? Condition.yes(
                        text,
                        List.of(
                                samples.orElseThrow().earlier().getFirst().source(),
                                samples.orElseThrow().last().getFirst().source()))
                : Condition.unknown(text);
    }
}
