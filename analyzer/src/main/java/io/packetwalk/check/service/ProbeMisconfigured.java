package io.packetwalk.check.service;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.EventIndex;
import io.packetwalk.check.witness.Listeners;
import io.packetwalk.check.witness.Needs;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.k8s.ConditionStatus;
import io.packetwalk.fact.k8s.ContainerFact;
import io.packetwalk.fact.k8s.EventFact;
import io.packetwalk.model.Pod;
import io.packetwalk.net.Ports;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** PW-003: the readiness probe asks for something the container does not offer, so a working pod is never ready. */
public final class ProbeMisconfigured implements Check {

    private static final CheckId ID = new CheckId("PW-003", "readiness-probe-misconfigured", "service", 9);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Pod> unready = that.cluster().pods().stream()
                .filter(Pod::live)
                .filter(pod -> pod.ready().no())
                .filter(pod -> pod.object().containers().stream()
                        .anyMatch(container -> container.readiness().isPresent()))
                .toList();
        if (that.cluster().pods().isEmpty()) {
            return new Outcome.Undetermined(Needs.lists(that, "pods"));
        }
        List<Finding> findings = new ArrayList<>();
        List<Missing> missing = new ArrayList<>();
        for (Pod pod : unready) {
            Optional<Misfit> misfit = misfit(that, pod);
            misfit.ifPresent(found -> findings.add(finding(that, pod, found)));
            if (misfit.isEmpty() && !Listeners.of(that.cluster(), pod).complete()) {
                missing.add(new Missing(
                        "sockets of " + pod.ref(),
                        "they decide whether its probe asks the right port",
                        "kubectl -n " + pod.ref().namespace() + " debug "
                                + pod.ref().name() + " --image=busybox -- netstat -ltn"));
            }
        }
        return Outcome.of(findings, missing, "no unready pod has a probe that misses what it offers");
    }

    /**
     * What the probe asks and does not get.
     *
     * @param probe the probe
     * @param why in words
     * @param proof where it is seen
     * @param seen whether the sockets show it; otherwise only the event tells
     */
    private record Misfit(ContainerFact.Probe probe, String why, Source proof, boolean seen) {}

    private static Optional<Misfit> misfit(Case that, Pod pod) {
        Listeners listeners = Listeners.of(that.cluster(), pod);
        Optional<EventFact> event = told(that, pod);
        for (ContainerFact container : pod.object().containers()) {
            if (container.readiness().isEmpty() || !container.state().equals("running")) {
                continue;
            }
            ContainerFact.Probe probe = container.readiness().get();
            Optional<Integer> port = port(container, probe);
            boolean others = !listeners.reachable(Proto.TCP).isEmpty();
            if (port.isPresent()
                    && listeners.complete()
                    && others
                    && listeners.on(Proto.TCP, port.get()).isEmpty()) {
                String open = listeners.reachable(Proto.TCP).stream()
                        .map(socket -> Integer.toString(socket.localPort()))
                        .distinct()
                        .collect(Collectors.joining(", "));
                return Optional.of(new Misfit(
                        probe,
                        "it asks port " + port.get() + ", the container listens on " + open,
                        listeners.reachable(Proto.TCP).getFirst().source(),
                        true));
            }
            if (event.isPresent() && wrongly(event.get().message())) {
                return Optional.of(
                        new Misfit(probe, event.get().message(), event.get().source(), false));
            }
        }
        return Optional.empty();
    }

    private static Optional<EventFact> told(Case that, Pod pod) {
        return EventIndex.about(that, pod.ref()).stream()
                .filter(event ->
                        event.reason().equals("Unhealthy") && event.message().startsWith("Readiness probe"))
                .reduce((first, last) -> last);
    }

    /** Answers that say the question was wrong: another scheme, a path that is not there or wants credentials (kubelet prober's messages). */
    private static boolean wrongly(String message) {
        return message.contains("HTTP response to HTTPS client")
                || message.contains("malformed HTTP response")
                || message.contains("statuscode: 404")
                || message.contains("statuscode: 401")
                || message.contains("statuscode: 403")
                || message.contains("statuscode: 400");
    }

    private static Optional<Integer> port(ContainerFact container, ContainerFact.Probe probe) {
        return Ports.parsePort(probe.port())
                .or(() -> container.ports().stream()
                        .filter(port -> port.name().equals(probe.port()))
                        .map(ContainerFact.ContainerPort::port)
                        .findFirst());
    }

    private static Finding finding(Case that, Pod pod, Misfit misfit) {
        Condition mechanism = misfit.seen()
                ? Condition.yes(
                        "the probe asks a port nobody listens on, and another one is open", List.of(misfit.proof()))
                : Condition.yes("the answer to the probe says that the question is wrong", List.of(misfit.proof()));
        Optional<EventFact> event = told(that, pod);
        List<Source> unready = pod.object().conditions().stream()
                .filter(condition -> condition.type().equals("Ready"))
                .map(ConditionStatus::source)
                .toList();
        Proof proof = Stated.told(
                mechanism,
                Condition.yes("the pod is not ready", unready),
                misfit.seen()
                        ? Condition.yes("PW-169: the application listens", List.of(misfit.proof()))
                        : Condition.unknown("PW-171: the application answers other requests well"));
        Claim claim = Claim.of(ID)
                .about(pod.ref())
                .what(pod.ref() + " is running and never ready.")
                .why("Its readiness probe does not fit: " + misfit.why() + ".")
                .shows(
                        "readiness probe " + misfit.probe().kind() + " "
                                + misfit.probe().port() + misfit.probe().path(),
                        misfit.probe().source())
                .shows(misfit.why(), misfit.proof());
        event.ifPresent(told -> claim.shows(told.message(), told.source()));
        return claim.not("PW-171", "the answer is wrong, not late")
                .remedy(
                        "kubectl -n " + pod.ref().namespace() + " describe pod "
                                + pod.ref().name(),
                        "none, reads only",
                        "")
                .remedy(
                        "# set readinessProbe to a port, scheme and path that the container serves, in the workload that owns "
                                + pod.ref(),
                        "medium, rolls the workload's pods",
                        "kubectl rollout undo of the same workload")
                .then("kubectl -n " + pod.ref().namespace() + " get pod "
                        + pod.ref().name())
                .unless("a socket dump of the same time with a listener on the probe's port")
                .explainsTold(pod.ref() + " not ready")
                .finding(Severity.S1, proof);
    }
}
