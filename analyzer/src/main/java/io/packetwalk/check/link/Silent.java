package io.packetwalk.check.link;

import io.packetwalk.check.Case;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.Arrivals;
import io.packetwalk.check.witness.FailedFlows;
import io.packetwalk.check.witness.Moments;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.iproute.LinkFact;
import io.packetwalk.fact.iproute.NeighFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import io.packetwalk.walk.Path;
import io.packetwalk.walk.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Live pods that have their address, and yet nobody answered when their node asked for it. */
final class Silent {

    private static final Set<String> UNRESOLVED = Set.of("FAILED", "INCOMPLETE");

    private Silent() {}

    /** One finding for each neighbour entry that failed walks hang on. */
    static List<Finding> findings(Case that, CheckId id) {
        List<Finding> findings = new ArrayList<>();
        for (Node node : that.cluster().nodes()) {
            for (NeighFact entry : node.netns().neighbours()) {
                Optional<Pod> pod =
                        UNRESOLVED.contains(entry.state()) ? that.cluster().podAt(entry.ip()) : Optional.empty();
                pod.filter(there -> there.live() && there.node().equals(node.name()))
                        .filter(there -> there.netns()
                                .filter(netns -> netns.owns(entry.ip()))
                                .isPresent())
                        .ifPresent(there -> {
                            List<Flow> failed = hanging(that, entry);
                            if (!failed.isEmpty()) {
                                findings.add(finding(that, id, node, entry, there, failed));
                            }
                        });
            }
        }
        return findings;
    }

    /** Failed flows whose walk cannot be told because the entry is unresolved. */
    private static List<Flow> hanging(Case that, NeighFact entry) {
        return new FailedFlows(that)
                .where(flow -> flow.reached().ip().equals(entry.ip())
                        && that.walks().of(flow).stream()
                                .flatMap(walk -> walk.paths().stream())
                                .filter(path -> path.verdict() instanceof Verdict.Undetermined)
                                .map(Path::by)
                                .anyMatch(by -> by.contains(entry.source())));
    }

    private static Finding finding(Case that, CheckId id, Node node, NeighFact entry, Pod pod, List<Flow> failed) {
        List<Flow> all = Arrivals.of(that).all().stream()
                .filter(flow -> flow.reached().ip().equals(entry.ip()))
                .toList();
        boolean answered = all.stream().anyMatch(flow -> !flow.state().failed());
        Proof proof = new Proof(
                Condition.yes("the neighbour entry of a live pod is " + entry.state(), List.of(entry.source())),
                Condition.unknown("the failed packets waited for that entry"),
                Stated.observed(failed),
                Moments.near(that, entry.source(), failed),
                List.of(new Condition(
                        "nothing that is sent to the address is answered", Ternary.of(!answered), List.of())));
        Claim claim = Claim.of(id)
                .about(pod.ref())
                .about(ObjectRef.node(node.name()))
                .what(Sentences.failed("to " + pod.ref(), failed, all))
                .why("Nobody answered when " + node.name() + " asked who has " + entry.ip() + " on " + entry.dev()
                        + ", although " + pod.ref() + " is live and has the address.")
                .shows(entry.ip() + " is " + entry.state() + " on " + entry.dev(), entry.source());
        pod.netns().stream()
                .flatMap(netns -> netns.links().stream())
                .filter(link -> link.flags().contains("NOARP") && !link.flags().contains("LOOPBACK"))
                .map(LinkFact::source)
                .findFirst()
                .ifPresent(
                        source -> claim.shows("an interface of " + pod.ref() + " does not answer ARP (NOARP)", source));
        return claim.not("PW-108", "both ends of its wire are up and connected")
                .remedy(
                        "arping -I " + entry.dev() + " -c 3 " + entry.ip() + "  # on " + node.name(),
                        "none, reads only",
                        "")
                .remedy(
                        "ip link set eth0 arp on  # in " + pod.ref() + ", when it is off",
                        "low, this pod",
                        "ip link set eth0 arp off")
                .then("ip neigh show to " + entry.ip() + " on " + node.name() + " is REACHABLE or STALE")
                .unless("a pod that began only after the entry failed")
                .explains(that, failed, all.size())
                .finding(Severity.S1, proof);
    }
}
