package io.packetwalk.check.service;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.EventIndex;
import io.packetwalk.check.witness.Moments;
import io.packetwalk.check.witness.Needs;
import io.packetwalk.check.witness.Paths;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.check.witness.Traffic;
import io.packetwalk.check.witness.edge.EmptyUpstreams;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.k8s.ConditionStatus;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Lookup;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.Pod;
import io.packetwalk.model.Service;
import io.packetwalk.walk.Missing;
import java.util.List;
import java.util.Set;

/** PW-002: pods match the selector, but none is ready, so that the Service has no usable endpoint. */
public final class EndpointsAllUnready implements Check {

    private static final CheckId ID = new CheckId("PW-002", "svc-endpoints-all-unready", "service", 9);
    private static final Set<Flow.State> SYMPTOMS = Set.of(Flow.State.REFUSED, Flow.State.NO_REPLY);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        Cluster cluster = that.cluster();
        if (cluster.services().isEmpty()) {
            return new Outcome.NotApplicable("no Services in the bundle");
        }
        List<Missing> missing = Needs.lists(that, "pods");
        if (!missing.isEmpty()) {
            return new Outcome.Undetermined(missing);
        }
        List<Service> resolving = DnsService.of(cluster);
        List<Finding> findings = cluster.services().stream()
                .filter(service -> !service.object().selector().isEmpty())
                .filter(service -> !service.object().publishNotReady())
                .filter(service -> !resolving.contains(service))
                .filter(service -> service.endpoints().stream()
                        .noneMatch(endpoint -> endpoint.isReady() || endpoint.isServingWhileTerminating()))
                .filter(service -> !Selection.in(cluster, service).isEmpty())
                .filter(service -> Selection.in(cluster, service).stream()
                        .noneMatch(pod -> pod.ready().yes()))
                .map(service -> finding(that, service))
                .toList();
        return Outcome.of(
                findings,
                findings.isEmpty() ? Needs.lists(that, "endpointslices") : List.of(),
                "every Service that selects pods has a usable endpoint");
    }

    private static Finding finding(Case that, Service service) {
        Traffic traffic = Traffic.to(that, service);
        List<Flow> failed = traffic.failed(SYMPTOMS);
        List<Lookup> unnamed = unnamed(that, service);
        List<Pod> pods = Selection.in(that.cluster(), service);
        Pod first = pods.getFirst();
        String namespace = service.ref().namespace();
        Claim claim = Claim.of(ID)
                .about(service.ref())
                .about(first.ref())
                .what(Sentences.failed(service.ref().toString(), failed, traffic.all()))
                .why("It selects " + pods.size() + (pods.size() == 1 ? " pod" : " pods")
                        + ", none of them ready, so that kube-proxy has nowhere to send the connection.");
        service.endpoints().stream()
                .limit(3)
                .forEach(endpoint -> claim.shows("endpoint " + endpoint.ip() + " ready=false", endpoint.source()));
        List<ConditionStatus> unready = pods.stream()
                .flatMap(pod -> pod.object().conditions().stream())
                .filter(condition ->
                        condition.type().equals("Ready") && condition.status().no())
                .toList();
        unready.stream()
                .limit(3)
                .forEach(condition -> claim.shows(
                        "Ready=False " + condition.reason() + " " + condition.message(), condition.source()));
        EventIndex.about(that, first.ref()).stream()
                .filter(event -> event.type().equals("Warning"))
                .reduce((one, two) -> two)
                .ifPresent(event -> claim.shows(event.reason() + ": " + event.message(), event.source()));
        failed.stream()
                .findFirst()
                .ifPresent(flow -> claim.shows(
                        "connection " + flow.client() + " to " + flow.server().at() + ": "
                                + Sentences.word(flow.state()),
                        flow.nearest().source()));
        EmptyUpstreams upstreams = EmptyUpstreams.of(that, service);
        upstreams.sources().forEach(line -> claim.shows("no endpoint was found", line));
        if (!upstreams.told().isEmpty()) {
            claim.explainsTold(upstreams.failure());
            if (failed.isEmpty()) {
                claim.what(upstreams.what());
            }
        }
        Condition mechanism = new Condition(
                "pods match, and each is unready in the API",
                Ternary.of(!unready.isEmpty() || !service.endpoints().isEmpty()),
                service.slices());
        Condition matched = Condition.yes(
                "PW-001: the selector matches pods", List.of(first.object().source()));
        Proof proof = failed.isEmpty() && !upstreams.told().isEmpty()
                ? Stated.told(mechanism, upstreams.noticed(), matched)
                : new Proof(
                        mechanism,
                        failed.isEmpty() && !unnamed.isEmpty()
                                ? Condition.yes(
                                        "a headless Service's names are those of its ready endpoints: none",
                                        asked(unnamed))
                                : Paths.end(
                                        that,
                                        "the walk ends for want of endpoints",
                                        failed,
                                        path -> Paths.beforeAnyPod(that, path)),
                        new Condition(
                                "a client's connection failed so",
                                Ternary.of(!failed.isEmpty() || !unnamed.isEmpty()),
                                failed.isEmpty() ? asked(unnamed) : places(failed)),
                        Moments.near(that, service.object().source(), failed),
                        List.of(matched));
        return claim.not("PW-001", "the selector matches " + pods.size() + " pods")
                .remedy(
                        "kubectl -n " + namespace + " describe pod "
                                + first.ref().name(),
                        "none, reads only",
                        "")
                .remedy(
                        "kubectl -n " + namespace + " logs " + first.ref().name() + " --all-containers --tail=100",
                        "none, reads only",
                        "")
                .then("kubectl -n " + namespace + " get endpointslices -l kubernetes.io/service-name="
                        + service.ref().name())
                .unless("a slice dump of the same time with a ready endpoint")
                .explains(that, failed, traffic.all().size())
                .explainsLookups(unnamed)
                .finding(Severity.S1, proof);
    }

    /** Lookups of a headless Service's name, or of a pod under it, that gave no address (DNS specification, 2.4.1). */
    private static List<Lookup> unnamed(Case that, Service service) {
        String suffix = service.ref().name() + "." + service.ref().namespace() + ".svc.";
        return service.object().headless()
                ? that.flows().lookups().stream()
                        .filter(lookup -> lookup.outcome().equals("nodata")
                                || lookup.outcome().equals("nxdomain"))
                        .filter(lookup -> lookup.exchanges().stream()
                                .map(asked -> asked.exchange().qname())
                                .anyMatch(name -> name.startsWith(suffix) || name.contains("." + suffix)))
                        .toList()
                : List.of();
    }

    private static List<Source> asked(List<Lookup> lookups) {
        return lookups.stream()
                .flatMap(lookup -> lookup.exchanges().stream())
                .map(Lookup.Asked::source)
                .distinct()
                .limit(3)
                .toList();
    }

    private static List<Source> places(List<Flow> flows) {
        return flows.stream().limit(3).map(flow -> flow.nearest().source()).toList();
    }
}
