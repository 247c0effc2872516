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
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.system.ResolvConfFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Lookup;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Pod;
import io.packetwalk.model.Service;
import io.packetwalk.net.Ip;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** PW-126: the resolver appends a search domain of the company, whose zone answers everything, and so takes a wrong address for a name that was meant whole. */
public final class WildcardCapture implements Check {

    private static final CheckId ID = new CheckId("PW-126", "dns-wildcard-capture", "dns", 5);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        if (that.flows().lookups().isEmpty()) {
            return Clients.blind();
        }
        Map<String, List<Captured>> bySuffix = that.flows().lookups().stream()
                .flatMap(lookup -> captured(that, lookup).stream())
                .collect(Collectors.groupingBy(
                        one -> Clients.name(one.lookup()) + " " + one.suffix(), TreeMap::new, Collectors.toList()));
        List<Finding> findings = bySuffix.values().stream()
                .filter(all -> all.stream().anyMatch(one -> one.real().isPresent()) || wildcard(all))
                .map(all -> finding(that, all))
                .toList();
        return Outcome.of(
                findings,
                List.of(),
                "no name was answered under a search domain outside the cluster that answers everything");
    }

    /**
     * A name that was answered with a search domain behind it.
     *
     * @param suffix the search domain
     * @param name the name as the application gave it
     * @param answer the address it got
     * @param real the Service that has the name, with another address
     */
    private record Captured(
            Lookup lookup, Lookup.Asked asked, String suffix, String name, Ip answer, Optional<Service> real) {}

    private static Optional<Captured> captured(Case that, Lookup lookup) {
        Optional<ResolvConfFact> resolver =
                that.cluster().podAt(lookup.client()).flatMap(Pod::netns).flatMap(NetNs::resolvConf);
        for (Lookup.Asked asked : lookup.exchanges()) {
            Optional<Ip> answer = asked.exchange().answers().stream()
                    .flatMap(text -> Ip.parse(text).stream())
                    .findFirst();
            for (String suffix : resolver.map(ResolvConfFact::search).orElse(List.of())) {
                String tail = "." + suffix + ".";
                String qname = asked.exchange().qname();
                boolean ofCluster = suffix.contains(".svc.")
                        || suffix.startsWith("svc.")
                        || resolver.get().search().contains("svc." + suffix);
                if (answer.isPresent() && qname.endsWith(tail) && !ofCluster) {
                    String name = qname.substring(0, qname.length() - tail.length());
                    return Optional.of(
                            new Captured(lookup, asked, suffix, name, answer.get(), real(that, name, answer.get())));
                }
            }
        }
        return Optional.empty();
    }

    /** The Service that the name says in full, when the answer is none of its addresses. */
    private static Optional<Service> real(Case that, String name, Ip answer) {
        String[] labels = name.split("\\.", -1);
        return labels.length > 2 && labels[2].equals("svc")
                ? that.cluster()
                        .service(labels[1], labels[0])
                        .filter(service -> !service.object().clusterIps().isEmpty() && !service.fronts(answer))
                : Optional.empty();
    }

    /** Several names, of which one looks whole, got one and the same address: nobody made an entry for each of them. */
    private static boolean wildcard(List<Captured> all) {
        Set<String> names = new TreeSet<>();
        Set<Ip> answers = new TreeSet<>();
        all.forEach(one -> {
            names.add(one.name());
            answers.add(one.answer());
        });
        boolean whole = names.stream()
                .anyMatch(name -> name.chars().filter(c -> c == '.').count() >= 2);
        return names.size() >= 2 && answers.size() == 1 && whole;
    }

    private static Finding finding(Case that, List<Captured> all) {
        Captured first =
                all.stream().filter(one -> one.real().isPresent()).findFirst().orElse(all.getFirst());
        List<Source> at = all.stream().map(one -> one.asked().source()).limit(3).toList();
        List<Flow> failed = that.flows().failed().stream()
                .filter(flow -> flow.client().at().ip().equals(first.lookup().client())
                        && all.stream()
                                .anyMatch(one ->
                                        one.answer().equals(flow.server().at().ip())))
                .toList();
        ResolvConfFact resolver = that.cluster()
                .podAt(first.lookup().client())
                .flatMap(Pod::netns)
                .flatMap(NetNs::resolvConf)
                .orElseThrow();
        Claim claim = Claim.of(ID)
                .about(Clients.subject(first.lookup()))
                .what(Clients.name(first.lookup()) + " got " + first.answer() + " for " + first.name()
                        + ", which is the answer to " + first.asked().exchange().qname() + " (" + all.size()
                        + (all.size() == 1 ? " lookup)." : " lookups)."))
                .why("Its resolver tries the search domain " + first.suffix() + " first, ndots is " + resolver.ndots()
                        + ", and that zone answers names that nobody entered.")
                .shows("search " + String.join(" ", resolver.search()), resolver.source());
        all.stream()
                .limit(3)
                .forEach(one -> claim.shows(
                        one.asked().exchange().qname() + ": " + one.answer(),
                        one.asked().source()));
        first.real()
                .ifPresent(service -> claim.shows(
                        service.ref() + " has " + service.object().clusterIps().getFirst(),
                        service.object().source()));
        all.forEach(one -> claim.explainsTold("wrong address " + one.lookup().key()));
        return claim.not("PW-116", "the name was answered")
                .not("PW-131", "the answer came by DNS, not from a hosts file")
                .remedy(
                        "# write the name with a final dot, or set dnsConfig options ndots:1 in the client's pod template",
                        "low, this client only",
                        "remove it again")
                .remedy("dig +search " + first.name() + "  # in the client pod", "none, reads only", "")
                .then("nslookup " + first.name() + ". gives another address")
                .unless("an entry of exactly that name in the zone " + first.suffix())
                .explains(that, failed, failed.size())
                .finding(
                        Severity.S1,
                        new Proof(
                                Condition.yes("the answer belongs to the name with the search domain behind it", at),
                                Condition.yes("the client asked so and took it", at),
                                Condition.yes("the address is not that of the name", at),
                                Condition.yes("question and answer are in one capture", at),
                                List.of(new Condition(
                                        "a Service of that name has another address",
                                        first.real().isPresent() ? Ternary.YES : Ternary.UNKNOWN,
                                        first
                                                .real()
                                                .map(service -> service.object().source())
                                                .stream()
                                                .toList()))));
    }
}
