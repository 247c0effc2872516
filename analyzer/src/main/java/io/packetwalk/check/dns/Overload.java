package io.packetwalk.check.dns;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.service.DnsService;
import io.packetwalk.check.witness.LogTrail;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.k8s.ContainerFact;
import io.packetwalk.fact.logs.CorefileFact;
import io.packetwalk.fact.logs.DnsErrorLogFact;
import io.packetwalk.flow.Lookup;
import io.packetwalk.model.Service;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** PW-120: the DNS servers have more to do than they can: queries above {@code max_concurrent} are refused, or even names held in memory are answered late. */
public final class Overload implements Check {

    private static final CheckId ID = new CheckId("PW-120", "coredns-overload", "dns", 4);

    /** CoreDNS plugin/forward, {@code ErrLimitExceeded}. */
    private static final String LIMIT = "concurrent queries exceeded maximum";

    @Override
    public CheckId id() {
        return ID;
    }

    /** The server itself refused the query, for it had too many open. */
    static boolean refused(DnsErrorLogFact error) {
        return error.error().contains(LIMIT);
    }

    @Override
    public Outcome run(Case that) {
        if (that.cluster().dnsLogs().isEmpty() && that.flows().lookups().isEmpty()) {
            return new Outcome.Undetermined(List.of(new Missing(
                    "logs of the DNS pods",
                    "neither they nor captured lookups are in the bundle",
                    "kubectl -n kube-system logs -l k8s-app=kube-dns --timestamps --prefix --tail=-1")));
        }
        List<LogTrail> limits = LogTrail.ofDnsErrors(that, Overload::refused).stream()
                .filter(trail -> !trail.current().no())
                .toList();
        Latency logged = Latency.logged(that, name -> !ClusterZones.external(that, name));
        List<Finding> findings = new ArrayList<>();
        limits.stream().limit(1).forEach(trail -> findings.add(limited(that, trail)));
        if (limits.isEmpty() && logged.slow()) {
            findings.add(late(that, logged));
        }
        return Outcome.of(
                findings,
                List.of(),
                "no DNS server refused queries for want of room, or was late with names of the cluster");
    }

    private static Finding limited(Case that, LogTrail trail) {
        List<Lookup> failed = that.flows().lookups().stream()
                .filter(lookup -> lookup.outcome().equals("servfail"))
                .filter(lookup -> lookup.exchanges().stream()
                        .anyMatch(asked -> trail.lines().stream()
                                .anyMatch(line ->
                                        line.text().startsWith(asked.exchange().qname() + " "))))
                .toList();
        Optional<CorefileFact.Directive> bound = bound(that);
        List<Source> at = List.of(trail.last().source());
        Claim claim = trail.shown(
                start(that)
                        .what(trail.place() + " answered SERVFAIL to queries for external names: "
                                + trail.last().text() + " (" + trail.count() + ").")
                        .why("It may have so many queries open at the server it forwards to"
                                + bound.map(limit -> " (max_concurrent " + String.join(" ", limit.args()) + ")")
                                        .orElse("")
                                + ", and more came: too much load, or an upstream server that answers too slowly."),
                "DNS limit");
        bound.ifPresent(limit -> claim.shows("max_concurrent " + String.join(" ", limit.args()), limit.source()));
        return end(that, claim)
                .explainsLookups(failed)
                .finding(
                        Severity.S2,
                        new Proof(
                                Condition.yes("the server says that it has too many queries open", at),
                                Condition.yes("the error names the query", at),
                                Condition.yes("queries failed so", at),
                                new Condition("the lines are of the time of the failure", trail.current(), at),
                                List.of(
                                        new Condition(
                                                "clients got SERVFAIL for those names",
                                                failed.isEmpty() ? Ternary.UNKNOWN : Ternary.YES,
                                                failed.stream()
                                                        .limit(2)
                                                        .map(lookup -> lookup.exchanges()
                                                                .getLast()
                                                                .source())
                                                        .toList()),
                                        Condition.unknown(
                                                "PW-118: whether the upstream server is slow, or the load is high"))));
    }

    private static Finding late(Case that, Latency logged) {
        List<Source> at = logged.slowest().stream().map(Latency.Answer::source).toList();
        Claim claim = start(that)
                .what("The DNS servers answer names of the cluster late: " + logged + ".")
                .why("Such names are answered from memory, so that the servers themselves wait for the processor.");
        logged.slowest()
                .forEach(answer ->
                        claim.shows(answer.qname() + " took " + Math.round(answer.millis()) + " ms", answer.source()));
        List<ContainerFact> killed = killed(that);
        killed.forEach(container -> claim.shows(
                "restarted " + container.restarts() + " times, last " + container.lastReason(), container.source()));
        return end(that, claim)
                .explainsTold("late answers to names of the cluster")
                .finding(
                        Severity.S2,
                        new Proof(
                                Condition.yes("names held in memory took a second or longer", at),
                                Condition.yes("every name is answered by these servers", at),
                                Condition.yes("answers were late", at),
                                Condition.yes("the log is of the time of the failure", at),
                                List.of(Condition.unknown(
                                        "limits and use of the processor (kubectl top pod, cgroup cpu.stat)"))));
    }

    /** Servers that the kernel ended for want of memory: a sign beside others, for nothing says when. */
    private static List<ContainerFact> killed(Case that) {
        return DnsService.pods(that.cluster()).stream()
                .flatMap(pod -> pod.object().containers().stream())
                .filter(container -> container.lastReason().equals("OOMKilled"))
                .toList();
    }

    private static Optional<CorefileFact.Directive> bound(Case that) {
        return that.cluster().corefiles().stream()
                .flatMap(corefile -> corefile.servers().stream())
                .flatMap(server -> server.plugins().stream())
                .filter(plugin -> plugin.name().equals("forward"))
                .flatMap(plugin -> plugin.block().stream())
                .filter(option -> option.name().equals("max_concurrent"))
                .findFirst();
    }

    private static Claim start(Case that) {
        return Claim.of(ID)
                .about(DnsService.of(that.cluster()).stream()
                        .map(Service::ref)
                        .findFirst()
                        .orElse(new ObjectRef("ConfigMap", "kube-system", "coredns")));
    }

    private static Claim end(Case that, Claim claim) {
        String namespace = DnsService.of(that.cluster()).stream()
                .map(service -> service.ref().namespace())
                .findFirst()
                .orElse("kube-system");
        return claim.not("PW-114", "the servers answer")
                .not("PW-062", "the queries arrived at the servers")
                .remedy("kubectl -n " + namespace + " top pod -l k8s-app=kube-dns", "none, reads only", "")
                .remedy(
                        "kubectl -n " + namespace + " scale deployment coredns --replicas=N",
                        "low, more pods of the DNS server",
                        "scale back to the former number")
                .then("kubectl -n " + namespace + " logs -l k8s-app=kube-dns --since=5m has no further such line")
                .unless("a log of the same minutes in which the same names are answered within milliseconds");
    }
}
