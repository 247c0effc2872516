package io.packetwalk.check.podnet;

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
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Pod;
import io.packetwalk.net.Ip;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** PW-088: two live pods have one address; packets reach the one or the other. */
public final class DuplicatePodAddress implements Check {

    private static final CheckId ID = new CheckId("PW-088", "duplicate-pod-ip", "podnet", 14);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        var missing = Needs.lists(that, "pods");
        if (!missing.isEmpty()) {
            return new Outcome.Undetermined(missing);
        }
        Map<Ip, List<Pod>> byAddress = new TreeMap<>();
        that.cluster().pods().stream()
                .filter(pod -> pod.live() && pod.ownNetwork())
                .forEach(pod -> pod.ips()
                        .forEach(ip -> byAddress
                                .computeIfAbsent(ip, key -> new ArrayList<>())
                                .add(pod)));
        List<Finding> findings = new ArrayList<>();
        byAddress.forEach((ip, pods) -> {
            if (pods.size() > 1) {
                findings.add(finding(that, ip, pods));
            }
        });
        return Outcome.of(findings, List.of(), "no two live pods have the same address");
    }

    private static Finding finding(Case that, Ip ip, List<Pod> pods) {
        List<Flow> all = new FailedFlows(that)
                .base(flow -> flow.reached().ip().equals(ip)
                        || flow.client().at().ip().equals(ip));
        List<Flow> failed = all.stream().filter(flow -> flow.state().failed()).toList();
        List<Source> objects = pods.stream().map(pod -> pod.object().source()).toList();
        boolean held = pods.stream()
                .allMatch(pod -> pod.netns().filter(netns -> netns.owns(ip)).isPresent());
        Claim claim = Claim.of(ID);
        pods.forEach(pod -> claim.about(pod.ref()));
        claim.what(Sentences.failed("to and from " + ip, failed, all))
                .why(pods.size() + " live pods have the address " + ip
                        + ": what is sent to it reaches one of them, or the wrong one.");
        pods.forEach(pod -> claim.shows(
                pod.ref() + " on " + pod.node() + " has " + ip, pod.object().source()));
        Proof proof = new Proof(
                Condition.yes("the pods' status lists one address twice", objects),
                new Condition(
                        "failed flows went to or from that address",
                        Ternary.of(!failed.isEmpty()),
                        failed.stream()
                                .limit(3)
                                .map(flow -> flow.nearest().source())
                                .toList()),
                new Condition("connections failed", Ternary.of(!failed.isEmpty()), List.of()),
                Moments.near(that, objects.getFirst(), failed),
                List.of(new Condition(
                        "both namespaces hold the address on an interface",
                        held ? Ternary.YES : Ternary.UNKNOWN,
                        objects)));
        return claim.not("PW-103", "the addresses are the API's own, no neighbour entry is concerned")
                .remedy(
                        "ip -4 -o addr show dev eth0  # in the network namespace of each of the pods",
                        "none, reads only",
                        "")
                .remedy(
                        "kubectl -n " + pods.getLast().ref().namespace() + " delete pod "
                                + pods.getLast().ref().name(),
                        "medium, this pod: its controller makes another; collect first",
                        "none: the pod is replaced")
                .then("kubectl get pods -A -o wide | grep -w " + ip)
                .unless("a pod that finished meanwhile, whose address was given away rightly")
                .explains(that, failed, all.size())
                .finding(Severity.S2, proof);
    }
}
