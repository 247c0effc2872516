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
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.logs.LogLineFact;
import io.packetwalk.flow.Lookup;
import io.packetwalk.model.Pod;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PW-121: a DNS server cannot list or watch Services at the API server: names that exist are NXDOMAIN or SERVFAIL, or it never gets ready. */
public final class ApiUnsynced implements Check {

    private static final CheckId ID = new CheckId("PW-121", "coredns-api-unsynced", "dns", 4);

    /** A server that starts says so a few times, ten seconds apart. */
    private static final int LASTING = 4;

    private static final Pattern SERVICE = Pattern.compile("([^.]+)\\.([^.]+)\\.svc\\..*");

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        if (that.cluster().dnsLogs().isEmpty()) {
            return new Outcome.Undetermined(List.of(new Missing(
                    "logs of the DNS pods",
                    "none is in the bundle",
                    "kubectl -n kube-system logs -l k8s-app=kube-dns --timestamps --prefix --tail=-1")));
        }
        List<Lookup> absent = that.flows().lookups().stream()
                .filter(lookup -> denied(that, lookup))
                .toList();
        List<Finding> findings = new ArrayList<>();
        for (LogTrail trail : LogTrail.of(that, ApiUnsynced::tells)) {
            boolean waits = trail.lines().size() >= LASTING
                    && pod(that, trail).map(Pod::ready).filter(Ternary::no).isPresent();
            if (!trail.current().no() && (waits || !absent.isEmpty())) {
                findings.add(finding(trail, waits, absent));
            }
        }
        return Outcome.of(findings, List.of(), "no DNS server fails to follow the API server");
    }

    /** CoreDNS plugin/kubernetes and the client library it uses (reflector.go). */
    private static boolean tells(String text) {
        return text.contains("Still waiting on: \"kubernetes\"")
                || text.startsWith("plugin/kubernetes")
                        && (text.contains("unsynced Kubernetes API")
                                || text.contains("Kubernetes API connection failure")
                                || text.contains("ailed to watch")
                                || text.contains("ailed to list")
                                || text.contains("is forbidden"));
    }

    private static Optional<Pod> pod(Case that, LogTrail trail) {
        return that.cluster().pods().stream()
                .filter(pod -> new Place.Pod(pod.ref().namespace(), pod.ref().name())
                        .toString()
                        .equals(trail.place()))
                .filter(pod -> DnsService.pods(that.cluster()).contains(pod))
                .findFirst();
    }

    /** A Service of exactly that name exists, and the answer was that it does not, or that the server could not tell. */
    private static boolean denied(Case that, Lookup lookup) {
        return lookup.exchanges().stream().map(Lookup.Asked::exchange).anyMatch(exchange -> {
            Matcher name = SERVICE.matcher(exchange.qname());
            return (exchange.rcode().equals("NXDOMAIN") || exchange.rcode().equals("SERVFAIL"))
                    && !ClusterZones.external(that, exchange.qname())
                    && name.matches()
                    && that.cluster()
                            .service(name.group(2), name.group(1))
                            .filter(service -> service.object()
                                    .created()
                                    .filter(created -> created.plusSeconds(60).isBefore(exchange.asked()))
                                    .isPresent())
                            .isPresent();
        });
    }

    private static Finding finding(LogTrail trail, boolean waits, List<Lookup> absent) {
        LogLineFact last = trail.last();
        List<Source> at = List.of(last.source());
        List<Source> asked = absent.stream()
                .limit(2)
                .map(lookup -> lookup.exchanges().getFirst().source())
                .toList();
        boolean forbidden = trail.lines().stream().anyMatch(line -> line.text().contains("forbidden"));
        Claim claim = trail.shown(
                Claim.of(ID)
                        .about(new ObjectRef("Log", "", trail.place()))
                        .what(
                                absent.isEmpty()
                                        ? trail.place() + " waits for the API server and is not ready (" + trail.count()
                                                + ")."
                                        : absent.size() + (absent.size() == 1 ? " lookup" : " lookups")
                                                + " of names that exist failed, for example "
                                                + absent.getFirst().key() + ".")
                        .why(
                                forbidden
                                        ? "The API server denies it to list what names are made of: its role lacks a right."
                                        : "It cannot reach the API server, so it does not know the Services of today."),
                trail.place() + " unsynced");
        absent.stream()
                .limit(2)
                .forEach(lookup -> claim.shows(
                        lookup.name() + ": " + lookup.outcome(),
                        lookup.exchanges().getFirst().source()));
        return claim.not("PW-116", "the names that failed exist")
                .remedy(
                        "kubectl auth can-i list endpointslices --as=system:serviceaccount:kube-system:coredns",
                        "none, reads only",
                        "")
                .remedy(
                        "packetwalk trace BUNDLE --from " + trail.place() + " --to svc/default/kubernetes:443",
                        "none, reads only",
                        "")
                .then("kubectl -n kube-system get pod -l k8s-app=kube-dns shows READY 1/1")
                .unless("later lines of the same server that it has synchronised")
                .explainsLookups(absent)
                .finding(
                        Severity.S1,
                        new Proof(
                                Condition.yes("the server says that it cannot follow the API server", at),
                                Condition.yes("every name of the cluster is answered from what it knows", at),
                                new Condition(
                                        "names that exist were denied, or the server is not ready",
                                        Ternary.of(waits || !absent.isEmpty()),
                                        absent.isEmpty() ? at : asked),
                                new Condition("the lines are of the time of the failure", trail.current(), at),
                                List.of(Condition.unknown(
                                        "PW-048: whether the API server's Service works on that node"))));
    }
}
