package io.packetwalk.check.lookup;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.capture.DnsExchange;
import io.packetwalk.fact.system.ResolvConfFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Pod;
import io.packetwalk.net.Ip;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** PW-125: musl asks all name servers at once and takes the first answer, so that a server that does not know a name denies it for all. */
public final class MuslDivergence implements Check {

    private static final CheckId ID = new CheckId("PW-125", "musl-divergence", "dns", 1);

    /** musl sends to every server in one loop (src/network/res_msend.c); glibc waits seconds before it asks the second. */
    private static final Duration AT_ONCE = Duration.ofMillis(20);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        if (that.flows().lookups().isEmpty()) {
            return Clients.blind();
        }
        Map<String, List<Pair>> byClient = new TreeMap<>();
        for (Pair pair : pairs(that)) {
            byClient.computeIfAbsent(pair.client(), client -> new ArrayList<>()).add(pair);
        }
        List<Finding> findings =
                byClient.values().stream().map(pairs -> finding(that, pairs)).toList();
        return Outcome.of(
                findings, List.of(), "no query was sent to two servers at once and denied by the quicker one");
    }

    /**
     * One query, sent to two servers at once.
     *
     * @param denies the exchange with the server that answers first, NXDOMAIN
     * @param knows the one with the server that has an address
     */
    private record Pair(String client, Flow denying, DnsExchange denies, Flow knowing, DnsExchange knows) {
        Source deniedAt() {
            return Source.packet(denying.nearest().artifact(), denies.answerPacket());
        }

        Source knownAt() {
            return Source.packet(knowing.nearest().artifact(), knows.answerPacket());
        }
    }

    private record Asked(Flow flow, DnsExchange exchange) {}

    private static List<Pair> pairs(Case that) {
        Map<String, List<Asked>> same = new TreeMap<>();
        for (Flow flow : that.flows().all()) {
            for (DnsExchange exchange : flow.dns()) {
                // One socket, one id: the very same datagram for each server.
                String key = flow.client().at() + " " + exchange.id() + " " + exchange.qname() + " " + exchange.qtype();
                same.computeIfAbsent(key, fresh -> new ArrayList<>()).add(new Asked(flow, exchange));
            }
        }
        List<Pair> pairs = new ArrayList<>();
        for (List<Asked> group : same.values()) {
            for (Asked one : group) {
                group.stream()
                        .filter(other -> splits(one, other))
                        .findFirst()
                        .ifPresent(other -> pairs.add(new Pair(
                                one.flow()
                                        .client()
                                        .object()
                                        .map(ref -> ref.toString())
                                        .orElse(one.flow().client().at().ip().toString()),
                                one.flow(),
                                one.exchange(),
                                other.flow(),
                                other.exchange())));
            }
        }
        return pairs;
    }

    private static boolean splits(Asked denies, Asked knows) {
        Duration apart = Duration.between(
                        denies.exchange().asked(), knows.exchange().asked())
                .abs();
        return !denies.flow().server().at().equals(knows.flow().server().at())
                && apart.compareTo(AT_ONCE) <= 0
                && denies.exchange().rcode().equals("NXDOMAIN")
                && knows.exchange().rcode().equals("NOERROR")
                && !knows.exchange().answers().isEmpty()
                && denies.exchange()
                        .asked()
                        .plusNanos(denies.exchange().micros() * 1000)
                        .isBefore(knows.exchange()
                                .asked()
                                .plusNanos(knows.exchange().micros() * 1000));
    }

    private static Finding finding(Case that, List<Pair> pairs) {
        Pair first = pairs.getFirst();
        Ip client = first.denying().client().at().ip();
        List<Source> seen = List.of(first.deniedAt(), first.knownAt());
        List<Source> resolver = that.cluster().podAt(client).flatMap(Pod::netns).flatMap(NetNs::resolvConf).stream()
                .filter(conf -> conf.nameservers().size() > 1)
                .map(ResolvConfFact::source)
                .toList();
        Claim claim = Claim.of(ID)
                .about(first.denying().client().object().orElse(new ObjectRef("Address", "", client.toString())))
                .what(first.client() + " cannot resolve " + first.denies().qname() + ": "
                        + first.denying().server().at().ip()
                        + " denies it before " + first.knowing().server().at().ip() + " answers (" + pairs.size()
                        + (pairs.size() == 1 ? " query)." : " queries)."))
                .why(
                        "Its C library (musl, as in Alpine) asks all name servers at once and takes the first answer; glibc asks the next one only when the first is silent.")
                .shows("NXDOMAIN of " + first.denying().server().at().ip(), first.deniedAt())
                .shows("address of " + first.knowing().server().at().ip() + ", later", first.knownAt());
        resolver.forEach(at -> claim.shows("several name servers", at));
        pairs.forEach(pair -> claim.explainsTold(
                "denied " + pair.client() + " " + pair.denies().qname()));
        return claim.not("PW-116", "the name exists: another server answers it")
                .remedy(
                        "# list only name servers that know the same names in the pod's dnsConfig",
                        "low, this client only",
                        "the former dnsConfig")
                .then("nslookup " + first.denies().qname() + " in the client pod, ten times")
                .unless("a program of the client that asks several servers by itself")
                .finding(
                        Severity.S2,
                        new Proof(
                                Condition.yes(
                                        "one query went to two servers at once, and the quicker one denied the name",
                                        seen),
                                Condition.yes("both answers came to the client", seen),
                                Condition.yes("the name was denied", seen),
                                Condition.yes("both are in the same capture", seen),
                                List.of(new Condition(
                                        "the client's resolver configuration names both servers",
                                        resolver.isEmpty() ? Ternary.UNKNOWN : Ternary.YES,
                                        resolver))));
    }
}
