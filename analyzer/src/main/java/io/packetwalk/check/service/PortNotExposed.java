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
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** PW-006: clients dial a port that the Service does not have; nothing translates it, so that it leaves for the default gateway or is rejected. */
public final class PortNotExposed implements Check {

    private static final CheckId ID = new CheckId("PW-006", "svc-port-not-exposed", "service", 8);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        if (that.cluster().services().isEmpty()) {
            return new Outcome.NotApplicable("no Services in the bundle");
        }
        List<Finding> findings = new ArrayList<>();
        for (Service service : that.cluster().services()) {
            Map<Integer, List<Flow>> byPort = Traffic.to(that, service).all().stream()
                    .filter(flow -> service.fronts(flow.server().at().ip()))
                    .filter(flow -> unknown(service, flow))
                    .collect(Collectors.groupingBy(
                            flow -> flow.server().at().port(), TreeMap::new, Collectors.toList()));
            byPort.values().stream()
                    .filter(flows ->
                            flows.stream().anyMatch(flow -> flow.state().failed()))
                    .forEach(flows -> findings.add(finding(that, service, flows)));
        }
        return Outcome.of(findings, List.of(), "every captured flow to a Service asks for one of its ports");
    }

    /** No port of that number in any protocol: a wrong protocol is another cause (PW-007). */
    private static boolean unknown(Service service, Flow flow) {
        return flow.proto().hasPorts()
                && service.object().ports().stream()
                        .noneMatch(port -> port.port() == flow.server().at().port());
    }

    private static Finding finding(Case that, Service service, List<Flow> all) {
        List<Flow> failed = all.stream().filter(flow -> flow.state().failed()).toList();
        Flow first = failed.getFirst();
        int port = first.server().at().port();
        String known = service.object().ports().stream()
                .map(candidate -> candidate.port() + "/" + candidate.proto())
                .collect(Collectors.joining(", "));
        boolean untranslated =
                failed.stream().allMatch(flow -> flow.translated().isEmpty());
        Proof proof = new Proof(
                Condition.yes(
                        "the Service has no port " + port,
                        List.of(service.object().source())),
                Paths.end(
                        that,
                        "the walk is not translated",
                        failed,
                        path -> path.endpoint()
                                .map(end -> end.equals(first.server().at()))
                                .orElse(true)),
                Condition.yes(
                        "connections to port " + port + " failed",
                        List.of(first.nearest().source())),
                Moments.near(that, service.object().source(), failed),
                List.of(new Condition(
                        "PW-034: the API has no such port, so no rule is missing",
                        Ternary.of(untranslated),
                        List.of(service.object().source()))));
        return Claim.of(ID)
                .about(service.ref())
                .what(Sentences.failed(service.ref() + ":" + port, failed, all))
                .why("The Service exposes " + known + "; nothing translates port " + port + ".")
                .shows("ports " + known, service.object().source())
                .shows(
                        "SYN to " + first.server().at() + ": " + Sentences.word(first.state()),
                        first.nearest().source())
                .not("PW-034", "the API has no such port either")
                .remedy(
                        "# correct the port in the client's URL to one of " + known,
                        "low, this client only",
                        "set the former port")
                .then(Sentences.trace(failed, service.ref() + ":" + port))
                .unless("a Service dump of the same time that has the port")
                .explains(that, failed, all.size())
                .finding(Severity.S1, proof);
    }
}
