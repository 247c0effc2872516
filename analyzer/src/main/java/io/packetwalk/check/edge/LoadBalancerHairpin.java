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
import io.packetwalk.fact.k8s.ServiceFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Pod;
import io.packetwalk.model.Service;
import io.packetwalk.net.Ip;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** PW-151: a pod connects to the load balancer's address of its own cluster, the node answers for the load balancer (KEP-1860), and the listener misses the PROXY header. */
public final class LoadBalancerHairpin implements Check {

    private static final CheckId ID = new CheckId("PW-151", "lb-hairpin", "edge", 19);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        boolean balancers = that.cluster().services().stream()
                .anyMatch(service -> service.object().type().equals("LoadBalancer"));
        if (!balancers && !that.cluster().services().isEmpty()) {
            return new Outcome.NotApplicable("no Service of type LoadBalancer");
        }
        List<Finding> findings = new ArrayList<>();
        for (LogTrail trail : BrokenHeader.trails(that, true)) {
            findings.add(finding(that, trail));
        }
        return findings.isEmpty() && LogTrail.silent(that)
                ? Missings.logs(that)
                : Outcome.of(findings, List.of(), "no listener misses the PROXY header of a pod");
    }

    /** Whether kube-proxy takes packets to the point for its own: not when the provider says Proxy, or gives a host name only. */
    private static boolean shortCut(ServiceFact.IngressPoint point, Ip ip) {
        return point.ip().filter(ip::equals).isPresent() && !point.ipMode().equals("Proxy");
    }

    private static Optional<Service> front(Case that, Flow flow) {
        return that.cluster()
                .serviceAt(flow.server().at().ip())
                .filter(service -> service.object().loadBalancer().stream()
                        .anyMatch(point -> shortCut(point, flow.server().at().ip())));
    }

    private static Finding finding(Case that, LogTrail trail) {
        Optional<Pod> client = BrokenHeader.client(that, trail.last().text());
        List<Flow> flows = that.flows().all().stream()
                .filter(flow -> client.filter(
                                pod -> pod.ips().contains(flow.client().at().ip()))
                        .isPresent())
                .filter(flow -> front(that, flow).isPresent())
                .toList();
        List<Source> at =
                flows.stream().limit(2).map(flow -> flow.nearest().source()).toList();
        Optional<Service> service =
                flows.stream().flatMap(flow -> front(that, flow).stream()).findFirst();
        String from = client.map(pod -> pod.ref().toString()).orElse("a pod");
        Claim claim = trail.shown(
                Claim.of(ID)
                        .about(service.map(Service::ref).orElse(new ObjectRef("Log", "", trail.place())))
                        .what(from + " reaches " + trail.place()
                                + " without the load balancer, whose PROXY header the listener misses (" + trail.count()
                                + ").")
                        .why(
                                "A node sends packets of its pods to the load balancer's address straight to the Service's endpoints; the load balancer, which would add the header, never sees them."),
                trail.place() + " hairpin");
        flows.stream()
                .limit(2)
                .forEach(flow -> claim.shows(
                        "connection to " + flow.server().at() + ", the load balancer's address",
                        flow.nearest().source()));
        service.ifPresent(known ->
                claim.shows(known.ref() + " has that address", known.object().source()));
        return claim.not("PW-142", "the client is a pod: no load balancer was on the way")
                .remedy(
                        "# let the client use the Service's own name instead of the public one",
                        "low, this client only",
                        "the former name")
                .remedy(
                        "# where the provider can: status.loadBalancer.ingress ipMode: Proxy (KEP-1860), or a host name only",
                        "medium, all pods that use the address",
                        "the former setting")
                .then("curl to the same name in the pod is answered")
                .unless("a capture in which the connection comes from the load balancer")
                .explains(
                        that,
                        flows.stream().filter(flow -> flow.state().failed()).toList(),
                        flows.size())
                .finding(
                        Severity.S1,
                        trail.proof(
                                "the listener names the pod as its client",
                                new Condition(
                                        "a capture shows the pod's connection to the load balancer's address",
                                        at.isEmpty() ? Ternary.UNKNOWN : Ternary.YES,
                                        at)));
    }
}
