package io.packetwalk.check.link;

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
import io.packetwalk.check.witness.Paths;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.iproute.WireGuardFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Node;
import io.packetwalk.net.Cidr;
import io.packetwalk.walk.Path;
import io.packetwalk.walk.Walk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** PW-096: packets for another node's pods go to a WireGuard device that has no usable peer for them. */
public final class WireGuardPeerDown implements Check {

    private static final CheckId ID = new CheckId("PW-096", "wireguard-peer-down", "podnet", 14);

    /** A session older than this is not used any more (whitepaper section 6.1, Reject-After-Time); who has something to send makes a new one before. */
    private static final long REJECT_AFTER_SECONDS = 180;

    @Override
    public CheckId id() {
        return ID;
    }

    /** Why nothing passes from one node to another, as the first one's dump shows it. */
    private record Broken(Node from, Node to, WireGuardFact device, String why, Source at, boolean idle) {}

    @Override
    public Outcome run(Case that) {
        List<Node> tunnelled = that.cluster().nodes().stream()
                .filter(node -> !node.netns().wireGuards().isEmpty())
                .toList();
        if (tunnelled.isEmpty()) {
            return new Outcome.NotApplicable("no node's wg show is in the bundle");
        }
        List<Finding> findings = new ArrayList<>();
        for (Node from : tunnelled) {
            for (Node to : that.cluster().nodes()) {
                if (!to.equals(from)) {
                    broken(from, to).flatMap(found -> finding(that, found)).ifPresent(findings::add);
                }
            }
        }
        return Outcome.of(
                findings, List.of(), "each node's peers have the other nodes' keys, pod ranges and a session");
    }

    private static Optional<Broken> broken(Node from, Node to) {
        for (WireGuardFact device : from.netns().wireGuards()) {
            Optional<Cidr> range = to.podCidrs().stream()
                    .filter(cidr -> routed(from, device, cidr))
                    .findFirst();
            if (range.isPresent()) {
                return broken(from, to, device, range.get());
            }
        }
        return Optional.empty();
    }

    /** Packets to the range go to the device: a CNI that encrypts only between some nodes has peers for those only. */
    private static boolean routed(Node from, WireGuardFact device, Cidr range) {
        return from.netns().routes().stream()
                .anyMatch(route ->
                        route.dev().equals(device.dev()) && (route.dst().covers(range) || range.covers(route.dst())));
    }

    private static Optional<Broken> broken(Node from, Node to, WireGuardFact device, Cidr range) {
        Optional<WireGuardFact.Peer> peer = device.peers().stream()
                .filter(candidate -> candidate.allowed().stream().anyMatch(cidr -> cidr.covers(range)))
                .findFirst();
        if (peer.isEmpty()) {
            String why = "no peer of " + device.dev() + " is allowed " + range;
            return Optional.of(new Broken(from, to, device, why, device.source(), false));
        }
        Source at = peer.get().source();
        List<String> keys = to.netns().wireGuards().stream()
                .map(WireGuardFact::publicKey)
                .filter(key -> !key.isEmpty())
                .toList();
        if (!keys.isEmpty() && !keys.contains(peer.get().publicKey())) {
            String why = "the peer for " + range + " has the key " + peer.get().publicKey() + ", and " + to.name()
                    + " has " + String.join(", ", keys);
            return Optional.of(new Broken(from, to, device, why, at, false));
        }
        String seen = peer.get().handshake();
        boolean old = seen.isEmpty() || HandshakeAge.seconds(seen).orElse(0) > REJECT_AFTER_SECONDS;
        String why = seen.isEmpty()
                ? "the peer for " + range + " never completed a handshake"
                : "the last handshake of the peer for " + range + " was " + seen;
        return old ? Optional.of(new Broken(from, to, device, why, at, true)) : Optional.empty();
    }

    /** A peer without a session is normal while nobody sends to it: only packets that go unanswered make it a failure. */
    private static Optional<Finding> finding(Case that, Broken broken) {
        List<Flow> all = new FailedFlows(that).base(flow -> crosses(that, flow, broken));
        List<Flow> failed = all.stream().filter(flow -> flow.state().failed()).toList();
        return broken.idle() && failed.isEmpty() ? Optional.empty() : Optional.of(finding(that, broken, failed, all));
    }

    private static boolean crosses(Case that, Flow flow, Broken broken) {
        return Whereabouts.client(that, flow).filter(broken.from()::equals).isPresent()
                && Whereabouts.server(that, flow).filter(broken.to()::equals).isPresent();
    }

    /** The walks come to the device, and none of them ends before it: who is stopped by a policy never asks the peer for a session. */
    private static Condition through(Case that, Broken broken, List<Flow> failed) {
        List<Walk> walks =
                failed.stream().flatMap(flow -> that.walks().of(flow).stream()).toList();
        boolean elsewhere =
                walks.stream().flatMap(walk -> Paths.broken(walk).stream()).anyMatch(path -> !told(path, broken));
        boolean there = walks.stream()
                .flatMap(walk -> walk.paths().stream())
                .anyMatch(path -> told(path, broken)
                        || path.steps().stream().anyMatch(step -> step.sources().contains(broken.at())));
        return new Condition(
                "the walk of the failed connections comes to " + broken.device().dev(),
                elsewhere ? Ternary.NO : there ? Ternary.YES : Ternary.UNKNOWN,
                List.of(broken.at()));
    }

    /** The path ends at one of the two devices: what one of them does not send, the other does not take. */
    private static boolean told(Path path, Broken broken) {
        return Stream.of(broken.from(), broken.to())
                .flatMap(node -> node.netns().wireGuards().stream())
                .map(device -> device.source().artifact())
                .anyMatch(artifact ->
                        path.by().stream().anyMatch(by -> by.artifact().equals(artifact)));
    }

    private static Finding finding(Case that, Broken broken, List<Flow> failed, List<Flow> all) {
        String from = broken.from().name();
        String to = broken.to().name();
        String dev = broken.device().dev();
        boolean worked = all.size() > failed.size();
        Proof proof = new Proof(
                Condition.yes(broken.why(), List.of(broken.at())),
                through(that, broken, failed),
                Stated.observed(failed),
                Moments.near(that, broken.at(), failed),
                List.of(
                        new Condition("nothing passes this way", Ternary.of(!worked), List.of()),
                        new Condition(
                                "PW-092: the tunnel itself, not a firewall of its UDP port, is at fault",
                                broken.idle() ? Ternary.UNKNOWN : Ternary.YES,
                                List.of(broken.at()))));
        return Claim.of(ID)
                .about(ObjectRef.node(from))
                .about(ObjectRef.node(to))
                .what(Sentences.failed("from " + from + " to pods of " + to + ", through " + dev, failed, all))
                .why("On " + from + " " + broken.why() + ": what is routed to " + dev + " goes nowhere.")
                .shows(broken.why(), broken.at())
                .not("PW-089", "a route to " + to + "'s pods is there, and leads to " + dev)
                .remedy("wg show " + dev + "  # on " + from + " and " + to, "none, reads only", "")
                .remedy(
                        "# restart the agent of the CNI on " + from + " and " + to
                                + ", which publishes key and ranges again; open UDP "
                                + broken.device().port() + " between them",
                        "medium, encrypted traffic of these nodes pauses",
                        "none needed")
                .then("wg show " + dev + " latest-handshakes on " + from + ", then ping -M do -s 1300 to a pod of "
                        + to)
                .unless("a handshake that is younger than the failures")
                .explains(that, failed, all.size())
                .finding(failed.isEmpty() ? Severity.S3 : Severity.S1, proof);
    }
}
