package io.packetwalk.check.membership;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.Needs;
import io.packetwalk.check.witness.Paths;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.check.witness.Traffic;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Service;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;

/** PW-009: a slice was written for a Service without selector and does not belong to it, by its label, its namespace or its address type. */
public final class SliceOrphaned implements Check {

    private static final CheckId ID = new CheckId("PW-009", "slice-orphaned", "service", 9);

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
        List<Finding> findings = new ArrayList<>();
        for (Service service : that.cluster().services()) {
            // A selector makes a controller write the slices; without one somebody does by hand.
            boolean byHand = service.object().selector().isEmpty()
                    && !service.object().type().equals("ExternalName")
                    && service.endpoints().isEmpty();
            List<Strays.Stray> strays = byHand ? Strays.of(that, service) : List.of();
            if (!strays.isEmpty()) {
                findings.add(finding(that, service, strays));
            }
        }
        return Outcome.of(findings, List.of(), "no slice stands beside the Service it was written for");
    }

    private static Finding finding(Case that, Service service, List<Strays.Stray> strays) {
        Traffic traffic = Traffic.to(that, service);
        List<Flow> failed = traffic.failed();
        Strays.Stray first = strays.getFirst();
        Proof proof = Stated.ending(
                that,
                Condition.yes(
                        "no endpoint is listed for the Service, and "
                                + first.slice().ref() + " " + first.fault(),
                        List.of(service.object().source(), first.slice().source())),
                failed,
                path -> Paths.beforeAnyPod(that, path),
                new Condition(
                        "PW-008: the only slice that could be meant",
                        strays.size() == 1 ? Ternary.YES : Ternary.UNKNOWN,
                        strays.stream().map(stray -> stray.slice().source()).toList()));
        Claim claim = Claim.of(ID)
                .about(service.ref())
                .about(first.slice().ref())
                .what(Sentences.failed(service.ref().toString(), failed, traffic.all()))
                .why("It has no selector; " + first.slice().ref() + " has its ports and " + first.fault()
                        + ", so that it is no endpoint of this Service.")
                .shows("a Service without selector", service.object().source());
        strays.forEach(stray ->
                claim.shows("this slice " + stray.fault(), stray.slice().source()));
        return claim.not("PW-008", "a slice with the Service's ports is there")
                .not("PW-010", "the ports have the Service's names")
                .remedy(remedy(service, first), "low, this Service only", "take the change back")
                .then("kubectl -n " + service.ref().namespace()
                        + " get endpointslices -l kubernetes.io/service-name="
                        + service.ref().name())
                .unless("a Service that was deleted, to which the slice belonged")
                .explains(that, failed, traffic.all().size())
                .finding(Severity.S1, proof);
    }

    private static String remedy(Service service, Strays.Stray stray) {
        String name = service.ref().name();
        String namespace = service.ref().namespace();
        return switch (stray.fault()) {
            case NO_LABEL, OTHER_LABEL ->
                "kubectl -n " + namespace + " label --overwrite endpointslice "
                        + stray.slice().ref().name() + " kubernetes.io/service-name=" + name;
            case OTHER_NAMESPACE ->
                "kubectl -n " + namespace + " apply -f slice.yaml  # the same slice in " + namespace;
            case NO_ADDRESSES ->
                "kubectl -n " + namespace + " apply -f slice.yaml  # addressType IPv4 or IPv6, with addresses";
        };
    }
}
