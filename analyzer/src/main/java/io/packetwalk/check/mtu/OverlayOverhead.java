package io.packetwalk.check.mtu;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.Moments;
import io.packetwalk.check.witness.Reached;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.iproute.LinkFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Node;
import io.packetwalk.net.Ip;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * PW-110: packets that fill the pods' MTU do not fit through the underlay between two nodes, once the tunnel's header, if there is one, is added: small ones
 * pass, large ones vanish.
 */
public final class OverlayOverhead implements Check {

    private static final CheckId ID = new CheckId("PW-110", "mtu-overlay-overhead", "mtu", 15);

    /** IPv4 and TCP headers without options; timestamps add 12. */
    private static final int HEADERS = 40;

    @Override
    public CheckId id() {
        return ID;
    }

    /** Nodes between which large packets vanish. */
    private record Pair(Node from, Node to) implements Comparable<Pair> {
        @Override
        public int compareTo(Pair other) {
            return (from.name() + " " + to.name()).compareTo(other.from.name() + " " + other.to.name());
        }
    }

    @Override
    public Outcome run(Case that) {
        if (that.flows().all().isEmpty()) {
            return new Outcome.Undetermined(List.of(new Missing(
                    "traffic", "no capture shows any", "tcpdump -ni any -s 0 -w traffic.pcap on the client's node")));
        }
        Map<Pair, List<Flow>> stalled = new TreeMap<>();
        for (Flow flow : that.flows().failed()) {
            if (flow.state() == Flow.State.STALLED) {
                pair(that, flow)
                        .ifPresent(pair -> stalled.computeIfAbsent(pair, key -> new ArrayList<>())
                                .add(flow));
            }
        }
        List<Finding> findings = new ArrayList<>();
        stalled.forEach((pair, flows) -> findings.add(finding(that, pair, flows)));
        return Outcome.of(findings, List.of(), "no flow across nodes lost its large packets only");
    }

    private static Optional<Pair> pair(Case that, Flow flow) {
        Optional<Node> from = Whereabouts.client(that, flow);
        Optional<Node> to = Whereabouts.server(that, flow);
        return from.isPresent() && to.isPresent() && !from.equals(to)
                ? Optional.of(new Pair(from.get(), to.get()))
                : Optional.empty();
    }

    private static int lost(Flow flow) {
        return flow.tcp()
                .map(tcp -> Math.max(tcp.largestLostForward(), tcp.largestLostBackward()))
                .orElse(0);
    }

    private static int passed(Flow flow) {
        return flow.tcp()
                .map(tcp -> Math.max(tcp.largestAckedForward(), tcp.largestAckedBackward()))
                .orElse(0);
    }

    /** The smallest MTU of links that carry a default or node route: the underlay as the node knows it. */
    private static Optional<LinkFact> uplink(Node node) {
        return node.netns().routes().stream()
                .filter(route -> route.dst().length() == 0 && !route.dev().isEmpty())
                .findFirst()
                .flatMap(route -> node.netns().link(route.dev()));
    }

