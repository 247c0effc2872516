package io.packetwalk.check.membership;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.FailedFlows;
import io.packetwalk.check.witness.Moments;
import io.packetwalk.check.witness.Needs;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.k8s.ConditionStatus;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Pod;
import io.packetwalk.model.Service;
import io.packetwalk.walk.Missing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** PW-015: a Service publishes pods that are not ready, and connections go to them before they serve. */
public final class NotReadyPublished implements Check {

    private static final CheckId ID = new CheckId("PW-015", "svc-publish-not-ready", "service", 9);

    private static final Set<Flow.State> TURNED_AWAY = Set.of(Flow.State.REFUSED, Flow.State.RESET);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Service> publishing = that.cluster().services().stream()
                .filter(service -> service.object().publishNotReady())
                .toList();
        if (publishing.isEmpty()) {
            return new Outcome.NotApplicable("no Service publishes pods that are not ready");
        }
        List<Missing> missing = new ArrayList<>(Needs.lists(that, "pods", "endpointslices"));
        missing.addAll(Needs.traffic(that));
        if (!missing.isEmpty()) {
            return new Outcome.Undetermined(missing);
        }
        List<Finding> findings = new ArrayList<>();
        for (Service service : publishing) {
            List<Flow> failed = new FailedFlows(that)
                    .where(flow -> TURNED_AWAY.contains(flow.state())
                            && early(that, service, flow).isPresent()
                            && !peers(service, flow));
            if (!failed.isEmpty()) {
                findings.add(finding(that, service, failed));
            }
        }
        return Outcome.of(
                findings, List.of(), "no connection was turned away by a pod that was published before it was ready");
    }

    /** The condition of the pod that a flow reached, when it was false before the flow began. */
    private static Optional<ConditionStatus> early(Case that, Service service, Flow flow) {
        return service.endpoints().stream()
                .filter(endpoint -> endpoint.ip().equals(flow.reached().ip()))
                .flatMap(endpoint -> that.cluster().podAt(endpoint.ip()).stream())
                .flatMap(pod -> pod.object().conditions().stream())
                .filter(condition ->
                        condition.type().equals("Ready") && condition.status().no())
                .filter(condition ->
                        condition.since().filter(flow.start()::isAfter).isPresent())
                .findFirst();
    }

    /** Members of one StatefulSet look for each other before they are ready: that is what publishing is for. */
    private static boolean peers(Service service, Flow flow) {
        return service.object().headless()
                && service.endpoints().stream()
                        .anyMatch(endpoint ->
                                endpoint.ip().equals(flow.client().at().ip()));
    }

    private static Finding finding(Case that, Service service, List<Flow> failed) {
        Flow first = failed.getFirst();
        Set<String> addresses = service.endpoints().stream()
                .map(endpoint -> endpoint.ip().toString())
                .collect(Collectors.toCollection(TreeSet::new));
        List<Flow> all = new FailedFlows(that)
                .base(flow -> addresses.contains(flow.reached().ip().toString())
                        && flow.reached().port() == first.reached().port());
        ConditionStatus ready = early(that, service, first).orElseThrow();
        String pod = that.cluster()
                .podAt(first.reached().ip())
                .map(Pod::ref)
                .map(ObjectRef::toString)
                .orElse(first.reached().toString());
        Source at = service.object().source();
        Optional<Flow> answered = all.stream()
                .filter(flow -> flow.state() == Flow.State.OK && readyPod(that, flow))
                .findFirst();
        return Claim.of(ID)
                .about(service.ref())
                .about(that.cluster().podAt(first.reached().ip()).map(Pod::ref).orElse(service.ref()))
                .what(Sentences.failed(service.ref().toString(), failed, all))
                .why("publishNotReadyAddresses makes " + pod + " an endpoint though it is not ready"
                        + ready.since()
                                .map(Instant::toString)
                                .map(since -> " (since " + since + ")")
                                .orElse("")
                        + ", and it turns connections away.")
                .shows("publishNotReadyAddresses: true", at)
                .shows(pod + " is not ready", ready.source())
                .shows("turned away", first.nearest().source())
                .not("PW-011", "the endpoint is a live pod with that address")
                .remedy(
                        "kubectl -n " + service.ref().namespace() + " patch svc "
                                + service.ref().name() + " -p '{\"spec\":{\"publishNotReadyAddresses\":false}}'",
                        "medium, members that look for each other before they are ready no longer find each other",
                        "the same with true")
                .then(Sentences.trace(failed, service.ref().toString()))
                .unless("a pod that was ready when the connection came")
                .explains(that, failed, all.size())
                .finding(
                        Severity.S2,
                        new Proof(
                                Condition.yes(
                                        "the Service publishes a pod that is not ready", List.of(at, ready.source())),
                                Condition.yes(
                                        "the failed connections reached that pod",
                                        List.of(first.nearest().source())),
                                Stated.observed(failed),
                                Moments.near(that, ready.source(), failed),
                                List.of(new Condition(
                                        "PW-004: pods that are ready answer on that port",
                                        answered.isPresent() ? Ternary.YES : Ternary.UNKNOWN,
                                        answered.stream()
                                                .map(flow -> flow.nearest().source())
                                                .toList()))));
    }

    private static boolean readyPod(Case that, Flow flow) {
        return that.cluster()
                .podAt(flow.reached().ip())
                .filter(pod -> pod.ready().yes())
                .isPresent();
    }
}
