package io.packetwalk.check.service;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Moments;
import io.packetwalk.check.Needs;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Paths;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Sentences;
import io.packetwalk.check.Severity;
import io.packetwalk.check.Traffic;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.k8s.WorkloadFact;
import io.packetwalk.flow.Flow;
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
        List<Missing> missing = Needs.lists(that, "pods", "endpointslices");
        if (!missing.isEmpty()) {
            return new Outcome.Undetermined(missing);
        }
        List<Finding> findings = cluster.services().stream()
                .filter(service -> !service.object().selector().isEmpty())
                .filter(service -> service.endpoints().isEmpty())
                .filter(service -> Selection.in(cluster, service).isEmpty())
                .filter(service -> Selection.elsewhere(cluster, service).isEmpty())
                .map(service -> finding(that, service))
                .toList();
        return Outcome.of(findings, List.of(), "every selector matches at least one pod");
    }

    private static Finding finding(Case that, Service service) {
        Traffic traffic = Traffic.to(that, service);
        List<Flow> failed = traffic.failed(SYMPTOMS);
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
        Condition onPath = Paths.end(
                that, "the walk is rejected for want of endpoints", failed, path -> Paths.beforeAnyPod(that, path));
        Condition observed = new Condition(
                "a client's connection failed so",
                Ternary.of(!failed.isEmpty()),
                failed.stream().limit(3).map(flow -> flow.nearest().source()).toList());
        Condition unready = Condition.yes(
                "PW-002: no pod matches, ready or not", List.of(service.object().selectorSource()));
        return claim.not("PW-002", "no pod matches, ready or not")
                .not("PW-008", "the Service has a selector")
                .not("PW-013", "no pod of another namespace matches either")
                .then("kubectl -n " + namespace + " get endpointslices -l kubernetes.io/service-name="
                        + service.ref().name())
                .unless("a pod dump taken at the same time that shows a matching pod")
                .explains(that, failed, traffic.all().size())
                .finding(
                        Severity.S1,
                        new Proof(
                                mechanism,
                                onPath,
                                observed,
                                Moments.near(that, service.object().source(), failed),
                                List.of(unready)));
    }

    private static String workload(WorkloadFact workload) {
        return workload.ref().kind().toLowerCase(Locale.ROOT) + "/"
                + workload.ref().name();
    }
}
