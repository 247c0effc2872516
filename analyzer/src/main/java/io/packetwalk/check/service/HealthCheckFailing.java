package io.packetwalk.check.service;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.FailedFlows;
import io.packetwalk.check.witness.Paths;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Source;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Service;
import java.util.ArrayList;
import java.util.List;

/** PW-147: probes of the load balancer to the health check node port fail. */
public final class HealthCheckFailing implements Check {

    private static final CheckId ID = new CheckId("PW-147", "lb-health-check-failing", "service", 10);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Service> probed = that.cluster().services().stream()
                .filter(service -> service.object().healthCheckNodePort() > 0)
                .toList();
        if (probed.isEmpty()) {
            return new Outcome.NotApplicable("no Service has a health check node port");
        }
        List<Finding> findings = new ArrayList<>();
        for (Service service : probed) {
            List<Flow> all = new FailedFlows(that)
                    .base(flow -> flow.server().at().port() == service.object().healthCheckNodePort()
                            && that.cluster().nodeAt(flow.server().at().ip()).isPresent());
            List<Flow> failed =
                    all.stream().filter(flow -> flow.state().failed()).toList();
            if (!failed.isEmpty()) {
                findings.add(finding(that, service, failed, all));
            }
        }
        return Outcome.of(findings, List.of(), "no captured probe of a health check node port failed");
    }

    private static Finding finding(Case that, Service service, List<Flow> failed, List<Flow> all) {
        Flow first = failed.getFirst();
        Source at = first.nearest().source();
        Proof proof = Stated.ending(
                that,
                Condition.yes("probes of the health check node port fail", List.of(at)),
                failed,
                path -> Paths.broken(path),
                Condition.unknown("PW-018: the probed node has a local endpoint"));
        return Claim.of(ID)
                .about(service.ref())
                .what(Sentences.failed(
                        service.ref() + " at its health check node port "
                                + service.object().healthCheckNodePort(),
                        failed,
                        all))
                .why(
                        "The balancer learns by this port which nodes have an endpoint; nodes whose probes fail get no traffic.")
                .shows("probe of " + first.server().at() + ": " + Sentences.word(first.state()), at)
                .shows(
                        "healthCheckNodePort " + service.object().healthCheckNodePort(),
                        service.object().source())
                .not("PW-018", "the probe gets no answer; a node without endpoint answers 503")
                .remedy(
                        "curl -si http://NODE:" + service.object().healthCheckNodePort() + "/healthz",
                        "none, one request",
                        "")
                .then("the balancer shows its targets as healthy")
                .unless("an answer of kube-proxy to a later probe")
                .explains(that, failed, all.size())
                .finding(Severity.S1, proof);
    }
}
