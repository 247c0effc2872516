package io.packetwalk.check.entry;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.FailedFlows;
import io.packetwalk.check.witness.Moments;
import io.packetwalk.check.witness.Needs;
import io.packetwalk.check.witness.Outsiders;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Source;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Service;
import io.packetwalk.net.Ip;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** PW-022: a client outside the cluster dials a cluster IP, which no network outside knows. */
public final class ClusterIpFromOutside implements Check {

    private static final CheckId ID = new CheckId("PW-022", "clusterip-used-externally", "service", 8);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        Map<Service, List<Flow>> byService = new LinkedHashMap<>();
        for (Flow flow : that.flows().failed()) {
            if (Outsiders.sent(that, flow) && Outsiders.unseen(flow)) {
                internal(that, flow.server().at().ip())
                        .ifPresent(service -> byService
                                .computeIfAbsent(service, key -> new ArrayList<>())
                                .add(flow));
            }
        }
        List<Finding> findings = byService.entrySet().stream()
                .map(entry -> finding(that, entry.getKey(), entry.getValue()))
                .toList();
        return Outcome.of(findings, Needs.traffic(that), "no client outside asked for a cluster IP in vain");
    }

    private static Optional<Service> internal(Case that, Ip ip) {
        return that.cluster()
                .serviceAt(ip)
                .filter(service -> service.object().clusterIps().contains(ip));
    }

    private static Finding finding(Case that, Service service, List<Flow> failed) {
        Flow first = failed.getFirst();
        List<Flow> all = new FailedFlows(that)
                .base(flow -> Outsiders.sent(that, flow)
                        && flow.server().at().ip().equals(first.server().at().ip()));
        Source object = service.object().source();
        Proof proof = new Proof(
                Condition.yes(first.server().at().ip() + " is a cluster IP", List.of(object)),
                Outsiders.lost(that, failed),
                Stated.observed(failed),
                Moments.near(that, object, failed),
                List.of(Condition.yes(
                        "PW-034: the client is no pod and no node, so that no node translates for it",
                        List.of(first.nearest().source()))));
        return Claim.of(ID)
                .about(service.ref())
                .what(Sentences.failed(service.ref() + " from outside the cluster", failed, all))
                .why(first.client().at().ip() + " is outside the cluster, and "
                        + first.server().at().ip() + " exists only in the rules of its nodes: no router knows the way.")
                .shows("cluster IP of a Service of type " + service.object().type(), object)
                .shows(
                        "SYN from outside: " + Sentences.word(first.state()),
                        first.nearest().source())
                .not("PW-018", "no node was dialled")
                .remedy(
                        "kubectl -n " + service.ref().namespace() + " port-forward "
                                + service.ref().toString().replaceFirst("svc/[^/]+/", "svc/") + " 8080:"
                                + first.server().at().port(),
                        "none, a tunnel for the one who calls it",
                        "end the command")
                .remedy(
                        "# expose it by an Ingress, a Gateway or a Service of type LoadBalancer, and give the client that name",
                        "medium, makes the Service reachable from outside",
                        "delete what was made")
                .then("curl the new address from " + first.client().at().ip())
                .unless("a router that is told the Service range (BGP, VPN), and a node that saw the packets")
                .explains(that, failed, all.size())
                .finding(Severity.S1, proof);
    }
}
