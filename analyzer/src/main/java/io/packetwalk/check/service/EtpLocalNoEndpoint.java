package io.packetwalk.check.service;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.Moments;
import io.packetwalk.check.witness.Paths;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Traffic;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.netfilter.IptablesRuleFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Endpoint;
import io.packetwalk.model.Node;
import io.packetwalk.model.Service;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** PW-018: externalTrafficPolicy Local, and the node that outside clients reach has no local endpoint: the packet is dropped there. */
public final class EtpLocalNoEndpoint implements Check {

    private static final CheckId ID = new CheckId("PW-018", "etp-local-no-endpoint", "service", 10);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Service> local = that.cluster().services().stream()
                .filter(service -> service.object().externalTrafficPolicy().equals("Local"))
                .filter(service -> !service.object().type().equals("ClusterIP"))
                .toList();
        if (local.isEmpty()) {
            return new Outcome.NotApplicable("no Service has externalTrafficPolicy Local");
        }
        if (local.stream().anyMatch(service -> service.listed() != Service.Listed.SLICES)) {
            return new Outcome.Undetermined(List.of(new Missing(
                    "endpointslices",
                    "only they say on which node an endpoint is",
                    "kubectl get endpointslices -A -o json")));
        }
        List<Finding> findings = local.stream()
                .flatMap(service -> findings(that, service).stream())
                .toList();
        return Outcome.of(findings, List.of(), "no outside client failed at a node without a local endpoint");
    }

    private static List<Finding> findings(Case that, Service service) {
        Map<String, List<Flow>> byNode = new TreeMap<>();
        for (Flow flow : Traffic.to(that, service).all()) {
            boolean external = !Whereabouts.fromInside(that, flow)
                    && !service.object()
                            .clusterIps()
                            .contains(flow.server().at().ip());
            if (external) {
                Whereabouts.entry(that, flow)
                        .filter(node -> endpointsOn(service, node).isEmpty())
                        .ifPresent(node -> byNode.computeIfAbsent(node.name(), name -> new ArrayList<>())
                                .add(flow));
            }
        }
        List<Finding> findings = new ArrayList<>();
        byNode.forEach((name, flows) -> {
            if (flows.stream().anyMatch(flow -> flow.state().failed())) {
                findings.add(finding(that, service, that.cluster().node(name).orElseThrow(), flows));
            }
        });
        return findings;
    }

    private static List<Endpoint> endpointsOn(Service service, Node node) {
        return service.endpoints().stream()
                .filter(endpoint -> endpoint.nodeName().equals(node.name()))
                .filter(endpoint -> endpoint.isReady() || endpoint.isServingWhileTerminating())
                .toList();
    }

    private static Finding finding(Case that, Service service, Node node, List<Flow> flows) {
        List<Flow> failed = flows.stream().filter(flow -> flow.state().failed()).toList();
        int nodePort = failed.getFirst().server().at().port();
        String nodes = service.endpoints().stream()
                .filter(Endpoint::isReady)
                .map(Endpoint::nodeName)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        Optional<IptablesRuleFact> drop = node.netns().rules().rules().stream()
                .filter(rule -> rule.chain().equals("KUBE-EXTERNAL-SERVICES")
                        && rule.text().endsWith("-j DROP"))
                .filter(rule -> rule.options().stream()
                        .anyMatch(option ->
                                option.name().equals("--dport") && option.arg().equals(Integer.toString(nodePort))))
                .findFirst();
        Claim claim = Claim.of(ID)
                .about(service.ref())
                .about(ObjectRef.node(node.name()))
                .what(Sentences.failed(service.ref() + " through " + node.name(), failed, flows))
                .why("externalTrafficPolicy is Local and " + node.name() + " has no endpoint of it (endpoints are on "
                        + (nodes.isEmpty() ? "no node" : nodes) + "), so the node drops outside traffic.")
                .shows("externalTrafficPolicy: Local", service.object().source());
        drop.ifPresent(rule -> claim.shows(
                "the node drops it"
                        + rule.counters().map(c -> " [+" + c.packets() + "]").orElse(""),
                rule.source()));
        service.endpoints().stream()
                .limit(3)
                .forEach(endpoint ->
                        claim.shows("endpoint " + endpoint.ip() + " is on " + endpoint.nodeName(), endpoint.source()));
        claim.shows(
                "SYN to " + failed.getFirst().server().at() + ": "
                        + Sentences.word(failed.getFirst().state()),
                failed.getFirst().nearest().source());
        boolean elsewhere = Traffic.to(that, service).all().stream().anyMatch(flow -> flow.state() == Flow.State.OK);
        Proof proof = new Proof(
                Condition.yes(
                        "policy Local, no endpoint on " + node.name(),
                        drop.map(rule -> List.of(rule.source()))
                                .orElse(List.of(service.object().source()))),
                Paths.end(
                        that,
                        "the walk is dropped on " + node.name(),
                        failed,
                        path -> Paths.last(path)
                                .filter(step -> step.node().equals(node.name()))
                                .isPresent()),
                Condition.yes(
                        "outside clients timed out",
                        List.of(failed.getFirst().nearest().source())),
                Moments.near(that, service.object().source(), failed),
                List.of(new Condition(
                        "PW-053 PW-105: the same Service answers through another node or from inside",
                        elsewhere ? Ternary.YES : Ternary.UNKNOWN,
                        List.of())));
        String patch = "kubectl -n " + service.ref().namespace() + " patch svc "
                + service.ref().name() + " -p '{\"spec\":{\"externalTrafficPolicy\":\"";
        return claim.not("PW-034", "the rule that drops is the one kube-proxy must program here")
                .remedy(
                        patch + "Cluster\"}}'",
                        "medium, pods see the node's address instead of the client's",
                        patch + "Local\"}}'")
                .then("packetwalk trace NEW-BUNDLE --from ext --to node/" + node.name() + ":" + nodePort)
                .unless("a slice dump of the same time with a ready endpoint on " + node.name())
                .explains(that, failed, flows.size())
                .finding(Severity.S1, proof);
    }
}
