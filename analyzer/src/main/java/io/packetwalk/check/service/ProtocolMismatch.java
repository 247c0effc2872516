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
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.k8s.ServiceFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** PW-007: the Service has the port that clients dial, but for another protocol. */
public final class ProtocolMismatch implements Check {

    private static final CheckId ID = new CheckId("PW-007", "svc-protocol-mismatch", "service", 8);

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
            Map<String, List<Flow>> byPort = Traffic.to(that, service).all().stream()
                    .filter(flow -> service.fronts(flow.server().at().ip()) && otherProtocol(service, flow))
                    .collect(Collectors.groupingBy(
                            flow -> flow.server().at().port() + "/" + flow.proto(), TreeMap::new, Collectors.toList()));
            byPort.values().stream()
                    .filter(flows ->
                            flows.stream().anyMatch(flow -> flow.state().failed()))
                    .forEach(flows -> findings.add(finding(that, service, flows)));
        }
        return Outcome.of(findings, List.of(), "every captured flow to a Service uses a protocol its port has");
    }

    private static boolean otherProtocol(Service service, Flow flow) {
        int number = flow.server().at().port();
        return flow.proto().hasPorts()
                && service.port(flow.proto(), number).isEmpty()
                && service.object().ports().stream().anyMatch(port -> port.port() == number);
    }

    private static Finding finding(Case that, Service service, List<Flow> all) {
        List<Flow> failed = all.stream().filter(flow -> flow.state().failed()).toList();
        Flow first = failed.getFirst();
        int number = first.server().at().port();
        ServiceFact.ServicePort port = service.object().ports().stream()
                .filter(candidate -> candidate.port() == number)
                .findFirst()
                .orElseThrow();
        boolean untranslated =
                failed.stream().allMatch(flow -> flow.translated().isEmpty());
        Proof proof = Stated.ending(
                that,
                Condition.yes("port " + number + " exists for " + port.proto() + " only", List.of(port.source())),
                failed,
                path -> Paths.beforeAnyPod(that, path),
                new Condition(
                        "PW-034: the API has no such port, so no rule is missing",
                        Ternary.of(untranslated),
                        List.of(port.source())));
        String namespace = service.ref().namespace();
        int index = service.object().ports().size();
        String patch =
                "kubectl -n " + namespace + " patch svc " + service.ref().name() + " --type=json -p '[{\"op\":\"";
        return Claim.of(ID)
                .about(service.ref())
                .what(Sentences.failed(service.ref() + ":" + number + "/" + first.proto(), failed, all))
                .why("The Service has port " + number + " for " + port.proto() + ", not for " + first.proto()
                        + "; nothing translates these packets.")
                .shows("port " + number + "/" + port.proto(), port.source())
                .shows(
                        "to " + first.server().at() + " by " + first.proto() + ": " + Sentences.word(first.state()),
                        first.nearest().source())
                .not("PW-006", "the number exists, for another protocol")
                .remedy(
                        patch + "add\",\"path\":\"/spec/ports/-\",\"value\":{\"name\":\"" + first.proto() + "-" + number
                                + "\",\"protocol\":\""
                                + first.proto().toString().toUpperCase(Locale.ROOT) + "\",\"port\":"
                                + number + ",\"targetPort\":" + port.targetPort() + "}}]'",
                        "low, this Service only",
                        patch + "remove\",\"path\":\"/spec/ports/" + index + "\"}]'")
                .then(Sentences.trace(failed, service.ref() + ":" + number + "/" + first.proto()))
                .unless("a Service dump of the same time with that protocol")
                .explains(that, failed, all.size())
                .finding(Severity.S1, proof);
    }
}
