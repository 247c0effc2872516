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
import io.packetwalk.model.Service;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** PW-161: the sidecar knows no route or cluster for what the application asks for: NR, or everything unknown goes to the black hole. */
public final class NoRoute implements Check {

    private static final CheckId ID = new CheckId("PW-161", "mesh-no-route", "mesh", 19);
    private static final Set<String> FLAGS = Set.of("NR", "NC");

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Finding> findings = LogTrail.of(that, NoRoute::tells).stream()
                .map(trail -> finding(that, trail))
                .toList();
        return findings.isEmpty()
                ? Access.blind(that).orElseGet(() -> new Outcome.Clear("no sidecar tells of a request without a route"))
                : new Outcome.Found(findings);
    }

    /** A filter chain that does not match has the flag NR, too: that is mutual TLS (PW-162). */
    private static boolean tells(String text) {
        return !text.contains("filter_chain_not_found")
                && (text.contains("BlackHoleCluster") && text.startsWith("[")
                        || Access.line(text, FLAGS).isPresent());
    }

    private static Finding finding(Case that, LogTrail trail) {
        String text = trail.last().text();
        boolean hole = text.contains("BlackHoleCluster");
        Optional<Service> service = Access.service(that, text);
        Claim claim = trail.shown(
                Claim.of(ID)
                        .about(new ObjectRef("Log", "", trail.place()))
                        .what(trail.place() + ": the sidecar had nowhere to send requests (" + trail.count() + ").")
                        .why(
                                hole
                                        ? "The destination is in no registry of the mesh, and outboundTrafficPolicy is REGISTRY_ONLY."
                                        : "No VirtualService or Service of the mesh has the host, port or path that was asked for."),
                trail.place() + " no route");
        return claim.not("PW-136", "the sidecar, not an Ingress, answers")
                .remedy("istioctl proxy-config routes POD -o json", "none, reads only", "")
                .remedy(
                        "# correct the host or port of the VirtualService, or add a ServiceEntry for a host outside",
                        "low, this host only",
                        "delete the ServiceEntry")
                .then("the access log has the request with the flags -")
                .unless("a route dump of the sidecar of that time that has the host")
                .finding(
                        Severity.S1,
                        trail.proof(
                                "the access log says that no route matches",
                                new Condition(
                                        "the route tables of the sidecar lack the host",
                                        Ternary.UNKNOWN,
                                        service.map(known -> known.object().source()).stream()
                                                .toList())));
    }
}
