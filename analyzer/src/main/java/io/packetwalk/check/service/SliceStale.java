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
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Traffic;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.evidence.Window;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Endpoint;
import io.packetwalk.model.Inventory;
import io.packetwalk.model.Pod;
import io.packetwalk.model.Service;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** PW-011: a slice still lists an endpoint whose pod is gone or has another address. */
public final class SliceStale implements Check {

    private static final CheckId ID = new CheckId("PW-011", "slice-stale-endpoint", "service", 9);

    /** Lists taken further apart may differ without anything being wrong. */
    private static final Duration SKEW = Duration.ofSeconds(5);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        var missing = Needs.lists(that, "pods", "endpointslices");
        if (!missing.isEmpty()) {
            return new Outcome.Undetermined(missing);
        }
        List<Finding> findings = new ArrayList<>();
        for (Service service : that.cluster().services()) {
            List<Endpoint> stale = service.endpoints().stream()
                    .filter(endpoint ->
                            endpoint.isReady() && !endpoint.terminating().yes())
                    .filter(endpoint -> gone(that, endpoint))
                    .toList();
            if (!stale.isEmpty() && service.listed() == Service.Listed.SLICES) {
                findings.add(finding(that, service, stale));
            }
        }
        findings.addAll(ManualEndpoint.findings(that, ID));
        return Outcome.of(
                findings,
                List.of(),
                "every listed endpoint is a live pod with that address, or was listed by hand and no connection to it failed");
    }

    /** Its pod is not there, is finished, or has other addresses. A namespace of which no pod was dumped says nothing. */
    private static boolean gone(Case that, Endpoint endpoint) {
        Optional<ObjectRef> target = endpoint.target().filter(ref -> ref.kind().equals("Pod"));
        if (target.isEmpty()) {
            return false;
        }
        boolean dumped = !that.cluster()
                .directory()
                .register()
                .podsOf(target.get().namespace())
                .isEmpty();
        Optional<Pod> pod =
                that.cluster().pod(target.get().namespace(), target.get().name());
        return dumped
                && pod.filter(there -> there.live() && there.ips().contains(endpoint.ip()))
                        .isEmpty();
    }

    private static Finding finding(Case that, Service service, List<Endpoint> stale) {
        Endpoint first = stale.getFirst();
        Traffic traffic = Traffic.to(that, service);
        List<Flow> failed = traffic.failed().stream()
                .filter(flow -> stale.stream()
                        .anyMatch(
                                endpoint -> endpoint.ip().equals(flow.reached().ip())))
                .toList();
        String pod = first.target().map(ObjectRef::toString).orElse("its pod");
        Claim claim = Claim.of(ID)
                .about(service.ref())
                .what(Sentences.failed(service.ref().toString(), failed, traffic.all()))
                .why("Its slice lists " + first.ip() + " as ready, but " + pod + " "
                        + (that.cluster()
                                        .pod(
                                                first.target()
                                                        .map(ObjectRef::namespace)
                                                        .orElse(""),
                                                first.target()
                                                        .map(ObjectRef::name)
                                                        .orElse(""))
                                        .isPresent()
                                ? "has another address or has finished."
                                : "is not there."));
        stale.stream()
                .limit(4)
                .forEach(endpoint -> claim.shows("the slice lists " + endpoint.ip() + " as ready", endpoint.source()));
        failed.stream()
                .limit(2)
                .forEach(flow -> claim.shows(
                        "flow from " + flow.client().at() + " to " + flow.reached() + ": "
                                + Sentences.word(flow.state()),
                        flow.nearest().source()));
        Proof proof = new Proof(
                Condition.yes("a listed endpoint is no live pod", List.of(first.source())),
                new Condition(
                        "failed flows went to that endpoint",
                        Ternary.of(!failed.isEmpty()),
                        failed.stream()
                                .limit(3)
                                .map(flow -> flow.nearest().source())
                                .toList()),
                new Condition("connections failed", Ternary.of(!failed.isEmpty()), List.of()),
                Moments.near(that, first.source(), failed),
                List.of(together(that, first)));
        return claim.not("PW-034", "the slices themselves are wrong, whatever nodes do with them")
                .remedy(
                        "kubectl -n " + service.ref().namespace() + " get endpointslices -l kubernetes.io/service-name="
                                + service.ref().name() + " -o yaml; kubectl -n "
                                + service.ref().namespace() + " get pods -o wide",
                        "none, reads only",
                        "")
                .remedy(
                        "kubectl -n kube-system logs -l component=kube-controller-manager --tail=-1 | grep -i endpointslice",
                        "none, reads only",
                        "")
                .then(Sentences.trace(failed, service.ref().toString()))
                .unless("pods and slices that were not listed within a few seconds of each other")
                .explains(that, failed, traffic.all().size())
                .finding(Severity.S2, proof);
    }

    private static Condition together(Case that, Endpoint endpoint) {
        Optional<Window> slices = window(that, endpoint.source());
        Optional<Window> pods = that.cluster().pods().stream()
                .findFirst()
                .flatMap(pod -> window(that, pod.object().source()));
        String text = "pods and slices were listed within 5 s of each other";
        return slices.isEmpty() || pods.isEmpty()
                ? Condition.unknown(text)
                : new Condition(
                        text,
                        Ternary.of(slices.get().distance(pods.get()).compareTo(SKEW) <= 0),
                        List.of(endpoint.source()));
    }

    private static Optional<Window> window(Case that, Source source) {
        return that.cluster().inventory().readings().stream()
                .filter(entry -> entry.artifact().equals(source.artifact()))
                .findFirst()
                .flatMap(Inventory.Entry::window);
    }
}
