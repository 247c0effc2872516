package io.packetwalk.check.edge;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.Moments;
import io.packetwalk.check.witness.Outsiders;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.check.witness.Traffic;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Source;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import io.packetwalk.model.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** PW-150: MetalLB gave a Service an address, and no speaker may announce it or none runs. */
public final class NobodyAnnounces implements Check {

    private static final CheckId ID = new CheckId("PW-150", "metallb-announce", "edge", 10);

    /** Speakers leave such nodes out (KEP-1143; MetalLB, {@code --ignore-exclude-lb} is off by default). */
    private static final String EXCLUDED = "node.kubernetes.io/exclude-from-external-load-balancers";

    @Override
    public CheckId id() {
        return ID;
    }

    /** Why nobody announces, and where that stands. */
    private record Silence(String why, List<Source> at) {}

    @Override
    public Outcome run(Case that) {
        List<Service> served = that.cluster().services().stream()
                .filter(NobodyAnnounces::served)
                .toList();
        if (served.isEmpty()) {
            return new Outcome.NotApplicable("no Service has an address of MetalLB");
        }
        Optional<Silence> silence = excluded(that).or(() -> unready(that));
        List<Finding> findings = new ArrayList<>();
        silence.ifPresent(found -> served.forEach(service -> findings.add(finding(that, service, found))));
        return Outcome.of(findings, List.of(), "a speaker that is ready may announce on some node");
    }

    private static boolean served(Service service) {
        boolean theirs = service.object().loadBalancerClass().contains("metallb")
                || service.object().annotations().keySet().stream()
                        .anyMatch(key -> key.startsWith("metallb.io/") || key.startsWith("metallb.universe.tf/"));
        return theirs
                && service.object().loadBalancer().stream()
                        .anyMatch(point -> point.ip().isPresent());
    }

    private static Optional<Silence> excluded(Case that) {
        List<Node> known = that.cluster().nodes().stream()
                .filter(node -> node.object().isPresent())
                .toList();
        boolean all = !known.isEmpty()
                && known.stream()
                        .allMatch(node -> node.object().orElseThrow().labels().containsKey(EXCLUDED));
        return all
                ? Optional.of(new Silence(
                        "every node has the label " + EXCLUDED,
                        known.stream()
                                .limit(3)
                                .map(node -> node.object().orElseThrow().source())
                                .toList()))
                : Optional.empty();
    }

    private static Optional<Silence> unready(Case that) {
        List<Pod> speakers = that.cluster().pods().stream()
                .filter(pod -> pod.object().containers().stream()
                        .anyMatch(container -> container.image().contains("metallb/speaker")))
                .toList();
        return !speakers.isEmpty()
                        && speakers.stream().allMatch(pod -> pod.ready().no())
                ? Optional.of(new Silence(
                        "no speaker is ready",
                        speakers.stream()
                                .limit(3)
                                .map(pod -> pod.object().source())
                                .toList()))
                : Optional.empty();
    }

    private static Finding finding(Case that, Service service, Silence silence) {
        Traffic traffic = Traffic.to(that, service);
        List<Flow> outside = traffic.all().stream()
                .filter(flow -> Outsiders.sent(that, flow))
                .toList();
        List<Flow> failed = outside.stream()
                .filter(flow -> flow.state() == Flow.State.NO_REPLY || flow.state() == Flow.State.UNREACHABLE)
                .filter(Outsiders::unseen)
                .toList();
        Proof proof = new Proof(
                Condition.yes(silence.why(), silence.at()),
                Outsiders.lost(that, failed),
                Stated.observed(failed),
                Moments.near(that, silence.at().getFirst(), failed),
                List.of(Condition.unknown("PW-046 PW-103: nobody answers ARP for the address")));
        Claim claim = Claim.of(ID)
                .about(service.ref())
                .what(Sentences.failed(service.ref() + " from outside the cluster", failed, outside))
                .why("MetalLB gave " + service.ref() + " an address, and " + silence.why()
                        + ": nobody tells the network where it is.");
        silence.at().forEach(at -> claim.shows(silence.why(), at));
        return claim.shows("address of MetalLB", service.object().source())
                .not("PW-023", "the Service has its address")
                .not("PW-018", "no node was reached")
                .remedy("kubectl -n metallb-system logs -l component=speaker --tail=100", "none, reads only", "")
                .remedy(
                        "kubectl label node NODE " + EXCLUDED
                                + "-  # when the label is why; else see why the speakers are not ready",
                        "low, this node may get traffic from outside",
                        "kubectl label node NODE " + EXCLUDED + "=true")
                .then("arping the address from the same network; curl it")
                .unless("an ARP answer or a BGP route for the address")
                .explains(that, failed, outside.size())
                .finding(failed.isEmpty() ? Severity.S3 : Severity.S1, proof);
    }
}