    private static Finding finding(Case that, Pair pair, List<Flow> failed) {
        List<Flow> across = that.flows().all().stream()
                .filter(flow -> flow.state() != Flow.State.PARTIAL)
                .filter(flow -> pair(that, flow).filter(pair::equals).isPresent())
                .toList();
        int lost = failed.stream().mapToInt(OverlayOverhead::lost).max().orElse(0);
        List<Flow> small =
                across.stream().filter(flow -> flow.state() == Flow.State.OK).toList();
        List<Flow> elsewhere = that.flows().all().stream()
                .filter(flow -> flow.state() == Flow.State.OK && passed(flow) >= lost)
                .toList();
        Carrier carrier = Reached.by(that, failed.getFirst())
                .map(end -> Carrier.between(pair.from(), end.ip()))
                .orElse(Carrier.UNKNOWN);
        Optional<LinkFact> tunnel = carrier.link().filter(_link -> carrier.tunnels());
        Optional<LinkFact> uplink = uplink(pair.from());
        boolean tooLarge = tunnel.isPresent()
                && uplink.isPresent()
                && tunnel.get().mtu() + carrier.overhead() > uplink.get().mtu();
        boolean icmp = failed.stream()
                .flatMap(flow -> flow.icmpErrors().stream())
                .anyMatch(error -> error.type() == 3 && error.code() == 4);
        Source example = failed.getFirst().nearest().source();
        int outer = lost + HEADERS + carrier.overhead();
        Claim claim = Claim.of(ID)
                .about(ObjectRef.node(pair.to().name()))
                .about(ObjectRef.node(pair.from().name()))
                .what(Sentences.failed(
                        "large transfers between " + pair.from().name() + " and "
                                + pair.to().name(),
                        failed,
                        across))
                .why("Segments of " + lost + " bytes make " + (carrier.tunnels() ? "tunnel " : "") + "packets of "
                        + outer
                        + " bytes or more, which the path between "
                        + pair.from().name() + " and " + pair.to().name() + " does not carry; smaller packets pass"
                        + (icmp ? "." : ", and no ICMP tells the sender."))
                .shows("segments of " + lost + " bytes were sent again and never acknowledged", example);
        tunnel.ifPresent(link -> claim.shows(
                link.name() + " has MTU " + link.mtu() + ", plus " + carrier.overhead() + " for " + carrier.word(),
                link.source()));
        uplink.ifPresent(link -> claim.shows("its uplink " + link.name() + " has MTU " + link.mtu(), link.source()));
        small.stream()
                .findFirst()
                .ifPresent(flow -> claim.shows(
                        "a small transfer between the same nodes works",
                        flow.nearest().source()));
        elsewhere.stream()
                .findFirst()
                .ifPresent(flow -> claim.shows(
                        "segments as large pass on another path", flow.nearest().source()));
        Proof proof = new Proof(
                new Condition(
                        tooLarge
                                ? "tunnel MTU plus overhead exceeds the uplink's MTU"
                                : "large packets vanish and small ones pass on the same path",
                        Ternary.of(tooLarge || passedSmall(failed, small)),
                        tunnel.map(LinkFact::source).stream().toList()),
                Condition.yes("the failed flows cross from one of these nodes to the other", List.of(example)),
                Condition.yes("full-size segments were lost", List.of(example)),
                Moments.near(that, tunnel.map(LinkFact::source).orElse(example), failed),
                List.of(
                        new Condition(
                                "the MTU that is too small is visible on a node",
                                tooLarge ? Ternary.YES : Ternary.UNKNOWN,
                                uplink.map(LinkFact::source).stream().toList()),
                        new Condition(
                                "PW-092 PW-093: small packets pass on the same path",
                                passedSmall(failed, small) ? Ternary.YES : Ternary.UNKNOWN,
                                small.stream()
                                        .limit(1)
                                        .map(flow -> flow.nearest().source())
                                        .toList())));
        String most = uplink.filter(_link -> carrier.tunnels())
                .map(link -> " minus " + carrier.overhead() + " (at most " + (link.mtu() - carrier.overhead()) + ")")
                .orElse("");
        return claim.not("PW-092", "small packets pass")
                .not("PW-139", "the bytes are lost below HTTP")
                .remedy(
                        "tracepath -n "
                                + pair.to()
                                        .internalIp()
                                        .map(Ip::toString)
                                        .orElse(pair.to().name()) + "  # on "
                                + pair.from().name(),
                        "none, reads only",
                        "")
                .remedy(
                        "# set the CNI's MTU to the path MTU" + most + ", restart its agents, recreate the pods",
                        "medium, restarts pods",
                        "set the former MTU")
                .then("ping -M do -s " + (outer - 28) + " "
                        + pair.to()
                                .internalIp()
                                .map(Ip::toString)
                                .orElse(pair.to().name()) + "  # on "
                        + pair.from().name())
                .unless("a capture on " + pair.to().name() + "'s uplink that shows the large packets arriving")
                .explains(that, failed, across.size())
                .finding(Severity.S1, proof);
    }

    private static boolean passedSmall(List<Flow> failed, List<Flow> small) {
        return !small.isEmpty()
                || failed.stream()
                        .allMatch(
                                flow -> flow.tcp().map(tcp -> tcp.established()).orElse(false));
    }
}
