package io.packetwalk.check.routing;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.Exits;
import io.packetwalk.check.witness.FailedFlows;
import io.packetwalk.check.witness.Moments;
import io.packetwalk.check.witness.Needs;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.iproute.NeighFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Lookup;
import io.packetwalk.model.Node;
import io.packetwalk.net.Ip;
import io.packetwalk.walk.route.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** PW-101: a host outside has an address of a network that the node itself has, for pods or for containers, and packets for it never leave. */
public final class PodRangeOverlap implements Check {

    private static final CheckId ID = new CheckId("PW-101", "cidr-overlap-pod", "podnet", 14);

    private static final Set<Flow.State> UNANSWERED = Set.of(Flow.State.NO_REPLY, Flow.State.UNREACHABLE);

    @Override
    public CheckId id() {
        return ID;
    }

    /** Packets that a node keeps, with what shows that their destination is a host elsewhere. */
    private record Kept(Node node, Ip to, Route.Via exit, Optional<Lookup> named, Optional<NeighFact> nobody) {

        Ternary elsewhere() {
            return named.isPresent() || nobody.isPresent() ? Ternary.YES : Ternary.UNKNOWN;
        }

        List<Source> sources() {
            List<Source> at = new ArrayList<>(exit.sources());
            nobody.ifPresent(entry -> at.add(entry.source()));
            named.ifPresent(lookup -> at.add(lookup.exchanges().getLast().source()));
            return at;
        }
    }

    @Override
    public Outcome run(Case that) {
        Map<Ip, Kept> kept = new TreeMap<>();
        for (Flow flow : that.flows().failed()) {
            if (UNANSWERED.contains(flow.state())) {
                kept(that, flow).ifPresent(found -> kept.putIfAbsent(found.to(), found));
            }
        }
        List<Finding> findings = kept.values().stream()
                .filter(found -> found.elsewhere().yes())
                .map(found -> finding(that, found))
                .toList();
        return Outcome.of(
                findings,
                Needs.traffic(that),
                "no packet for a host elsewhere was kept by a node that has its network");
    }

    private static Optional<Kept> kept(Case that, Flow flow) {
        Ip to = flow.reached().ip();
        Optional<Node> node = Whereabouts.client(that, flow);
        if (node.isEmpty() || that.cluster().objectAt(to).isPresent() || to.linkLocal() || to.loopback()) {
            return Optional.empty();
        }
        return Exits.own(node.get().netns(), to)
                .filter(exit -> !exit.byDefault())
                .filter(exit -> inner(that, node.get(), exit, to))
                .map(exit -> new Kept(node.get(), to, exit, named(that, to), nobody(node.get(), exit, to)));
    }

    /** The device is a bridge of this node, or the way to another node's pods. */
    private static boolean inner(Case that, Node node, Route.Via exit, Ip to) {
        boolean bridge = node.netns()
                .link(exit.device())
                .filter(link -> link.kind().equals("bridge"))
                .isPresent();
        boolean range = that.cluster().nodes().stream()
                .flatMap(other -> other.podCidrs().stream())
                .anyMatch(cidr -> cidr.contains(to));
        return range || bridge && !exit.gateway();
    }

    /** A name outside the cluster was answered with the address: the reader of the answer meant a host elsewhere, not a pod that is gone. */
    private static Optional<Lookup> named(Case that, Ip to) {
        return that.flows().lookups().stream()
                .filter(lookup ->
                        !lookup.name().contains(".svc") && lookup.name().contains("."))
                .filter(lookup -> lookup.exchanges().stream()
                        .anyMatch(asked -> !asked.exchange().qname().contains(".svc.")
                                && asked.exchange().answers().contains(to.toString())))
                .findFirst();
    }

    /** Nobody on a bridge that is not the pods' has the address. */
    private static Optional<NeighFact> nobody(Node node, Route.Via exit, Ip to) {
        boolean pods = node.podCidrs().stream().anyMatch(cidr -> cidr.contains(to));
        return pods
                ? Optional.empty()
                : node.netns().neighbours().stream()
                        .filter(entry -> entry.ip().equals(to) && entry.dev().equals(exit.device()))
                        .filter(entry ->
                                entry.state().equals("FAILED") || entry.state().equals("INCOMPLETE"))
                        .findFirst();
    }

    private static Finding finding(Case that, Kept kept) {
        List<Flow> all = new FailedFlows(that)
                .base(flow -> flow.reached().ip().equals(kept.to())
                        && Whereabouts.client(that, flow)
                                .filter(kept.node()::equals)
                                .isPresent());
        List<Flow> failed =
                all.stream().filter(flow -> UNANSWERED.contains(flow.state())).toList();
        String node = kept.node().name();
        String dev = kept.exit().device();
        Proof proof = new Proof(
                new Condition(
                        node + " has a network with the address of a host elsewhere", kept.elsewhere(), kept.sources()),
                Condition.yes(
                        "the route that its packets take is that network's, by " + dev,
                        kept.exit().sources()),
                Stated.observed(failed),
                Moments.near(that, kept.exit().sources().getFirst(), failed),
                List.of(
                        new Condition(
                                "nobody on " + node + "'s own network answers for it",
                                kept.nobody().isPresent() ? Ternary.YES : Ternary.UNKNOWN,
                                kept.sources()),
                        new Condition(
                                "PW-011: a name outside the cluster, not an old endpoint, gave the address",
                                kept.named().isPresent() ? Ternary.YES : Ternary.UNKNOWN,
                                kept.sources())));
        Claim claim = Claim.of(ID)
                .about(ObjectRef.node(node))
                .about(new ObjectRef("Address", "", kept.to().toString()))
                .what(Sentences.failed("from " + node + " to " + kept.to(), failed, all))
                .why(node + " has a network of its own that contains " + kept.to() + ", on " + dev
                        + ": packets for the host elsewhere that has this address never leave the node.")
                .shows(
                        "the route to " + kept.to() + " is by " + dev,
                        kept.exit().sources().getFirst());
        kept.named()
                .ifPresent(lookup -> claim.shows(
                        lookup.name() + " is " + kept.to(),
                        lookup.exchanges().getLast().source()));
        kept.nobody()
                .ifPresent(entry -> claim.shows(kept.to() + " on " + dev + " is " + entry.state(), entry.source()));
        return claim.not("PW-030", "no Service has the address")
                .remedy("ip route get " + kept.to() + "  # on " + node, "none, reads only", "")
                .remedy(
                        "ip route add " + kept.to() + "/32 via GATEWAY  # on " + node
                                + ": until one of the two networks has another range",
                        "medium, a pod or container with this address is out of reach meanwhile",
                        "ip route del " + kept.to() + "/32")
                .then("ip route get " + kept.to() + " on " + node + " names the uplink")
                .unless("a container or pod of this node that has the address and is meant")
                .explains(that, failed, all.size())
                .finding(Severity.S1, proof);
    }
}
