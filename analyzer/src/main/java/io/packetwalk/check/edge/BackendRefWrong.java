package io.packetwalk.check.edge;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.Needs;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Spelling;
import io.packetwalk.fact.k8s.IngressFact;
import io.packetwalk.model.Service;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** PW-135: an Ingress sends to a Service or port that does not exist in its namespace. */
public final class BackendRefWrong implements Check {

    private static final CheckId ID = new CheckId("PW-135", "ingress-backend-ref-wrong", "edge", 19);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        if (that.cluster().edge().ingresses().isEmpty()) {
            return new Outcome.NotApplicable("no Ingress in the bundle");
        }
        if (that.cluster().services().isEmpty()) {
            return new Outcome.Undetermined(Needs.lists(that, "services"));
        }
        List<Finding> findings = new ArrayList<>();
        for (IngressFact ingress : that.cluster().edge().ingresses()) {
            for (IngressFact.Backend backend : ingress.backends()) {
                Optional<Service> service = that.cluster().service(ingress.ref().namespace(), backend.service());
                if (!backend.service().isEmpty()
                        && service.filter(there -> has(there, backend)).isEmpty()) {
                    findings.add(finding(that, ingress, backend, service));
                }
            }
        }
        return Outcome.of(findings, List.of(), "every Ingress backend names a Service and port that exist");
    }

    private static boolean has(Service service, IngressFact.Backend backend) {
        return service.object().type().equals("ExternalName")
                || service.object().ports().stream()
                        .anyMatch(port -> port.name().equals(backend.port())
                                || Integer.toString(port.port()).equals(backend.port()));
    }

    private static Finding finding(
            Case that, IngressFact ingress, IngressFact.Backend backend, Optional<Service> service) {
        String namespace = ingress.ref().namespace();
        String wanted = "svc/" + namespace + "/" + backend.service() + ":" + backend.port();
        String near = service.map(there -> "it has the ports "
                        + there.object().ports().stream()
                                .map(port -> port.name() + "=" + port.port())
                                .collect(Collectors.joining(", ")))
                .orElseGet(() -> that.cluster().services().stream()
                        .filter(candidate -> candidate.ref().namespace().equals(namespace))
                        .min(Comparator.comparingInt((Service candidate) ->
                                        Spelling.edits(candidate.ref().name(), backend.service()))
                                .thenComparing(Service::ref))
                        .map(candidate ->
                                "the nearest name there is " + candidate.ref().name())
                        .orElse("the namespace has no Service"));
        List<Source> at = List.of(backend.source());
        String rule = (backend.host().isEmpty() ? "*" : backend.host())
                + (backend.path().isEmpty() ? "/" : backend.path());
        return Claim.of(ID)
                .about(ingress.ref())
                .what(ingress.ref() + " sends " + rule + " to " + wanted + ", which does not exist.")
                .why(
                        service.isPresent()
                                ? "The Service has no such port; " + near + "."
                                : "No such Service is in namespace " + namespace + "; " + near + ".")
                .shows("backend " + wanted, backend.source())
                .not("PW-134", "there is no Service whose endpoints could be asked")
                .remedy(
                        "kubectl -n " + namespace + " describe ingress "
                                + ingress.ref().name(),
                        "none, reads only",
                        "")
                .remedy(
                        "# correct service and port of the rule " + rule + " in " + ingress.ref(),
                        "low, this rule only",
                        "the former backend")
                .then("kubectl -n " + namespace + " describe ingress "
                        + ingress.ref().name() + " shows endpoints")
                .unless("a Service dump of the same time that has it")
                .explainsTold(ingress.ref() + " " + rule + " no backend")
                .finding(
                        Severity.S1,
                        Stated.told(
                                Condition.yes("the backend names a Service or port that is not there", at),
                                Condition.yes("requests for " + rule + " cannot be served", at)));
    }
}
