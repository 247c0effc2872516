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
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Lookup;
import io.packetwalk.net.Ip;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** PW-129: a client goes on with an address from a lookup of long ago; whoever asks now gets another one. */
public final class CacheStale implements Check {

    private static final CheckId ID = new CheckId("PW-129", "client-dns-cache-stale", "dns", 9);

    /** CoreDNS keeps external answers for 30 s in the usual configuration; who has not asked for a minute has not asked since. */
    private static final Duration LONG = Duration.ofSeconds(60);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        if (that.flows().lookups().isEmpty()) {
            return Clients.blind();
        }
        Map<String, List<Stale>> byClient = OldAddress.in(that).stream()
                .filter(old -> old.age().compareTo(LONG) >= 0)
                .filter(old -> that.cluster().objectAt(old.address()).isEmpty())
                .flatMap(old -> replaced(that, old).stream().map(now -> new Stale(old, now)))
                .collect(Collectors.groupingBy(
                        stale -> Clients.name(stale.old().lookup()) + " "
                                + stale.old().lookup().name(),
                        TreeMap::new,
                        Collectors.toList()));
        List<Finding> findings =
                byClient.values().stream().map(all -> finding(that, all)).toList();
        return Outcome.of(
                findings, List.of(), "no connection failed whose address a later lookup of the name did not give");
    }

    /** An old address, and a later lookup of the same name that does not give it. */
    private record Stale(OldAddress old, Lookup now) {}

    private static Optional<Lookup> replaced(Case that, OldAddress old) {
        return that.flows().lookups().stream()
                .filter(lookup -> lookup.name().equals(old.lookup().name())
                        && lookup.outcome().equals("resolved"))
                .filter(lookup -> lookup.exchanges()
                                .getFirst()
                                .exchange()
                                .asked()
                                .isAfter(old.lookup()
                                        .exchanges()
                                        .getLast()
                                        .exchange()
                                        .asked())
                        && lookup.exchanges()
                                .getFirst()
                                .exchange()
                                .asked()
                                .isBefore(old.flow().start()))
                .filter(lookup -> Clients.addresses(lookup).stream()
                                .anyMatch(ip -> ip.v6() == old.address().v6())
                        && !Clients.addresses(lookup).contains(old.address()))
                .reduce((one, two) -> two);
    }

    private static Finding finding(Case that, List<Stale> all) {
        Stale first = all.getFirst();
        List<Flow> failed = all.stream().map(stale -> stale.old().flow()).toList();
        Source now = first.now().exchanges().getLast().source();
        List<Source> seen =
                List.of(first.old().answer(), first.old().flow().nearest().source());
        Optional<Flow> works = that.flows().all().stream()
                .filter(flow -> flow.state() == Flow.State.OK
                        && Clients.addresses(first.now())
                                .contains(flow.server().at().ip())
                        && flow.server().at().port()
                                == first.old().flow().server().at().port())
                .findFirst();
        Claim claim = Claim.of(ID)
                .about(Clients.subject(first.old().lookup()))
                .what(Clients.name(first.old().lookup()) + ": " + all.size()
                        + (all.size() == 1 ? " connection" : " connections") + " to "
                        + first.old().address() + " failed, an address of "
                        + first.old().lookup().name() + " from "
                        + first.old().age().toSeconds() + " s before.")
                .why("The name has another address since, "
                        + Clients.addresses(first.now()).stream()
                                .map(Ip::toString)
                                .sorted()
                                .collect(Collectors.joining(", "))
                        + ", and the client has not asked again.")
                .shows(
                        first.old().lookup().name() + " was answered "
                                + first.old().address(),
                        first.old().answer())
                .shows("asked later: another address", now)
                .shows(
                        "connection to " + first.old().flow().server().at() + " failed",
                        first.old().flow().nearest().source());
        works.ifPresent(flow -> claim.shows(
                "connection to " + flow.server().at() + " worked",
                flow.nearest().source()));
        return claim.not("PW-029", "the name is not one of a headless Service")
                .remedy(
                        "# set the cache of the client's runtime to the TTL (JVM: networkaddress.cache.ttl=30) and let pools connect anew",
                        "low, this client only",
                        "the former value")
                .remedy(
                        "kubectl rollout restart of the client's workload",
                        "medium, rolls the client's pods",
                        "none needed")
                .then("the client's connections go to the address that nslookup gives")
                .unless("a query of the client between the two that gave the old address")
                .explains(that, failed, failed.size())
                .finding(
                        Severity.S2,
                        new Proof(
                                Condition.yes("a later lookup of the name does not give the address", List.of(now)),
                                Condition.yes("the client connected to the address of its old lookup", seen),
                                Condition.yes("the connection failed", seen),
                                Condition.yes("all of it is in the captures", seen),
                                List.of(new Condition(
                                        "the new address answers",
                                        works.isPresent() ? Ternary.YES : Ternary.UNKNOWN,
                                        works.map(flow -> flow.nearest().source()).stream()
                                                .toList()))));
    }
}
