package io.packetwalk.check.podnet;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.FailedFlows;
import io.packetwalk.check.witness.Paths;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.evidence.Condition;
import io.packetwalk.fact.iproute.LinkFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** PW-108: one end of the wire between a live pod and its node is down. */
public final class VethDown implements Check {

    private static final CheckId ID = new CheckId("PW-108", "veth-missing-or-down", "podnet", 17);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Finding> findings = new ArrayList<>();
        List<Missing> missing = new ArrayList<>();
        for (Pod pod : that.cluster().pods()) {
            if (!pod.live() || !pod.ownNetwork()) {
                continue;
            }
            Optional<NetNs> host = that.cluster().node(pod.node()).map(Node::netns);
            if (pod.netns().isEmpty() || host.isEmpty() || host.get().links().isEmpty()) {
                missing.add(new Missing(
                        "interfaces of " + pod.ref() + " and of its node",
                        "both ends of its wire must be seen",
                        "ip -d link show  # in the pod and on " + pod.node()));
                continue;
            }
            dead(pod, pod.netns().get(), host.get()).ifPresent(link -> findings.add(finding(that, pod, link)));
        }
        return Outcome.of(findings, missing.stream().limit(3).toList(), "the wires of all live pods carry packets");
    }

    /** The end that is administratively down, or has no carrier because the other one is. Only a veth has its other end on the node. */
    private static Optional<LinkFact> dead(Pod pod, NetNs inside, NetNs host) {
        Optional<LinkFact> near = inside.addresses().stream()
                .filter(address -> pod.ips().contains(address.ip()))
                .findFirst()
                .flatMap(address -> inside.link(address.dev()));
        Optional<LinkFact> far = near.filter(link -> link.peerIndex() > 0)
                .flatMap(link -> host.link(link.peerIndex()))
                .filter(link -> link.kind().isEmpty() || link.kind().equals("veth"));
        List<LinkFact> ends = Stream.concat(far.stream(), near.stream())
                .filter(VethDown::told)
                .toList();
        return ends.stream()
                .filter(link -> !link.flags().contains("UP"))
                .findFirst()
                .or(() -> ends.stream()
                        .filter(link -> link.flags().contains("NO-CARRIER"))
                        .findFirst());
    }

    private static boolean told(LinkFact link) {
        return !link.flags().isEmpty();
    }

    private static Finding finding(Case that, Pod pod, LinkFact link) {
        List<Flow> all = new FailedFlows(that)
                .base(flow -> pod.ips().contains(flow.reached().ip())
                        || pod.ips().contains(flow.client().at().ip()));
        List<Flow> failed = all.stream().filter(flow -> flow.state().failed()).toList();
        String state = link.flags().contains("UP") ? "has no carrier" : "is down";
        return Claim.of(ID)
                .about(pod.ref())
                .what(Sentences.failed("to or from " + pod.ref(), failed, all))
                .why("The interface " + link.name() + " of its wire to " + pod.node() + " " + state
                        + ": nothing goes into the pod or out of it.")
                .shows(link.name() + " " + state, link.source())
                .shows(pod.ref() + " is live", pod.object().source())
                .not("PW-089", "the packet reaches the pod's own node")
                .remedy("ip -d link show " + link.name() + "  # on " + pod.node(), "none, reads only", "")
                .remedy(
                        "kubectl -n " + pod.ref().namespace() + " delete pod "
                                + pod.ref().name(),
                        "medium, one pod starts anew",
                        "none needed")
                .then("ip link show " + link.name() + " says UP and LOWER_UP")
                .unless("a link dump of the same time in which both ends are up")
                .explains(that, failed, all.size())
                .finding(
                        Severity.S1,
                        Stated.ending(
                                that,
                                Condition.yes(link.name() + " " + state, List.of(link.source())),
                                failed,
                                path -> Paths.decidedBy(path, link.source())));
    }
}
