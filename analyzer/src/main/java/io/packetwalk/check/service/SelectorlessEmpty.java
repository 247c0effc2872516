package io.packetwalk.check.service;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.membership.Strays;
import io.packetwalk.check.witness.Needs;
import io.packetwalk.check.witness.Paths;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.check.witness.Traffic;
import io.packetwalk.evidence.Condition;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Service;
import io.packetwalk.walk.Missing;
import java.util.List;

/** PW-008: a Service without selector has no EndpointSlice, so nothing stands behind its address. */
public final class SelectorlessEmpty implements Check {

    private static final CheckId ID = new CheckId("PW-008", "svc-selectorless-empty", "service", 9);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Missing> missing = Needs.lists(that, "services", "endpointslices");
        if (!missing.isEmpty()) {
            return new Outcome.Undetermined(missing);
        }
        List<Finding> findings = that.cluster().services().stream()
                .filter(service -> service.object().selector().isEmpty())
                .filter(service -> !service.object().type().equals("ExternalName"))
                .filter(service -> service.endpoints().isEmpty())
                .filter(service -> !Strays.near(that, service))
                .map(service -> finding(that, service))
                .toList();
        return Outcome.of(findings, List.of(), "every Service without selector has endpoints");
    }

    private static Finding finding(Case that, Service service) {
        Traffic traffic = Traffic.to(that, service);
        List<Flow> failed = traffic.failed();
        Proof proof = Stated.ending(
                that,
                Condition.yes(
                        "no selector, and no endpoint is listed",
                        List.of(service.object().source())),
                failed,
                path -> Paths.beforeAnyPod(that, path),
                Condition.yes(
                        "PW-001: there is no selector that could miss",
                        List.of(service.object().source())));
        String namespace = service.ref().namespace();
        return Claim.of(ID)
                .about(service.ref())
                .what(Sentences.failed(service.ref().toString(), failed, traffic.all()))
                .why("It has no selector, so somebody must write its EndpointSlice, and none is there.")
                .shows("a Service without selector", service.object().source())
                .not("PW-001", "the Service has no selector")
                .remedy(
                        "kubectl -n " + namespace + " get endpointslices,endpoints --show-labels",
                        "none, reads only",
                        "")
                .remedy(
                        "kubectl -n " + namespace + " apply -f slice.yaml  # label kubernetes.io/service-name="
                                + service.ref().name() + ", ports named as the Service's",
                        "low, this Service only",
                        "kubectl -n " + namespace + " delete -f slice.yaml")
                .then("kubectl -n " + namespace + " get endpointslices -l kubernetes.io/service-name="
                        + service.ref().name())
                .unless("a slice dump of the same time with an endpoint of this Service")
                .explains(that, failed, traffic.all().size())
                .finding(Severity.S1, proof);
    }
}
