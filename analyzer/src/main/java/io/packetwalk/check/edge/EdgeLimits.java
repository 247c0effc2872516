package io.packetwalk.check.edge;

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
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.flow.Flow;
import java.util.ArrayList;
import java.util.List;

/** PW-139: a limit of the controller itself refuses a request or an answer: body too large (413), header too big (502). */
public final class EdgeLimits implements Check {

    private static final CheckId ID = new CheckId("PW-139", "edge-timeout-or-limits", "edge", 19);

    /**
     * A limit.
     *
     * @param text what nginx logs
     * @param what what was too large
     * @param status what the client gets
     * @param setting the annotation that sets it
     */
    private record Limit(String text, String what, int status, String setting) {}

    private static final List<Limit> LIMITS = List.of(
            new Limit(
                    "client intended to send too large body",
                    "The body of a request",
                    413,
                    "nginx.ingress.kubernetes.io/proxy-body-size"),
            new Limit(
                    "upstream sent too big header",
                    "The header of an answer",
                    502,
                    "nginx.ingress.kubernetes.io/proxy-buffer-size"),
            new Limit(
                    "client sent too long header line",
                    "A header line of a request",
                    400,
                    "large-client-header-buffers of the controller's ConfigMap"),
            new Limit(
                    "client sent too long URI",
                    "The URI of a request",
                    414,
                    "large-client-header-buffers of the controller's ConfigMap"));

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Finding> findings = new ArrayList<>();
        for (Limit limit : LIMITS) {
            LogTrail.of(that, text -> text.contains(limit.text()))
                    .forEach(trail -> findings.add(finding(that, limit, trail)));
        }
        return findings.isEmpty() && LogTrail.silent(that)
                ? Missings.logs(that)
                : Outcome.of(findings, List.of(), "no controller tells of a limit that was passed");
    }

    private static Finding finding(Case that, Limit limit, LogTrail trail) {
        List<Source> answered = that.flows().all().stream()
                .filter(flow -> flow.greeting()
                        .filter(said -> said.status() == limit.status())
                        .isPresent())
                .limit(2)
                .map(Flow::nearest)
                .map(leg -> leg.source())
                .toList();
        return trail.shown(
                        Claim.of(ID)
                                .about(new ObjectRef("Log", "", trail.place()))
                                .what(trail.place() + " answered " + limit.status() + ": " + limit.what()
                                        + " was larger than it takes (" + trail.count() + ").")
                                .why("The limit is the controller's own (" + limit.setting()
                                        + "), whatever the server behind it would take."),
                        trail.place() + " limit " + limit.status())
                .not("PW-134", "the controller refused by itself")
                .remedy(
                        "kubectl get ingress -A -o yaml; kubectl get configmap -A -o yaml | grep -iE 'body-size|buffer'",
                        "none, reads only",
                        "")
                .remedy(
                        "# raise " + limit.setting() + " for this Ingress, to what its clients need",
                        "low, more memory of the controller",
                        "the former value")
                .then("the same request is answered otherwise than " + limit.status())
                .unless("a client that sends too much by mistake, or on purpose")
                .finding(
                        Severity.S2,
                        trail.proof(
                                "the controller names the limit",
                                new Condition(
                                        "a capture shows the answer " + limit.status(),
                                        answered.isEmpty() ? Ternary.UNKNOWN : Ternary.YES,
                                        answered)));
    }
}
