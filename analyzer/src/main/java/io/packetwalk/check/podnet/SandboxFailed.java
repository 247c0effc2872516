package io.packetwalk.check.podnet;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.k8s.EventFact;
import io.packetwalk.model.Pod;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** PW-087: the network plugin cannot set up pods, so they stay in ContainerCreating. */
public final class SandboxFailed implements Check {

    private static final CheckId ID = new CheckId("PW-087", "cni-setup-failed", "podnet", 14);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        Map<String, List<EventFact>> byCause = new TreeMap<>();
        for (EventFact event : that.cluster().events()) {
            if (event.reason().equals("FailedCreatePodSandBox") && !running(that, event.involved())) {
                byCause.computeIfAbsent(cause(event.message()), name -> new ArrayList<>())
                        .add(event);
            }
        }
        if (byCause.isEmpty() && that.cluster().events().isEmpty()) {
            boolean waiting = that.cluster().pods().stream()
                    .anyMatch(pod -> pod.object().phase().equals("Pending")
                            && !pod.node().isEmpty()
                            && pod.ownNetwork());
            return waiting
                    ? new Outcome.Undetermined(List.of(new Missing(
                            "events",
                            "pods wait on a node, and only events tell why",
                            "kubectl get events -A -o json")))
                    : new Outcome.Clear("no pod that has a node waits for its network");
        }
        List<Finding> findings = new ArrayList<>();
        byCause.forEach((cause, events) -> findings.add(finding(that, cause, events)));
        return Outcome.of(findings, List.of(), "no pod is kept from starting by its network");
    }

    /** It has an address by now: the failure is over. */
    private static boolean running(Case that, ObjectRef pod) {
        return that.cluster()
                .pod(pod.namespace(), pod.name())
                .filter(known -> !known.ips().isEmpty())
                .isPresent();
    }

    /** The kinds of failure that have a remedy of their own. */
    private static String cause(String message) {
        String text = message.toLowerCase(Locale.ROOT);
        if (text.contains("no ip addresses available")
                || text.contains("insufficientfreeaddresses")
                || text.contains("failed to assign an ip")
                || text.contains("no more ips")
                || text.contains("range is full")) {
            return "the pool of pod addresses is used up";
        }
        if (text.contains("failed to find plugin") || text.contains("no such file or directory")) {
            return "a plugin binary or file is missing on the node";
        }
        if (text.contains("cni plugin not initialized") || text.contains("cni config uninitialized")) {
            return "the node has no network configuration yet";
        }
        if (text.contains("connection refused") || text.contains("unauthorized") || text.contains("i/o timeout")) {
            return "the plugin cannot reach its agent or the API server";
        }
        return "the network plugin failed";
    }

    private static Finding finding(Case that, String cause, List<EventFact> events) {
        EventFact last = events.getLast();
        List<ObjectRef> pods =
                events.stream().map(EventFact::involved).distinct().sorted().toList();
        Claim claim = Claim.of(ID);
        pods.stream().limit(5).forEach(claim::about);
        List<Source> proofs = events.stream().map(EventFact::source).limit(3).toList();
        claim.what(pods.size() + (pods.size() == 1 ? " pod" : " pods") + " cannot start, for example " + pods.getFirst()
                        + ".")
                .why("Setting up the pod's network failed: " + cause + ".");
        events.stream()
                .skip(Math.max(0, events.size() - 3))
                .forEach(event -> claim.shows(event.message(), event.source()));
        pods.forEach(pod -> claim.explainsTold(pod + " not started"));
        String node = that.cluster()
                .pod(last.involved().namespace(), last.involved().name())
                .map(Pod::node)
                .orElse("NODE");
        return claim.not("PW-052", "the message is the plugin's own")
                .remedy(
                        "kubectl -n " + last.involved().namespace() + " describe pod "
                                + last.involved().name(),
                        "none, reads only",
                        "")
                .remedy("ls /etc/cni/net.d /opt/cni/bin /var/lib/cni/networks  # on " + node, "none, reads only", "")
                .then("kubectl get pods -A --field-selector status.phase=Pending")
                .unless("a later dump in which the pod has an address")
                .finding(
                        Severity.S1,
                        Stated.told(Condition.yes(cause, proofs), Condition.yes("the pod has no address", proofs)));
    }
}
