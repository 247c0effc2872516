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
import io.packetwalk.check.witness.Moments;
import io.packetwalk.check.witness.Needs;
import io.packetwalk.check.witness.Paths;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Traffic;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.logs.LogLineFact;
import io.packetwalk.flow.Lookup;
import io.packetwalk.model.Pod;
import io.packetwalk.model.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** PW-114: the DNS Service has no usable endpoint: every name fails, addresses work. */
public final class CoreDnsDown implements Check {

    private static final CheckId ID = new CheckId("PW-114", "coredns-down", "dns", 4);
    private static final int DNS = 53;

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Service> services = DnsService.of(that.cluster());
        if (services.isEmpty()) {
            return that.cluster().services().isEmpty()
                    ? new Outcome.Undetermined(
                            Needs.list(that, "services").stream().toList())
                    : new Outcome.NotApplicable("no DNS Service is recognised");
        }
        if (services.stream().anyMatch(service -> service.listed() == Service.Listed.NOWHERE)) {
            return new Outcome.Undetermined(
                    Needs.list(that, "endpointslices").stream().toList());
        }
        List<Finding> findings = services.stream()
                .filter(service -> service.endpoints().stream()
                        .noneMatch(endpoint -> endpoint.isReady() || endpoint.isServingWhileTerminating()))
                .filter(service -> !selectsNobody(that, service))
                .map(service -> finding(that, service))
                .toList();
        return Outcome.of(findings, List.of(), "the DNS Service has a ready endpoint");
    }

    /** A DNS server runs beside it, and its selector misses it: then the selector is the cause (PW-001), and no pod is down. */
    private static boolean selectsNobody(Case that, Service service) {
        return service.endpoints().isEmpty()
                && DnsService.pods(that.cluster()).isEmpty()
                && that.cluster().pods().stream()
                        .filter(pod -> pod.live()
                                && pod.ref().namespace().equals(service.ref().namespace()))
                        .flatMap(pod -> pod.object().containers().stream())
                        .flatMap(container -> container.ports().stream())
                        .anyMatch(port -> port.port() == DNS);
    }

    /** With what makes its pods end, where they say it. */
    private static List<Condition> lookAlikes(Case that, List<Source> proofs) {
        List<Condition> all = new ArrayList<>();
        all.add(Condition.yes("PW-115: the endpoints, not the path to them, are missing", proofs));
        List<Source> loop =
                DnsLoop.lines(that).stream().map(LogLineFact::source).limit(2).toList();
        if (!loop.isEmpty()) {
            all.add(new Condition("PW-119: its pods do not end because of a forwarding loop", Ternary.NO, loop));
        }
        return all;
    }

    private static Finding finding(Case that, Service service) {
        Traffic traffic = Traffic.to(that, service);
        List<Lookup> failed = that.flows().lookups().stream()
                .filter(Lookup::failed)
                .filter(lookup -> service.fronts(lookup.server().ip()))
                .toList();
        List<Pod> pods = DnsService.pods(that.cluster());
        Claim claim = Claim.of(ID)
                .about(service.ref())
                .what(
                        failed.isEmpty()
                                ? Sentences.failed(service.ref().toString(), traffic.failed(), traffic.all())
                                : failed.size() + (failed.size() == 1 ? " lookup" : " lookups")
                                        + " failed, for example "
                                        + failed.getFirst().key() + ": "
                                        + failed.getFirst().outcome() + ".")
                .why("The DNS Service " + service.ref() + " has no ready endpoint"
                        + (pods.isEmpty() ? "." : ": none of its " + pods.size() + " pods is ready."));
        service.endpoints().stream()
                .limit(2)
                .forEach(endpoint -> claim.shows("endpoint " + endpoint.ip() + " ready=false", endpoint.source()));
        pods.forEach(pod -> pod.object().containers().stream()
                .filter(container -> !container.reason().isEmpty())
                .forEach(container -> claim.shows(
                        pod.ref() + " " + container.reason() + ", " + container.restarts() + " restarts",
                        container.source())));
        failed.stream()
                .findFirst()
                .ifPresent(lookup -> claim.shows(
                        "query for " + lookup.exchanges().getFirst().exchange().qname() + ": " + lookup.outcome(),
                        lookup.exchanges().getFirst().source()));
        List<Source> proofs = new ArrayList<>(service.slices());
        Proof proof = new Proof(
                Condition.yes("no endpoint of " + service.ref() + " is ready", proofs),
                Paths.end(
                        that,
                        "the walk of a query ends for want of endpoints",
                        traffic.failed(),
                        path -> Paths.beforeAnyPod(that, path)),
                new Condition(
                        "lookups through it failed",
                        Ternary.of(!failed.isEmpty() || !traffic.failed().isEmpty()),
                        failed.stream()
                                .limit(3)
                                .map(lookup -> lookup.exchanges().getFirst().source())
                                .toList()),
                Moments.near(that, service.object().source(), traffic.failed()),
                lookAlikes(that, proofs));
        String namespace = service.ref().namespace();
        String selector = service.object().selector().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .sorted()
                .collect(Collectors.joining(","));
        return claim.not("PW-115", "no endpoint is there to be reached")
                .remedy(
                        "kubectl -n " + namespace + " logs -l " + selector + " --previous --tail=100",
                        "none, reads only",
                        "")
                .remedy("kubectl -n " + namespace + " describe pod -l " + selector, "none, reads only", "")
                .then("nslookup kubernetes.default in a pod")
                .unless("a slice dump of the same time with a ready DNS endpoint")
                .explains(that, traffic.failed(), traffic.all().size())
                .explainsLookups(failed)
                .finding(Severity.S1, proof);
    }
}
