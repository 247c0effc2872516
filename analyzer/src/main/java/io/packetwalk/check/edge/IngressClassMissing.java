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
import io.packetwalk.fact.k8s.IngressFact;
import io.packetwalk.model.Edge;
import io.packetwalk.walk.Missing;
import java.util.List;
import java.util.stream.Collectors;

/** PW-133: no controller feels responsible for an Ingress: its class does not exist, or it has none and there is no default. */
public final class IngressClassMissing implements Check {

    private static final CheckId ID = new CheckId("PW-133", "ingress-no-controller-or-class", "edge", 19);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        Edge edge = that.cluster().edge();
        if (edge.ingresses().isEmpty()) {
            return new Outcome.NotApplicable("no Ingress in the bundle");
        }
        List<IngressFact> idle = edge.ingresses().stream()
                .filter(ingress -> !ingress.addressed())
                .toList();
        if (edge.ingressClasses().isEmpty()) {
            return idle.isEmpty()
                    ? new Outcome.Clear("every Ingress has an address")
                    : new Outcome.Undetermined(List.of(new Missing(
                            "ingressclasses", "none is in the bundle", "kubectl get ingressclasses -o json")));
        }
        List<Finding> findings = idle.stream()
                .filter(ingress -> edge.ingressClasses().stream()
                        .noneMatch(known -> ingress.className().isEmpty()
                                ? known.isDefault()
                                : known.ref().name().equals(ingress.className())))
                .map(ingress -> finding(edge, ingress))
                .toList();
        return Outcome.of(findings, List.of(), "every Ingress without an address has a class that exists");
    }

    private static Finding finding(Edge edge, IngressFact ingress) {
        String known = edge.ingressClasses().stream()
                .map(candidate -> candidate.ref().name())
                .sorted()
                .collect(Collectors.joining(", "));
        String why = ingress.className().isEmpty()
                ? "It names no class, and no class is the default."
                : "Its class \"" + ingress.className() + "\" does not exist.";
        List<Source> at = List.of(ingress.source());
        String patch = "kubectl -n " + ingress.ref().namespace() + " patch ingress "
                + ingress.ref().name() + " -p '{\"spec\":{\"ingressClassName\":";
        return Claim.of(ID)
                .about(ingress.ref())
                .what(ingress.ref() + " has no address: no controller serves it.")
                .why(why + " Classes are: " + known + ".")
                .shows("class \"" + ingress.className() + "\"", ingress.source())
                .shows("classes " + known, edge.ingressClasses().getFirst().source())
                .not("PW-135", "no controller looks at its backends")
                .remedy(
                        patch + "\"" + edge.ingressClasses().getFirst().ref().name() + "\"}}'",
                        "low, this Ingress only",
                        patch + (ingress.className().isEmpty() ? "null" : "\"" + ingress.className() + "\"") + "}}'")
                .then("kubectl -n " + ingress.ref().namespace() + " get ingress "
                        + ingress.ref().name())
                .unless("an address in a later status")
                .explainsTold(ingress.ref() + " not served")
                .finding(
                        Severity.S1,
                        Stated.told(Condition.yes(why, at), Condition.yes("its status has no address", at)));
    }
}
