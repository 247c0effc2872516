package io.packetwalk.check.service;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.Needs;
import io.packetwalk.check.witness.Paths;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.check.witness.Traffic;
import io.packetwalk.evidence.Condition;
import io.packetwalk.fact.k8s.ServiceFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Pod;
import io.packetwalk.model.Service;
import io.packetwalk.net.Ports;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** PW-005: the target port is a name that no selected pod declares, so that this port has no endpoint. */
public final class NamedPortUnresolved implements Check {

    private static final CheckId ID = new CheckId("PW-005", "svc-named-targetport-unresolved", "service", 9);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Missing> missing = Needs.lists(that, "services", "pods");
        if (!missing.isEmpty()) {
            return new Outcome.Undetermined(missing);
        }
        List<Finding> findings = new ArrayList<>();
        for (Service service : that.cluster().services()) {
            List<Pod> pods = Selection.in(that.cluster(), service);
            for (ServiceFact.ServicePort port : service.object().ports()) {
                boolean named = Ports.parsePort(port.targetPort()).isEmpty();
                List<Pod> without =
                        pods.stream().filter(pod -> !declares(pod, port)).toList();
                if (named && !service.object().selector().isEmpty() && !without.isEmpty()) {
                    findings.add(finding(that, service, port, pods, without));
                }
            }
        }
        return Outcome.of(findings, List.of(), "every named target port is declared by every selected pod");
    }

    /** Ports of init containers count only when the container stays (a sidecar), which the dump does not tell: they are taken as declared. */
    private static boolean declares(Pod pod, ServiceFact.ServicePort port) {
        return pod.object().containers().stream()
                .flatMap(container -> container.ports().stream())
                .anyMatch(declared -> declared.name().equals(port.targetPort())
                        && declared.proto().equals(port.proto()));
    }

    private static Finding finding(
            Case that, Service service, ServiceFact.ServicePort port, List<Pod> pods, List<Pod> without) {
        Traffic traffic = Traffic.to(that, service);
        boolean all = without.size() == pods.size();
        List<Flow> base = traffic.all().stream()
                .filter(flow -> traffic.port(flow).filter(port::equals).isPresent())
                .toList();
        List<Flow> failed =
                all ? base.stream().filter(flow -> flow.state().failed()).toList() : List.of();
        Pod first = without.getFirst();
        String declared = first.object().containers().stream()
                .flatMap(container -> container.ports().stream())
                .map(candidate -> candidate.name() + "=" + candidate.port())
                .collect(Collectors.joining(", "));
        Proof proof = Stated.ending(
                that,
                Condition.yes(
                        without.size() + " of " + pods.size() + " selected pods do not declare the port name",
                        List.of(port.targetPortSource(), first.object().source())),
                failed,
                path -> Paths.beforeAnyPod(that, path),
                Condition.yes(
                        "PW-001: pods match the selector",
                        List.of(first.object().source())));
        String namespace = service.ref().namespace();
        return Claim.of(ID)
                .about(service.ref())
                .about(first.ref())
                .what(Sentences.failed(service.ref() + ":" + port.port(), failed, base))
                .why("targetPort is the name \"" + port.targetPort() + "\", which " + without.size() + " of "
                        + pods.size() + " selected pods do not declare, so "
                        + (all ? "the port has no endpoint." : "they are no endpoints of it."))
                .shows("targetPort " + port.targetPort(), port.targetPortSource())
                .shows(
                        first.ref() + " declares " + (declared.isEmpty() ? "no port" : declared),
                        first.object().source())
                .not("PW-001", "the selector matches " + pods.size() + " pods")
                .remedy(
                        "kubectl -n " + namespace + " get pods -o jsonpath='{.items[*].spec.containers[*].ports}'",
                        "none, reads only",
                        "")
                .remedy(
                        "# name the container port \"" + port.targetPort()
                                + "\" in the pod template, or set targetPort to a number",
                        "medium, a changed template rolls the workload's pods",
                        "kubectl rollout undo of the workload")
                .then("kubectl -n " + namespace + " get endpointslices -l kubernetes.io/service-name="
                        + service.ref().name())
                .unless("a pod dump of the same time whose containers declare the name")
                .explains(that, failed, base.size())
                .finding(all ? Severity.S1 : Severity.S2, proof);
    }
}
