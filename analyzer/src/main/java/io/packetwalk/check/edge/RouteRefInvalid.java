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
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.k8s.ConditionStatus;
import io.packetwalk.fact.k8s.GatewayRouteFact;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** PW-145: a route's backend cannot be resolved, so its share of requests is answered 500. */
public final class RouteRefInvalid implements Check {

    private static final CheckId ID = new CheckId("PW-145", "route-ref-invalid", "edge", 19);

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
            List<ConditionStatus> bad = route.statuses().stream()
                    .flatMap(status -> status.conditions().stream())
                    .filter(condition -> condition.type().equals("ResolvedRefs")
                            && condition.status().no())
                    .toList();
            List<GatewayRouteFact.Backend> absent = that.cluster().services().isEmpty()
                    ? List.of()
                    : route.backends().stream()
                            .filter(backend -> backend.weight() > 0 && absent(that, backend))
                            .toList();
            if (!bad.isEmpty() || !absent.isEmpty()) {
                findings.add(finding(route, bad, absent));
            }
        }
        return Outcome.of(findings, List.of(), "every route's backends are resolved");
    }

    private static boolean absent(Case that, GatewayRouteFact.Backend backend) {
        return backend.ref().kind().equals("Service")
                && that.cluster()
                        .service(backend.ref().namespace(), backend.ref().name())
                        .filter(service -> backend.port() == 0
                                || service.object().ports().stream().anyMatch(port -> port.port() == backend.port()))
                        .isEmpty();
    }

    private static Finding finding(
            GatewayRouteFact route, List<ConditionStatus> bad, List<GatewayRouteFact.Backend> absent) {
        int total = route.backends().stream()
                .mapToInt(GatewayRouteFact.Backend::weight)
                .sum();
        int lost = absent.stream().mapToInt(GatewayRouteFact.Backend::weight).sum();
        List<Source> at = Stream.concat(
                        bad.stream().map(ConditionStatus::source),
                        absent.stream().map(GatewayRouteFact.Backend::source))
                .limit(3)
                .toList();
        String why = bad.isEmpty()
                ? absent.getFirst().ref() + ":" + absent.getFirst().port() + " does not exist."
                : bad.getFirst().reason() + ": " + bad.getFirst().message();
        Claim claim = Claim.of(ID)
                .about(route.ref())
                .what(route.ref() + " has a backend that is not resolved"
                        + (lost > 0 && total > 0 ? ": " + lost + " of " + total + " parts of its requests fail." : "."))
                .why(why);
        bad.forEach(condition -> claim.shows(condition.reason() + " " + condition.message(), condition.source()));
        absent.forEach(backend -> claim.shows("backend " + backend.ref() + ":" + backend.port(), backend.source()));
        return claim.not("PW-134", "the backend itself is refused, not its endpoints")
                .remedy(
                        "kubectl -n " + route.ref().namespace() + " describe "
                                + route.ref().kind().toLowerCase(Locale.ROOT) + " "
                                + route.ref().name(),
                        "none, reads only",
                        "")
                .then("its status has ResolvedRefs=True")
                .unless("a later status with ResolvedRefs=True")
                .explainsTold(route.ref() + " backend")
                .finding(
                        lost > 0 && lost < total ? Severity.S2 : Severity.S1,
                        Stated.told(Condition.yes(why, at), Condition.yes("requests for this backend fail", at)));
    }
}
