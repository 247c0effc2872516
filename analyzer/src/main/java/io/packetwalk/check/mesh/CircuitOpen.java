package io.packetwalk.check.mesh;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.LogTrail;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.model.Endpoint;
import io.packetwalk.model.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** PW-163: the sidecar refuses requests by itself: its limits of connections and requests are reached (UO), or it has put every endpoint aside (UH). */
public final class CircuitOpen implements Check {

    private static final CheckId ID = new CheckId("PW-163", "mesh-circuit-open", "mesh", 19);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Finding> findings = new ArrayList<>();
        Access.trails(that, Set.of("UO")).forEach(trail -> findings.add(finding(that, trail, true)));
        // No healthy upstream is the Service's own matter when it has no ready endpoint.
        LogTrail.of(
                        that,
                        text -> Access.line(text, Set.of("UH")).isPresent()
                                && !text.contains("BlackHoleCluster")
                                && Access.service(that, text)
                                        .filter(CircuitOpen::ready)
                                        .isPresent())
                .forEach(trail -> findings.add(finding(that, trail, false)));
        return findings.isEmpty()
                ? Access.blind(that).orElseGet(() -> new Outcome.Clear("no sidecar refused requests by itself"))
                : new Outcome.Found(findings);
    }

    private static boolean ready(Service service) {
        return service.endpoints().stream().anyMatch(Endpoint::isReady);
    }

    private static Finding finding(Case that, LogTrail trail, boolean overflow) {
        Optional<Service> service = Access.service(that, trail.last().text());
        Claim claim = trail.shown(
                Claim.of(ID)
                        .about(service.map(Service::ref).orElse(new ObjectRef("Log", "", trail.place())))
                        .what(trail.place() + ": the sidecar refused requests to "
                                + service.map(known -> known.ref().toString()).orElse("a Service") + " by itself ("
                                + trail.count() + ").")
                        .why(
                                overflow
                                        ? "The limits of its connectionPool (DestinationRule) are reached: flag UO."
                                        : "It has put every endpoint aside (outlierDetection), though the API has ready ones: flag UH."),
                trail.place() + " circuit");
        service.ifPresent(known -> known.endpoints().stream()
                .filter(Endpoint::isReady)
                .limit(1)
                .forEach(end -> claim.shows("ready endpoint " + end.ip(), end.source())));
        return claim.not(
                        "PW-002",
                        service.isPresent() ? "the Service has ready endpoints" : "the sidecar's own limit is named")
                .remedy("istioctl proxy-config cluster POD -o json", "none, reads only", "")
                .remedy(
                        "# raise connectionPool limits of the DestinationRule, or find out why the endpoints answer with errors",
                        "medium, more load on the Service",
                        "the former DestinationRule")
                .then("the access log has no further such line")
                .unless("a load test: then the limit does its work")
                .finding(
                        Severity.S2,
                        trail.proof(
                                "the access log says that the sidecar itself refused",
                                new Condition("the DestinationRule has such a limit", Ternary.UNKNOWN, List.of())));
    }
}
