package io.packetwalk.check.dns;

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
import io.packetwalk.fact.capture.DnsExchange;
import io.packetwalk.fact.system.ResolvConfFact;
import io.packetwalk.flow.Lookup;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Pod;
import io.packetwalk.walk.Missing;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** PW-117: with ndots above the dots of external names, each is first asked under every search domain: several useless queries for one answer. */
public final class SearchAmplification implements Check {

    private static final CheckId ID = new CheckId("PW-117", "dns-search-amplification", "dns", 5);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Lookup> external = that.flows().lookups().stream()
                .filter(lookup -> lookup.outcome().equals("resolved"))
                .filter(lookup -> resolver(that, lookup).isPresent())
                .filter(lookup -> !underSearch(that, lookup))
                .filter(lookup -> lookup.name().replaceAll("\\.$", "").indexOf('.') > 0)
                .toList();
        if (external.isEmpty()) {
            return that.flows().lookups().isEmpty()
                    ? new Outcome.Undetermined(List.of(new Missing(
                            "name lookups",
                            "no capture shows DNS",
                            "tcpdump -ni any -s 0 -w dns.pcap port 53 on the client's node")))
                    : new Outcome.Clear("no pod looked up an external name");
        }
        Map<String, List<Lookup>> byClient = external.stream()
                .filter(lookup -> useless(lookup) > 0)
                .collect(Collectors.groupingBy(
                        lookup -> lookup.clientObject()
                                .map(ObjectRef::toString)
                                .orElse(lookup.client().toString()),
                        TreeMap::new,
                        Collectors.toList()));
        List<Finding> findings = byClient.values().stream()
                .filter(lookups -> 2
                                * lookups.stream()
                                        .mapToInt(SearchAmplification::useless)
                                        .sum()
                        >= lookups.stream()
                                .mapToInt(lookup -> lookup.exchanges().size())
                                .sum())
                .map(lookups -> finding(that, lookups))
                .toList();
        return Outcome.of(findings, List.of(), "external names are answered without a detour through the search list");
    }

    private static Optional<ResolvConfFact> resolver(Case that, Lookup lookup) {
        return that.cluster().podAt(lookup.client()).flatMap(Pod::netns).flatMap(NetNs::resolvConf);
    }

    /** The name that was answered is one of the cluster: the search list did its work. */
    private static boolean underSearch(Case that, Lookup lookup) {
        String answered = lookup.exchanges().stream()
                .map(Lookup.Asked::exchange)
                .filter(exchange -> !exchange.answers().isEmpty())
                .map(DnsExchange::qname)
                .findFirst()
                .orElse("");
        return resolver(that, lookup).map(ResolvConfFact::search).orElse(List.of()).stream()
                .anyMatch(suffix -> answered.endsWith("." + suffix + "."));
    }

    private static int useless(Lookup lookup) {
        return (int) lookup.exchanges().stream()
                .filter(asked -> asked.exchange().rcode().equals("NXDOMAIN"))
                .count();
    }

    private static Finding finding(Case that, List<Lookup> lookups) {
        Lookup first = lookups.getFirst();
        ResolvConfFact resolver = resolver(that, first).orElseThrow();
        String client = first.clientObject()
                .map(ObjectRef::toString)
                .orElse(first.client().toString());
        int useless = lookups.stream().mapToInt(SearchAmplification::useless).sum();
        int all = lookups.stream().mapToInt(lookup -> lookup.exchanges().size()).sum();
        String name = first.name().replaceAll("\\.$", "");
        Claim claim = Claim.of(ID)
                .about(first.clientObject()
                        .orElse(new ObjectRef("Host", "", first.client().toString())))
                .what(client + ": " + useless + " of " + all
                        + " DNS queries for external names were answered NXDOMAIN, " + "for example "
                        + first.exchanges().size() + " queries for " + name + ".")
                .why("ndots is " + resolver.ndots() + " and " + name + " has "
                        + name.chars().filter(c -> c == '.').count() + " dots, so "
                        + resolver.search().size() + " search domains are tried first, A and AAAA each.")
                .shows(
                        "ndots:" + resolver.ndots() + ", search " + String.join(" ", resolver.search()),
                        resolver.source());
        first.exchanges().stream()
                .limit(4)
                .forEach(asked -> claim.shows(
                        asked.exchange().qtype() + " " + asked.exchange().qname() + " "
                                + asked.exchange().rcode(),
                        asked.source()));
        Condition seen = Condition.yes(
                "the queries were captured",
                first.exchanges().stream().limit(3).map(Lookup.Asked::source).toList());
        return claim.not("PW-120", "every query was answered")
                .remedy(
                        "# use the name with a final dot, or set dnsConfig options ndots:2 in the pod template",
                        "low, restarts this workload",
                        "remove dnsConfig")
                .then("the DNS log shows two queries per external name")
                .unless("a DNS cache on the node that answers the useless queries")
                .finding(
                        Severity.S3,
                        new Proof(
                                Condition.yes("ndots exceeds the dots of the names asked", List.of(resolver.source())),
                                seen,
                                seen,
                                seen,
                                List.of()));
    }
}
