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
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.k8s.ConditionStatus;
import io.packetwalk.fact.k8s.GatewayFact;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** PW-143: a Gateway, or one of its listeners, is not accepted or not programmed. */
public final class GatewayNotProgrammed implements Check {

    private static final CheckId ID = new CheckId("PW-143", "gateway-not-programmed", "edge", 19);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        if (that.cluster().edge().gateways().isEmpty()) {
            return new Outcome.NotApplicable("no Gateway in the bundle");
        }
        List<Finding> findings = new ArrayList<>();
        for (GatewayFact gateway : that.cluster().edge().gateways()) {
            List<ConditionStatus> bad = Stream.concat(
                            gateway.conditions().stream(),
                            gateway.listeners().stream().flatMap(listener -> listener.conditions().stream()))
                    .filter(condition ->
                            Set.of("Accepted", "Programmed", "ResolvedRefs").contains(condition.type())
                                            && condition.status().no()
                                    || condition.type().equals("Conflicted")
                                            && condition.status().yes())
                    .toList();
            if (!bad.isEmpty()) {
                findings.add(finding(gateway, bad));
            } else if (gateway.conditions().isEmpty()
                    || gateway.conditions().stream()
                            .allMatch(condition -> condition.status().unknown())) {
                findings.add(waiting(that, gateway));
            }
        }
        return Outcome.of(findings, List.of(), "every Gateway and listener is accepted and programmed");
    }

    private static Finding finding(GatewayFact gateway, List<ConditionStatus> bad) {
        ConditionStatus first = bad.getFirst();
        List<Source> at = bad.stream().map(ConditionStatus::source).limit(3).toList();
        Claim claim = Claim.of(ID)
                .about(gateway.ref())
                .what(gateway.ref() + " does not serve: " + first.type() + "="
                        + (first.status().yes() ? "True" : "False") + ".")
                .why("Its controller says " + first.reason() + ": " + first.message());
        bad.forEach(condition -> claim.shows(
                condition.type() + " " + condition.reason() + " " + condition.message(), condition.source()));
        return end(claim, gateway)
                .finding(
                        Severity.S1,
                        Stated.told(
                                Condition.yes("its status names the reason", at),
                                Condition.yes("it is not programmed", at)));
    }

    private static Finding waiting(Case that, GatewayFact gateway) {
        boolean known = that.cluster().edge().gatewayClasses().stream()
                .anyMatch(candidate -> candidate.ref().name().equals(gateway.className()));
        boolean listed = !that.cluster().edge().gatewayClasses().isEmpty();
        List<Source> at = List.of(gateway.source());
        return end(
                        Claim.of(ID)
                                .about(gateway.ref())
                                .what(gateway.ref() + " has no status: no controller has looked at it.")
                                .why(
                                        known
                                                ? "Its class exists, and its controller has not answered."
                                                : "Its class \"" + gateway.className() + "\" "
                                                        + (listed ? "does not exist." : "may not exist."))
                                .shows("class " + gateway.className() + ", no condition", gateway.source()),
                        gateway)
                .finding(
                        Severity.S1,
                        Stated.told(
                                new Condition(
                                        "its class does not exist",
                                        known || !listed ? Ternary.UNKNOWN : Ternary.YES,
                                        at),
                                Condition.yes("it has no status", at)));
    }

    private static Claim end(Claim claim, GatewayFact gateway) {
        return claim.not("PW-144", "the Gateway itself is not served")
                .remedy(
                        "kubectl -n " + gateway.ref().namespace() + " describe gateway "
                                + gateway.ref().name(),
                        "none, reads only",
                        "")
                .then("kubectl -n " + gateway.ref().namespace() + " get gateway "
                        + gateway.ref().name() + " shows PROGRAMMED True")
                .unless("a later status with Programmed=True")
                .explainsTold(gateway.ref() + " not programmed");
    }
}
