package io.packetwalk.check.service;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.Paths;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.check.witness.Traffic;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Endpoint;
import io.packetwalk.model.Node;
import io.packetwalk.model.Service;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** PW-017: internalTrafficPolicy Local, and the client's node has no endpoint: kube-proxy drops the packet there. */
public final class ItpLocalNoEndpoint implements Check {

    private static final CheckId ID = new CheckId("PW-017", "itp-local-no-endpoint", "service", 10);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Service> local = that.cluster().services().stream()
                .filter(service -> service.object().internalTrafficPolicy().equals("Local"))
                .toList();
        if (local.isEmpty()) {
            return new Outcome.NotApplicable("no Service has internalTrafficPolicy Local");
        }
        if (local.stream().anyMatch(service -> service.listed() != Service.Listed.SLICES)) {
            return new Outcome.Undetermined(List.of(new Missing(
                    "endpointslices",
                    "only they say on which node an endpoint is",
                    "kubectl get endpointslices -A -o json")));
        }
        List<Finding> findings = new ArrayList<>();
        for (Service service : local) {
            Map<String, List<Flow>> byNode = new TreeMap<>();
            for (Flow flow : Traffic.to(that, service).all()) {
                if (service.object().clusterIps().contains(flow.server().at().ip())) {
                    Whereabouts.client(that, flow)
                            .filter(node -> !served(service, node))
                            .ifPresent(node -> byNode.computeIfAbsent(node.name(), name -> new ArrayList<>())
                                    .add(flow));
                }
            }
            byNode.forEach((node, flows) -> {
                if (flows.stream().anyMatch(flow -> flow.state().failed())) {
                    findings.add(finding(that, service, node, flows));
                }
            });
        }
        return Outcome.of(findings, List.of(), "no client failed on a node without a local endpoint");
    }

    private static boolean served(Service service, Node node) {
        return service.endpoints().stream()
                .filter(endpoint -> endpoint.nodeName().equals(node.name()))
                .anyMatch(endpoint -> endpoint.isReady() || endpoint.isServingWhileTerminating());
    }

    private static Finding finding(Case that, Service service, String node, List<Flow> flows) {
        List<Flow> failed = flows.stream().filter(flow -> flow.state().failed()).toList();
        String nodes = service.endpoints().stream()
                .filter(Endpoint::isReady)
                .map(Endpoint::nodeName)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        Proof proof = Stated.ending(
                that,
                Condition.yes(
                        "policy Local, no endpoint on " + node,
                        List.of(service.object().source())),
                failed,
                path -> Paths.beforeAnyPod(that, path),
                new Condition(
                        "PW-001 PW-002: the Service has ready endpoints elsewhere",
                        Ternary.of(!nodes.isEmpty()),
                        service.slices()));
        Claim claim = Claim.of(ID)
                .about(service.ref())
                .about(ObjectRef.node(node))
                .what(Sentences.failed(service.ref() + " from " + node, failed, flows))
                .why("internalTrafficPolicy is Local and " + node + " has no endpoint of it (endpoints are on "
                        + (nodes.isEmpty() ? "no node" : nodes) + "), so its packets are dropped.")
                .shows("internalTrafficPolicy: Local", service.object().source());
        service.endpoints().stream()
                .limit(3)
                .forEach(endpoint ->
                        claim.shows("endpoint " + endpoint.ip() + " is on " + endpoint.nodeName(), endpoint.source()));
        String patch = "kubectl -n " + service.ref().namespace() + " patch svc "
                + service.ref().name() + " -p '{\"spec\":{\"internalTrafficPolicy\":\"";
        return claim.shows(
                        "to " + failed.getFirst().server().at() + ": "
                                + Sentences.word(failed.getFirst().state()),
                        failed.getFirst().nearest().source())
                .not("PW-034", "the missing rule is what the policy asks for")
                .remedy(patch + "Cluster\"}}'", "low, traffic may leave the node", patch + "Local\"}}'")
                .then(Sentences.trace(
                        failed,
                        service.ref() + ":" + failed.getFirst().server().at().port()))
                .unless("a slice dump of the same time with a ready endpoint on " + node)
                .explains(that, failed, flows.size())
                .finding(Severity.S1, proof);
    }
}
