package io.packetwalk.check.service;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
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
import io.packetwalk.fact.k8s.WorkloadFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Lookup;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.Pod;
import io.packetwalk.model.Service;
import io.packetwalk.walk.Missing;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** PW-001: the selector of a Service matches no pod, so that it has no endpoints and every connection is refused. */
public final class SelectorNoMatch implements Check {

    private static final CheckId ID = new CheckId("PW-001", "svc-selector-no-match", "service", 9);

    /** How kube-proxy answers for a Service without endpoints: REJECT (iptables, nftables), else silence. */
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
        List<Finding> findings = cluster.services().stream()
                .filter(service -> !service.object().selector().isEmpty())
                .filter(service -> service.endpoints().isEmpty())
                .filter(service -> service.listed() != Service.Listed.NOWHERE || peopled(cluster, service))
                .filter(service -> Selection.in(cluster, service).isEmpty())
                .filter(service -> Selection.elsewhere(cluster, service).isEmpty())
                .map(service -> finding(that, service))
                .toList();
        return Outcome.of(
                findings,
                findings.isEmpty() ? Needs.lists(that, "endpointslices") : List.of(),
                "every selector matches at least one pod");
    }

    /** Pods of its namespace were dumped, so that one that it selects would have been, too. */
    private static boolean peopled(Cluster cluster, Service service) {
        return cluster.pods().stream()
                .anyMatch(pod -> pod.ref().namespace().equals(service.ref().namespace()));
    }

    private static Finding finding(Case that, Service service) {
        Traffic traffic = Traffic.to(that, service);
        List<Flow> failed = traffic.failed(SYMPTOMS);
        List<Lookup> unanswered = unanswered(that, service);
        String selector = Selection.text(service.object().selector());
        String namespace = service.ref().namespace();
        Claim claim = Claim.of(ID)
                .about(service.ref())
                .what(Sentences.failed(service.ref().toString(), failed, traffic.all()))
                .why("Its selector " + selector + " matches no pod in namespace " + namespace
                        + ", so it has no endpoints and kube-proxy rejects every connection.")
                .shows("selector " + selector, service.object().selectorSource());
        service.slices().forEach(slice -> claim.shows("the EndpointSlice lists no endpoint", slice));
        Optional<Pod> near = Selection.nearest(that.cluster(), service);
        near.ifPresent(pod -> claim.shows(
                "nearest pod " + pod.ref() + " carries "
                        + Selection.text(pod.object().labels()),
                pod.object().source()));
        unanswered.stream()
                .limit(1)
                .flatMap(lookup -> lookup.exchanges().stream())
                .filter(asked -> named(service, asked))
                .limit(1)
                .forEach(
                        asked -> claim.shows("lookup of " + asked.exchange().qname() + ": no address", asked.source()));
        failed.stream()
                .findFirst()
                .ifPresent(flow -> claim.shows(
                        "connection " + flow.client() + " to " + flow.server().at() + ": "
                                + flow.state().word(),
                        flow.nearest().source()));
        Optional<WorkloadFact> scaled = Selection.scaledToZero(that.cluster(), service);
        if (scaled.isPresent()) {
            String workload = scaled.get().ref().toString();
            claim.shows(
                            workload + " matches and is scaled to zero",
                            scaled.get().source())
                    .remedy(
                            "kubectl -n " + namespace + " scale " + workload(scaled.get()) + " --replicas=1",
                            "low, starts one pod",
                            "kubectl -n " + namespace + " scale " + workload(scaled.get()) + " --replicas=0");
        } else {
            near.ifPresent(pod -> claim.remedy(
                    "kubectl -n " + namespace + " patch svc " + service.ref().name() + " -p '{\"spec\":{\"selector\":"
                            + Selection.json(Selection.corrected(service, pod)) + "}}'",
                    "low, this Service only",
                    "kubectl -n " + namespace + " patch svc " + service.ref().name() + " -p '{\"spec\":{\"selector\":"
                            + Selection.json(service.object().selector()) + "}}'"));
        }
        Condition mechanism = Condition.yes(
                "the selector matches no pod and no endpoint is listed",
                List.of(service.object().selectorSource()));
        List<Source> told = unanswered.stream()
                .flatMap(lookup -> lookup.exchanges().stream())
                .map(Lookup.Asked::source)
                .limit(3)
                .toList();
        Condition onPath = failed.isEmpty() && !unanswered.isEmpty()
                ? Condition.yes("the name of a headless Service has the addresses of its endpoints: none", told)
                : Paths.end(
                        that,
                        "the walk is rejected for want of endpoints",
                        failed,
                        path -> Paths.beforeAnyPod(that, path));
        Condition observed = new Condition(
                "a client's connection failed so",
                Ternary.of(!failed.isEmpty() || !unanswered.isEmpty()),
                failed.isEmpty()
                        ? told
                        : failed.stream()
                                .limit(3)
                                .map(flow -> flow.nearest().source())
                                .toList());
        Condition unready = Condition.yes(
                "PW-002: no pod matches, ready or not", List.of(service.object().selectorSource()));
        Condition listed = new Condition(
                "PW-009: no slice lists endpoints of other making",
                service.listed() == Service.Listed.NOWHERE ? Ternary.UNKNOWN : Ternary.YES,
                service.slices());
        EmptyUpstreams upstreams = EmptyUpstreams.of(that, service);
        upstreams.sources().forEach(line -> claim.shows("no endpoint was found", line));
        if (!upstreams.told().isEmpty()) {
            claim.explainsTold(upstreams.failure());
            if (failed.isEmpty()) {
                claim.what(upstreams.what());
            }
        }
        boolean onlyTold =
                failed.isEmpty() && unanswered.isEmpty() && !upstreams.told().isEmpty();
        return claim.not("PW-002", "no pod matches, ready or not")
                .not("PW-008", "the Service has a selector")
                .not("PW-013", "no pod of another namespace matches either")
                .then("kubectl -n " + namespace + " get endpointslices -l kubernetes.io/service-name="
                        + service.ref().name())
                .unless("a pod dump taken at the same time that shows a matching pod")
                .explains(that, failed, traffic.all().size())
                .explainsLookups(unanswered)
                .finding(
                        Severity.S1,
                        onlyTold
                                ? Stated.told(mechanism, upstreams.noticed(), unready, listed)
                                : new Proof(
                                        mechanism,
                                        onPath,
                                        observed,
                                        Moments.near(
                                                that,
                                                service.object().source(),
                                                failed.isEmpty() ? carriers(that, unanswered) : failed),
                                        List.of(unready, listed)));
    }

    /** Lookups of a headless Service's name that gave no address. */
    private static List<Lookup> unanswered(Case that, Service service) {
        return service.object().clusterIps().isEmpty()
                ? that.flows().lookups().stream()
                        .filter(lookup -> lookup.outcome().equals("nodata")
                                || lookup.outcome().equals("nxdomain"))
                        .filter(lookup -> lookup.exchanges().stream().anyMatch(asked -> named(service, asked)))
                        .toList()
                : List.of();
    }

    /** The flows that carried lookups. */
    private static List<Flow> carriers(Case that, List<Lookup> lookups) {
        return that.flows().all().stream()
                .filter(flow ->
                        lookups.stream().anyMatch(lookup -> lookup.flows().contains(flow.id())))
                .toList();
    }

    private static boolean named(Service service, Lookup.Asked asked) {
        return asked.exchange()
                .qname()
                .startsWith(service.ref().name() + "." + service.ref().namespace() + ".svc.");
    }

    private static String workload(WorkloadFact workload) {
        return workload.ref().kind().toLowerCase(Locale.ROOT) + "/"
                + workload.ref().name();
    }
}
