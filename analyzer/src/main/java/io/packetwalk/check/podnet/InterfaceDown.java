package io.packetwalk.check.podnet;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Evidence;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.FailedFlows;
import io.packetwalk.check.witness.Paths;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.check.witness.Stops;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.iproute.LinkFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import io.packetwalk.net.Ip;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * PW-108: an interface on the way is down or not connected: an end of the wire between a live pod and its node, the bridge it hangs on, or, where walks of failed
 * connections end at one, a tunnel device or an uplink.
 */
public final class InterfaceDown implements Check {

    private static final CheckId ID = new CheckId("PW-108", "veth-missing-or-down", "podnet", 17);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Finding> findings = new ArrayList<>();
        List<Missing> missing = new ArrayList<>();
        Set<Source> seen = new HashSet<>();
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
            dead(pod, pod.netns().get(), host.get())
                    .filter(link -> seen.add(link.source()))
                    .ifPresent(link -> findings.add(finding(that, pod, link)));
        }
        Set<Source> told = findings.stream()
                .flatMap(finding -> finding.evidence().stream())
                .map(Evidence::source)
                .collect(Collectors.toSet());
        Stops.at(that, NetNs::links).stream()
                .filter(stop -> !told.contains(stop.fact().source()))
                .forEach(stop -> findings.add(onTheWay(that, stop, stop.fact().name())));
        Stops.at(that, NetNs::bridgePorts)
                .forEach(stop -> findings.add(onTheWay(that, stop, stop.fact().dev())));
        return Outcome.of(findings, missing.stream().limit(3).toList(), "the wires of all live pods carry packets");
    }

    /** Another interface than a pod's: walks of failed connections end there. */
    private static Finding onTheWay(Case that, Stops.Stop<? extends Fact> stop, String name) {
        Source source = stop.fact().source();
        String place = stop.subject().toString();
        String show = "ip -d link show " + name;
        return Claim.of(ID)
                .about(stop.subject())
                .what(Sentences.failed("through " + name + " of " + place, stop.flows(), stop.flows()))
                .why(stop.path().reason() + ": nothing gets through it.")
                .shows(stop.path().reason(), source)
                .not("PW-089", "the interface itself carries nothing; routes over it vanish with it")
                .remedy(show + "  # on " + place, "none, reads only", "")
                .remedy(
                        "ip link set " + name + " up  # on " + place,
                        "low, it is down now",
                        "ip link set " + name + " down")
                .then(show + " says UP, LOWER_UP and, for a bridge port, state forwarding")
                .unless("a link dump of the time of the failure in which it is up")
                .explains(that, stop.flows(), stop.flows().size())
                .finding(
                        Severity.S1,
                        Stated.ending(
                                that,
                                Condition.yes(stop.path().reason(), List.of(source)),
                                stop.flows(),
                                path -> Paths.decidedBy(path, source),
                                stop.seen()));
    }

    /**
     * The first interface of the wire that carries nothing: an end that is administratively down or has no carrier because the other one is, or the bridge that
     * the node's end is a port of. Only a veth has its other end on the node.
     */
    private static Optional<LinkFact> dead(Pod pod, NetNs inside, NetNs host) {
        Optional<LinkFact> near = inside.addresses().stream()
                .filter(address -> pod.ips().contains(address.ip()))
                .findFirst()
                .flatMap(address -> inside.link(address.dev()));
        Optional<LinkFact> far = near.filter(link -> link.peerIndex() > 0)
                .flatMap(link -> host.link(link.peerIndex()))
                .filter(link -> link.kind().isEmpty() || link.kind().equals("veth"));
        Optional<LinkFact> bridge = far.flatMap(link -> host.link(link.master()));
        List<LinkFact> wire = Stream.of(far, near, bridge)
                .flatMap(Optional::stream)
                .filter(InterfaceDown::told)
                .toList();
        return wire.stream()
                .filter(link -> !link.flags().contains("UP"))
                .findFirst()
                .or(() -> wire.stream()
                        .filter(link -> link.flags().contains("NO-CARRIER"))
                        .findFirst());
    }

    private static boolean told(LinkFact link) {
        return !link.flags().isEmpty();
    }

    private static Finding finding(Case that, Pod pod, LinkFact link) {
        boolean bridge = link.kind().equals("bridge");
        ObjectRef subject = bridge ? ObjectRef.node(pod.node()) : pod.ref();
        Set<Ip> cut = that.cluster().directory().register().podsOn(pod.node()).stream()
                .filter(there -> there.equals(pod) || bridge && there.live() && there.ownNetwork())
                .flatMap(there -> there.ips().stream())
                .collect(Collectors.toSet());
        List<Flow> all = new FailedFlows(that)
                .base(flow -> cut.contains(flow.reached().ip())
                        || cut.contains(flow.client().at().ip()));
        List<Flow> failed = all.stream().filter(flow -> flow.state().failed()).toList();
        String state = link.flags().contains("UP") ? "has no carrier" : "is down";
        return Claim.of(ID)
                .about(subject)
                .what(Sentences.failed("to or from " + (bridge ? "pods of " : "") + subject, failed, all))
                .why((bridge
                                ? "The bridge " + link.name() + " of its pods "
                                : "The interface " + link.name() + " of its wire to " + pod.node() + " ")
                        + state
                        + ": nothing goes into the " + (bridge ? "pods" : "pod") + " or out of "
                        + (bridge ? "them." : "it."))
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
                                bridge ? Paths::broken : path -> Paths.decidedBy(path, link.source())));
    }
}
