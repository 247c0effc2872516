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
import io.packetwalk.check.witness.Moments;
import io.packetwalk.check.witness.Needs;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.k8s.WorkloadFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Pod;
import io.packetwalk.model.Service;
import io.packetwalk.net.Ip;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** PW-012: a selector takes in the pods of a second workload, which do not serve the Service's port: a share of all connections is turned away. */
public final class SelectorOvermatch implements Check {

    private static final CheckId ID = new CheckId("PW-012", "svc-selector-overmatch", "service", 9);

    private static final Set<Flow.State> TURNED_AWAY = Set.of(Flow.State.REFUSED, Flow.State.RESET);

    @Override
    public CheckId id() {
        return ID;
    }

    /** The workloads behind a Service that turn every connection away, beside one that answers. */
    private record Split(
            Service service, Set<ObjectRef> away, Set<ObjectRef> answering, List<Flow> failed, List<Flow> all) {}

    @Override
    public Outcome run(Case that) {
        List<Missing> missing = new ArrayList<>(Needs.lists(that, "pods", "services", "endpointslices"));
        missing.addAll(Needs.traffic(that));
        if (!missing.isEmpty()) {
            return new Outcome.Undetermined(missing);
        }
        List<Finding> findings = that.cluster().services().stream()
                .filter(service -> !service.object().selector().isEmpty())
                .flatMap(service -> split(that, service).stream())
                .map(split -> finding(that, split))
                .toList();
        return Outcome.of(
                findings, List.of(), "no Service has pods of two workloads of which one turns connections away");
    }

    private static Optional<Split> split(Case that, Service service) {
        Map<Ip, ObjectRef> workloads = new HashMap<>();
        service.endpoints()
                .forEach(endpoint -> that.cluster()
                        .podAt(endpoint.ip())
                        .flatMap(pod -> workload(that, pod))
                        .ifPresent(workload -> workloads.put(endpoint.ip(), workload)));
        if (workloads.values().stream().distinct().count() < 2) {
            return Optional.empty();
        }
        List<Flow> all = new FailedFlows(that)
                .base(flow -> workloads.containsKey(flow.reached().ip())
                        && (service.fronts(flow.server().at().ip())
                                || service.object().headless()));
        Set<ObjectRef> answering = behind(workloads, all, Set.of(Flow.State.OK));
        Set<ObjectRef> away = behind(workloads, all, TURNED_AWAY);
        away.removeAll(answering);
        List<Flow> failed = all.stream()
                .filter(flow -> TURNED_AWAY.contains(flow.state())
                        && away.contains(workloads.get(flow.reached().ip())))
                .toList();
        return failed.isEmpty() || answering.isEmpty()
                ? Optional.empty()
                : Optional.of(new Split(service, away, answering, failed, all));
    }

    private static Set<ObjectRef> behind(Map<Ip, ObjectRef> workloads, List<Flow> all, Set<Flow.State> states) {
        return all.stream()
                .filter(flow -> states.contains(flow.state()))
                .map(flow -> workloads.get(flow.reached().ip()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The owner of a pod; of a ReplicaSet the Deployment, so that a rollout is one workload. */
    private static Optional<ObjectRef> workload(Case that, Pod pod) {
        Optional<ObjectRef> owner = pod.object().owners().stream().findFirst();
        if (owner.filter(ref -> ref.kind().equals("ReplicaSet")).isEmpty()) {
            return owner;
        }
        Optional<ObjectRef> deployment = that.cluster().workloads().stream()
                .filter(known -> known.ref().kind().equals("ReplicaSet")
                        && known.ref().name().equals(owner.get().name())
                        && known.ref().namespace().equals(pod.ref().namespace()))
                .map(WorkloadFact::owners)
                .flatMap(List::stream)
                .findFirst();
        // The pod's template hash is the end of its ReplicaSet's name.
        String hash = "-" + pod.object().labels().getOrDefault("pod-template-hash", "");
        String name = owner.get().name();
        return deployment.or(() -> Optional.of(new ObjectRef(
                "Deployment",
                pod.ref().namespace(),
                name.endsWith(hash) ? name.substring(0, name.length() - hash.length()) : name)));
    }

    private static Finding finding(Case that, Split split) {
        Service service = split.service();
        Flow first = split.failed().getFirst();
        Optional<Pod> wrong = that.cluster().podAt(first.reached().ip());
        List<Source> labels = wrong.stream().map(pod -> pod.object().source()).toList();
        String selector = service.object().selector().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .sorted()
                .collect(Collectors.joining(","));
        Optional<Flow> answered = split.all().stream()
                .filter(flow -> flow.state() == Flow.State.OK
                        && flow.reached().port() == first.reached().port())
                .findFirst();
        Claim claim = Claim.of(ID)
                .about(service.ref())
                .about(split.away().iterator().next())
                .what(Sentences.failed(service.ref().toString(), split.failed(), split.all()))
                .why("Its selector " + selector + " takes in pods of " + names(split.away()) + " beside those of "
                        + names(split.answering()) + "; only the latter serve its port.")
                .shows("selector " + selector, service.object().selectorSource());
        wrong.ifPresent(pod ->
                claim.shows(pod.ref() + " carries those labels", pod.object().source()));
        return claim.shows("turned away", first.nearest().source())
                .not("PW-004", "other pods of the Service answer on that port")
                .remedy(
                        "kubectl -n " + service.ref().namespace() + " patch svc "
                                + service.ref().name()
                                + " -p '{\"spec\":{\"selector\":{...}}}'  # a label that only pods of "
                                + names(split.answering()) + " have",
                        "medium, pods without the label leave the Service",
                        "the former selector")
                .then(Sentences.trace(split.failed(), service.ref().toString()))
                .unless("the second workload is a new release of the same program that is meant to serve here")
                .explains(that, split.failed(), split.all().size())
                .finding(
                        Severity.S2,
                        new Proof(
                                Condition.yes("the selector takes in two workloads", labels),
                                Condition.yes(
                                        "the failed connections reached pods of " + names(split.away()),
                                        List.of(first.nearest().source())),
                                Stated.observed(split.failed()),
                                Moments.near(that, service.object().source(), split.failed()),
                                List.of(
                                        new Condition(
                                                "PW-004: other pods answer on the same port",
                                                answered.isPresent() ? Ternary.YES : Ternary.UNKNOWN,
                                                answered.stream()
                                                        .map(flow ->
                                                                flow.nearest().source())
                                                        .toList()),
                                        otherPort(that, split))));
    }

    /** A second release of one program declares the same port; another program does not. */
    private static Condition otherPort(Case that, Split split) {
        int port = split.failed().getFirst().reached().port();
        boolean declared = split.failed().stream()
                .flatMap(flow -> that.cluster().podAt(flow.reached().ip()).stream())
                .flatMap(pod -> pod.object().containers().stream())
                .flatMap(container -> container.ports().stream())
                .anyMatch(known -> known.port() == port);
        return new Condition(
                "PW-169: it is another program: its pods do not declare port " + port,
                declared ? Ternary.NO : Ternary.YES,
                List.of());
    }

    private static String names(Set<ObjectRef> workloads) {
        return workloads.stream().map(ObjectRef::toString).collect(Collectors.joining(", "));
    }
}
