package io.packetwalk.check.policy;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.IncidentTime;
import io.packetwalk.check.witness.Paths;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.k8s.EventFact;
import io.packetwalk.model.Pod;
import io.packetwalk.net.Ports;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Path;
import io.packetwalk.walk.Question;
import io.packetwalk.walk.Verdict;
import io.packetwalk.walk.Walk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PW-086: what the kubelet asks a pod to see whether it is ready is dropped by a rule on the way, although the application is fine. */
public final class ProbeBlocked implements Check {

    /** As early as an endpoint that is not ready (PW-002, PW-003): it is why. */
    private static final CheckId ID = new CheckId("PW-086", "probe-blocked", "policy", 9);

    /** The address in {@code Get "http://10.1.2.5:8080/healthz": context deadline exceeded} and {@code dial tcp 10.1.2.5:8080: i/o timeout}. */
    private static final Pattern ASKED = Pattern.compile("(?:https?://|dial tcp )\\[?([0-9a-fA-F.:]+)\\]?:(\\d{1,5})");

    @Override
    public CheckId id() {
        return ID;
    }

    /** A probe that was not answered, and the walk of its packets. */
    private record Unanswered(Pod pod, int port, EventFact event, Walk walk) {

        Optional<Path> blocked() {
            return walk.paths().stream().filter(ProbeBlocked::ends).findFirst();
        }

        boolean always() {
            return !walk.paths().isEmpty() && walk.paths().stream().allMatch(ProbeBlocked::ends);
        }
    }

    /** At a rule that drops or rejects; a pod that refuses has answered. */
    private static boolean ends(Path path) {
        return Paths.broken(path)
                && !(path.verdict() instanceof Verdict.Lost)
                && !path.by().isEmpty()
                && !path.reason().contains("listens");
    }

    @Override
    public Outcome run(Case that) {
        if (that.cluster().events().isEmpty()) {
            return new Outcome.Undetermined(
                    List.of(new Missing("events", "none are in the bundle", "kubectl get events -A -o json")));
        }
        Map<ObjectRef, Unanswered> unanswered = new TreeMap<>();
        for (EventFact event : that.cluster().events()) {
            if (tells(event) && !IncidentTime.covers(that, event.last()).no()) {
                of(that, event).ifPresent(probe -> unanswered.put(probe.pod().ref(), probe));
            }
        }
        List<Finding> findings = new ArrayList<>();
        List<Missing> missing = new ArrayList<>();
        for (Unanswered probe : unanswered.values()) {
            if (probe.always()) {
                findings.add(finding(that, probe));
            } else {
                probe.walk().paths().stream().limit(1).forEach(path -> missing.addAll(path.missing()));
            }
        }
        return Outcome.of(findings, missing, "no probe went unanswered whose packets a rule drops");
    }

    private static boolean tells(EventFact event) {
        String text = event.message();
        return event.reason().equals("Unhealthy")
                && (text.contains("context deadline exceeded")
                        || text.contains("i/o timeout")
                        || text.contains("Client.Timeout")
                        || text.contains("no route to host"));
    }

    private static Optional<Unanswered> of(Case that, EventFact event) {
        Matcher asked = ASKED.matcher(event.message());
        Optional<Pod> pod = that.cluster()
                .pod(event.involved().namespace(), event.involved().name())
                .filter(there -> there.live() && there.ownNetwork());
        if (pod.isEmpty() || !asked.find()) {
            return Optional.empty();
        }
        return Ports.parsePort(asked.group(2))
                .map(port -> new Unanswered(
                        pod.get(),
                        port,
                        event,
                        that.walks()
                                .of(new Question(
                                        new Question.Origin.OnNode(pod.get().node()),
                                        new Question.Target.ToPod(pod.get().ref()),
                                        Proto.TCP,
                                        port,
                                        0))));
    }

    private static Finding finding(Case that, Unanswered probe) {
        Path path = probe.blocked().orElseThrow();
        ObjectRef pod = probe.pod().ref();
        String node = probe.pod().node();
        List<Source> at = path.by().stream().limit(3).toList();
        Source event = probe.event().source();
        Proof proof = new Proof(
                Condition.yes(path.reason(), at),
                Condition.yes("it is where a packet of " + node + " to port " + probe.port() + " of the pod ends", at),
                Condition.yes("the kubelet had no answer", List.of(event)),
                new Condition(
                        "the event is of the time of the failures",
                        IncidentTime.covers(that, probe.event().last()),
                        List.of(event)),
                List.of(Condition.yes("PW-003 PW-171: the packet does not come to the application", at)));
        Claim claim = Claim.of(ID)
                .about(pod)
                .about(ObjectRef.node(node))
                .what("The probes of " + pod + " are not answered ("
                        + probe.event().count() + " times).")
                .why("What the kubelet of " + node + " sends to port " + probe.port() + " ends before the pod: "
                        + path.reason() + ".")
                .shows(probe.event().message(), event);
        at.forEach(source -> claim.shows(path.reason(), source));
        return claim.not("PW-171", "the packet does not come to the application")
                .not("PW-003", "the probe asks in vain for a reason on the way")
                .remedy(
                        "# let the addresses of the nodes in: an ingress rule with their ipBlock, or the plugin's option to accept the host's own traffic",
                        "low, nodes may reach these pods",
                        "take the rule away")
                .then("packetwalk trace NEW-BUNDLE --from node/" + node + " --to " + pod + ":" + probe.port())
                .unless("a probe that was answered while the rule was there")
                .explainsTold(pod + " not ready")
                .walk(probe.walk())
                .finding(Severity.S1, proof);
    }
}
