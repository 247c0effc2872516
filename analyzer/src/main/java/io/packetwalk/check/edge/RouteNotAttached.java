package io.packetwalk.check.edge;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.k8s.ConditionStatus;
import io.packetwalk.fact.k8s.GatewayRouteFact;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** PW-144: a route is not accepted by the Gateway it names. */
public final class RouteNotAttached implements Check {

    private static final CheckId ID = new CheckId("PW-144", "route-not-attached", "edge", 19);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        if (that.cluster().edge().routes().isEmpty()) {
            return new Outcome.NotApplicable("no route of the Gateway API in the bundle");
        }
        List<Finding> findings = new ArrayList<>();
        for (GatewayRouteFact route : that.cluster().edge().routes()) {
            List<ConditionStatus> refused = route.statuses().stream()
                    .flatMap(status -> status.conditions().stream())
                    .filter(condition -> condition.type().equals("Accepted")
                            && condition.status().no())
                    .toList();
            boolean ignored = route.statuses().isEmpty() && !route.parents().isEmpty();
            if (!refused.isEmpty() || ignored) {
                findings.add(finding(route, refused));
            }
        }
        return Outcome.of(findings, List.of(), "every route is accepted by its parents");
    }

    private static Finding finding(GatewayRouteFact route, List<ConditionStatus> refused) {
        String parents = route.parents().stream().map(ObjectRef::toString).collect(Collectors.joining(", "));
        List<Source> at = refused.isEmpty()
                ? List.of(route.source())
                : refused.stream().map(ConditionStatus::source).limit(3).toList();
        String why = refused.isEmpty()
                ? "No controller has answered for " + parents + ": the parent does not exist, or is nobody's."
                : refused.getFirst().reason() + ": " + refused.getFirst().message();
        Claim claim = Claim.of(ID)
                .about(route.ref())
                .what(route.ref() + " is not attached to " + parents + ".")
                .why(why);
        refused.forEach(condition -> claim.shows(condition.reason() + " " + condition.message(), condition.source()));
        return claim.shows("parents " + parents, route.source())
                .not("PW-143", "the route, not the Gateway, is refused")
                .remedy(
                        "kubectl -n " + route.ref().namespace() + " describe "
                                + route.ref().kind().toLowerCase(Locale.ROOT) + " "
                                + route.ref().name(),
                        "none, reads only",
                        "")
                .then("its status has Accepted=True")
                .unless("a later status with Accepted=True")
                .explainsTold(route.ref() + " not attached")
                .finding(
                        Severity.S1,
                        Stated.told(Condition.yes(why, at), Condition.yes("the route serves nothing", at)));
    }
}
