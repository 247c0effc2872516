package io.packetwalk.check.service;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.app.Refusals;
import io.packetwalk.check.witness.Moments;
import io.packetwalk.check.witness.Paths;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Traffic;
import io.packetwalk.evidence.Condition;
import io.packetwalk.fact.k8s.ServiceFact;
import io.packetwalk.fact.system.SocketFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Service;
import io.packetwalk.net.IpPort;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;

/** PW-004: the Service sends to a port on which its pods do not listen, while they listen on another. */
public final class TargetPortNotListening implements Check {

    private static final CheckId ID = new CheckId("PW-004", "svc-targetport-not-listening", "service", 9);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Refusals> refusals = Refusals.in(that).stream()
                .filter(refusal -> refusal.failed().stream().anyMatch(flow -> viaService(that, flow)))
                .toList();
        if (refusals.isEmpty()) {
            return Refusals.none(that, "no pod refused a connection that came through a Service");
        }
        List<Finding> findings = new ArrayList<>();
        List<Missing> missing = new ArrayList<>();
        for (Refusals refusal : refusals) {
            // A declared port that nobody listens on is the application's fault (PW-169), not the Service's.
            if (refusal.nothingListens()
                    && !refusal.listeners().reachable(refusal.proto()).isEmpty()
                    && !refusal.declared()) {
                refusal.services(that).forEach(service -> findings.add(finding(that, service, refusal)));
            } else if (!refusal.listeners().complete()) {
                missing.add(refusal.socketsMissing());
            }
        }
        return Outcome.of(
                findings,
                missing.stream().distinct().toList(),
                "refusing pods listen on the Services' target ports or declare them");
    }

    private static boolean viaService(Case that, Flow flow) {
        return that.cluster().podAt(flow.server().at().ip()).isEmpty();
    }

    private static Finding finding(Case that, Service service, Refusals refusal) {
        IpPort at = refusal.at();
        ServiceFact.ServicePort port = service.object().ports().stream()
                .filter(candidate -> candidate.proto().equals(refusal.proto())
                        && service.ready(candidate).contains(at))
                .findFirst()
                .orElseThrow();
        SocketFact open = refusal.listeners().reachable(refusal.proto()).getFirst();
        String namespace = service.ref().namespace();
        String patch = "kubectl -n " + namespace + " patch svc " + service.ref().name()
                + " --type=json -p '[{\"op\":\"replace\",\"path\":\"/spec/ports/"
                + service.object().ports().indexOf(port) + "/targetPort\",\"value\":";
        Proof proof = new Proof(
                Condition.yes(
                        "nothing listens on target port " + at.port() + ", port " + open.localPort() + " is open",
                        List.of(port.targetPortSource(), open.source())),
                Paths.end(
                        that,
                        "the walk is translated to " + at + " and refused there",
                        refusal.failed(),
                        path -> path.endpoint().filter(at::equals).isPresent()),
                Condition.yes("the pod refused " + at, List.of(refusal.reset())),
                Moments.near(that, open.source(), refusal.failed()),
                List.of(
                        Condition.yes("PW-001: the Service has an endpoint", service.slices()),
                        Condition.yes(
                                "PW-168: no loopback listener on the port either", List.of(refusal.socketDump(that)))));
        List<Flow> failed =
                refusal.failed().stream().filter(flow -> viaService(that, flow)).toList();
        return Claim.of(ID)
                .about(service.ref())
                .about(refusal.pod().ref())
                .what(Sentences.failed(
                        service.ref() + ":" + port.port(),
                        failed,
                        Traffic.to(that, service).all()))
                .why("targetPort " + port.targetPort() + " has no listener in "
                        + refusal.pod().ref() + "; the process listens on " + open.localPort() + ".")
                .shows("targetPort " + port.targetPort(), port.targetPortSource())
                .shows("the pod listens on " + open.localPort() + " only", open.source())
                .shows(refusal.answer(), refusal.reset())
                .not("PW-001", "the Service has endpoints")
                .not("PW-168", "no loopback listener on port " + at.port())
                .not("PW-169", "the pod does not declare port " + at.port() + ", and it listens on another")
                .remedy(
                        patch + open.localPort() + "}]'",
                        "low, this Service only",
                        patch + quoted(port.targetPort()) + "}]'")
                .then(Sentences.trace(failed, service.ref() + ":" + port.port()))
                .unless("a socket dump of the same time with a listener on port " + at.port())
                .explains(that, failed, Traffic.to(that, service).all().size())
                .finding(Severity.S1, proof);
    }

    private static String quoted(String port) {
        return port.chars().allMatch(c -> c >= '0' && c <= '9') ? port : "\"" + port + "\"";
    }
}
