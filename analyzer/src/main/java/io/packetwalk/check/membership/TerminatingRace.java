package io.packetwalk.check.membership;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.FailedFlows;
import io.packetwalk.check.witness.Needs;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.k8s.EventFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Pod;
import io.packetwalk.model.Service;
import io.packetwalk.net.Ip;
import io.packetwalk.walk.Missing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** PW-016: a pod that was told to end stopped listening before all nodes stopped sending new connections to it. */
public final class TerminatingRace implements Check {

    private static final CheckId ID = new CheckId("PW-016", "svc-terminating-race", "service", 9);

    /** Slices and rules follow within seconds; what is later has another cause (PW-011, PW-034). */
    private static final Duration WINDOW = Duration.ofSeconds(30);

    private static final Set<Flow.State> TURNED_AWAY = Set.of(Flow.State.REFUSED, Flow.State.RESET);

    @Override
    public CheckId id() {
        return ID;
    }

    /** A pod that was told to end, and the new connections that came to it after that. */
    private record Ending(Service service, EventFact event, List<Flow> failed) {}

    @Override
    public Outcome run(Case that) {
        List<Missing> missing = new ArrayList<>(Needs.lists(that, "pods", "services", "endpointslices"));
        missing.addAll(Needs.traffic(that));
        if (!missing.isEmpty()) {
            return new Outcome.Undetermined(missing);
        }
        List<EventFact> stops =
                that.cluster().events().stream().filter(TerminatingRace::stops).toList();
        Map<String, Ending> found = new TreeMap<>();
        for (EventFact stop : stops) {
            Set<Ip> addresses = addresses(that, stop.involved());
            if (addresses.isEmpty() || back(that, stop.involved())) {
                continue;
            }
            List<Flow> failed = new FailedFlows(that)
                    .where(flow -> TURNED_AWAY.contains(flow.state())
                            && addresses.contains(flow.reached().ip())
                            && within(stop, flow.start()));
            for (Flow flow : failed) {
                that.cluster()
                        .serviceAt(flow.server().at().ip())
                        .ifPresent(service -> found.computeIfAbsent(
                                        service.ref() + " " + stop.involved(),
                                        key -> new Ending(service, stop, new ArrayList<>()))
                                .failed()
                                .add(flow));
            }
        }
        List<Finding> findings =
                found.values().stream().map(ending -> finding(that, ending)).toList();
        List<Missing> events =
                that.cluster().events().isEmpty() && !toEnding(that).isEmpty()
                        ? List.of(new Missing(
                                "events",
                                "when the terminating pod was told to end is not known",
                                "kubectl get events -A -o json"))
                        : List.of();
        return Outcome.of(findings, events, "no new connection came to a pod in the seconds after it was told to end");
    }

    /** kubelet's word when it ends a pod; a failed probe restarts a container with other words (pkg/kubelet/kuberuntime). */
    private static boolean stops(EventFact event) {
        return event.reason().equals("Killing")
                && event.involved().kind().equals("Pod")
                && event.message().startsWith("Stopping container");
    }

    /** Connections that a pod turned away that is about to end. */
    private static List<Flow> toEnding(Case that) {
        return new FailedFlows(that)
                .where(flow -> TURNED_AWAY.contains(flow.state())
                        && that.cluster()
                                .podAt(flow.reached().ip())
                                .filter(pod -> pod.object().deleted().isPresent())
                                .isPresent());
    }

    private static boolean within(EventFact stop, Instant start) {
        return stop.last()
                .filter(at -> !start.isBefore(at) && Duration.between(at, start).compareTo(WINDOW) <= 0)
                .isPresent();
    }

    /** The pod is there and stays: its container was restarted. */
    private static boolean back(Case that, ObjectRef ref) {
        return that.cluster()
                .pod(ref.namespace(), ref.name())
                .filter(pod -> pod.object().deleted().isEmpty() && pod.live())
                .isPresent();
    }

    private static Set<Ip> addresses(Case that, ObjectRef ref) {
        Set<Ip> addresses = new TreeSet<>();
        that.cluster().pod(ref.namespace(), ref.name()).map(Pod::ips).ifPresent(addresses::addAll);
        that.cluster().services().stream()
                .flatMap(service -> service.endpoints().stream())
                .filter(endpoint -> endpoint.target().filter(ref::equals).isPresent())
                .forEach(endpoint -> addresses.add(endpoint.ip()));
        return addresses;
    }

    private static Finding finding(Case that, Ending ending) {
        Service service = ending.service();
        ObjectRef pod = ending.event().involved();
        List<Flow> failed = ending.failed();
        Flow first = failed.getFirst();
        List<Flow> all = new FailedFlows(that)
                .base(flow -> service.fronts(flow.server().at().ip()));
        Instant told = ending.event().last().orElseThrow();
        return Claim.of(ID)
                .about(service.ref())
                .about(pod)
                .what(Sentences.failed(service.ref().toString(), failed, all))
                .why(pod + " was told to end at " + told
                        + ", stopped listening, and new connections still came to it for "
                        + Math.max(
                                1,
                                Duration.between(told, failed.getLast().start()).toSeconds())
                        + " s, until every node had the change.")
                .shows(ending.event().message(), ending.event().source())
                .shows(
                        "a new connection to " + first.reached() + ": " + Sentences.word(first.state()),
                        first.nearest().source())
                .not("PW-061", "the connections began after the pod was told to end")
                .not("PW-011", "the change followed within seconds")
                .remedy(
                        "# lifecycle.preStop: sleep 10 in the pod template of " + pod
                                + ", and terminationGracePeriodSeconds above it",
                        "medium, rolls the workload's pods",
                        "kubectl rollout undo of the workload")
                .then("no connection is refused during kubectl rollout restart")
                .unless("the pod was ended by force, or its process died before")
                .explains(that, failed, all.size())
                .finding(
                        Severity.S2,
                        new Proof(
                                Condition.yes(
                                        "the pod was told to end",
                                        List.of(ending.event().source())),
                                Condition.yes(
                                        "the failed connections reached that pod",
                                        List.of(first.nearest().source())),
                                Stated.observed(failed),
                                Condition.yes(
                                        "within " + WINDOW.toSeconds() + " s of that",
                                        List.of(
                                                ending.event().source(),
                                                first.nearest().source())),
                                List.of(others(all, first), scheduler(that, first))));
    }

    /** Other pods answer, so that the Service's pods do listen. */
    private static Condition others(List<Flow> all, Flow first) {
        List<Flow> answered = all.stream()
                .filter(flow -> flow.state() == Flow.State.OK
                        && !flow.reached().ip().equals(first.reached().ip()))
                .limit(1)
                .toList();
        return new Condition(
                "PW-004: other connections to the Service were answered",
                answered.isEmpty() ? Ternary.UNKNOWN : Ternary.YES,
                answered.stream().map(flow -> flow.nearest().source()).toList());
    }

    private static Condition scheduler(Case that, Flow first) {
        boolean ipvs = Whereabouts.entry(that, first)
                .filter(node -> !node.netns().rules().ipvs().virtualServers().isEmpty())
                .isPresent();
        return new Condition(
                "PW-045: the client's node has no IPVS that sends to servers of weight 0",
                Whereabouts.entry(that, first).isEmpty() || ipvs ? Ternary.UNKNOWN : Ternary.YES,
                List.of());
    }
}
