package io.packetwalk.check.mtu;

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
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.iproute.LinkFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Node;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** PW-111: one node's interface carries smaller packets than the others'; what they send it, and what it cannot send, is lost. */
public final class MixedNodes implements Check {

    private static final CheckId ID = new CheckId("PW-111", "mtu-mixed-nodes", "mtu", 15);

    /** IPv4 and TCP headers without options. */
    private static final int HEADERS = 40;

    @Override
    public CheckId id() {
        return ID;
    }

    /** A node with a smaller MTU than most, on its uplink or its tunnel. */
    private record Small(Node node, LinkFact link, Node usual, LinkFact other) {}

    @Override
    public Outcome run(Case that) {
        List<Node> dumped = that.cluster().nodes().stream()
                .filter(node -> node.netns().complete("ip-link"))
                .toList();
        if (dumped.size() < 2) {
            return new Outcome.Undetermined(List.of(new Missing(
                    "links of two nodes at least", "fewer were dumped", "ip -d link show  # on every node")));
        }
        List<Finding> findings =
                small(dumped).stream().map(small -> finding(that, small)).toList();
        return Outcome.of(findings, List.of(), "uplinks and tunnels have one MTU on all nodes");
    }

    private static List<Small> small(List<Node> nodes) {
        List<Small> found = new ArrayList<>();
        for (boolean tunnel : new boolean[] {false, true}) {
            Map<Node, LinkFact> links = new TreeMap<>(Comparator.comparing(Node::name));
            nodes.forEach(node -> (tunnel ? tunnel(node) : uplink(node)).ifPresent(link -> links.put(node, link)));
            Map<Integer, Long> votes = links.values().stream()
                    .collect(Collectors.groupingBy(LinkFact::mtu, TreeMap::new, Collectors.counting()));
            int usual = votes.entrySet().stream()
                    .max(Map.Entry.<Integer, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                    .map(Map.Entry::getKey)
                    .orElse(0);
            Optional<Map.Entry<Node, LinkFact>> like = links.entrySet().stream()
                    .filter(entry -> entry.getValue().mtu() == usual)
                    .findFirst();
            links.forEach((node, link) -> like.filter(_any -> link.mtu() < usual)
                    .ifPresent(other -> found.add(new Small(node, link, other.getKey(), other.getValue()))));
        }
        return found;
    }

    private static Optional<LinkFact> tunnel(Node node) {
        return node.netns().links().stream()
                .filter(link -> link.vxlan().isPresent() || link.tunnel().isPresent())
                .filter(link -> link.flags().contains("UP"))
                .findFirst();
    }

    /** The device of the default route. */
    private static Optional<LinkFact> uplink(Node node) {
        return node.netns().routes().stream()
                .filter(route -> route.dst().length() == 0 && !route.dev().isEmpty())
                .filter(route -> route.table().isEmpty() || route.table().equals("main"))
                .findFirst()
                .flatMap(route -> node.netns().link(route.dev()));
    }

    private static boolean touches(Case that, Flow flow, Node node) {
        Optional<Node> from = Whereabouts.client(that, flow);
        Optional<Node> to = Whereabouts.server(that, flow);
        return !from.equals(to)
                && (from.filter(node::equals).isPresent()
                        || to.filter(node::equals).isPresent());
    }

    /** Full-size segments were lost that the usual MTU carries and this one does not. */
    private static boolean between(Flow flow, Small small) {
        int lost = flow.tcp()
                .map(tcp -> Math.max(tcp.largestLostForward(), tcp.largestLostBackward()))
                .orElse(0);
        return flow.state() == Flow.State.STALLED
                && lost + HEADERS > small.link().mtu() - overhead(small);
    }

    /** What the tunnel, if there is one, adds to a pod's packet on the uplink: outer IPv4, UDP, VXLAN or Geneve, and inner Ethernet headers (RFC 7348). */
    private static int overhead(Small small) {
        boolean uplink = small.link().vxlan().isEmpty() && small.link().tunnel().isEmpty();
        return uplink && tunnel(small.node()).isPresent() ? 50 : 0;
    }

    private static Finding finding(Case that, Small small) {
        Node node = small.node();
        List<Flow> all = new FailedFlows(that).base(flow -> touches(that, flow, node));
        List<Flow> failed = all.stream().filter(flow -> between(flow, small)).toList();
        int lost = failed.stream()
                .flatMap(flow -> flow.tcp().stream())
                .mapToInt(tcp -> Math.max(tcp.largestLostForward(), tcp.largestLostBackward()))
                .max()
                .orElse(0);
        Optional<Flow> elsewhere = that.flows().all().stream()
                .filter(flow -> flow.state() == Flow.State.OK && !touches(that, flow, node))
                .filter(flow -> flow.tcp()
                        .filter(tcp ->
                                lost > 0 && Math.max(tcp.largestAckedForward(), tcp.largestAckedBackward()) >= lost)
                        .isPresent())
                .filter(flow -> !Whereabouts.client(that, flow).equals(Whereabouts.server(that, flow)))
                .findFirst();
        String dev = small.link().name();
        List<Source> at = List.of(small.link().source(), small.other().source());
        Proof proof = new Proof(
                Condition.yes(
                        dev + " has MTU " + small.link().mtu() + ", the others' is "
                                + small.other().mtu(),
                        at),
                new Condition(
                        "the failed connections go between " + node.name()
                                + " and other nodes, and lost segments too large for it",
                        failed.isEmpty() ? Ternary.UNKNOWN : Ternary.YES,
                        failed.stream()
                                .limit(3)
                                .map(flow -> flow.nearest().source())
                                .toList()),
                Stated.observed(failed),
                Moments.near(that, small.link().source(), failed),
                List.of(new Condition(
                        "PW-110: segments as large pass between other nodes",
                        elsewhere.isPresent() ? Ternary.YES : Ternary.UNKNOWN,
                        elsewhere.map(flow -> flow.nearest().source()).stream().toList())));
        Claim claim = Claim.of(ID)
                .about(ObjectRef.node(node.name()))
                .what(Sentences.failed("large transfers from or to " + node.name(), failed, all))
                .why(node.name() + "'s " + dev + " carries packets of "
                        + small.link().mtu() + " bytes, " + small.usual().name() + "'s "
                        + small.other().name() + " and most others' "
                        + small.other().mtu() + ".")
                .shows(
                        node.name() + ": " + dev + " mtu " + small.link().mtu(),
                        small.link().source())
                .shows(
                        small.usual().name() + ": " + small.other().name() + " mtu "
                                + small.other().mtu(),
                        small.other().source());
        elsewhere.ifPresent(flow -> claim.shows(
                "segments of " + lost + " bytes pass between other nodes",
                flow.nearest().source()));
        return claim.not("PW-092", "small packets pass")
                .remedy("ip -d link show " + dev + "  # on every node", "none, reads only", "")
                .remedy(
                        "ip link set " + dev + " mtu " + small.other().mtu() + "  # on " + node.name()
                                + ", when its network carries that; else the CNI's MTU for all nodes to what the smallest carries; recreate its pods",
                        "medium, packets of the new size must fit the network",
                        "ip link set " + dev + " mtu " + small.link().mtu())
                .then("ping -M do -s " + (small.other().mtu() - 28) + " to " + node.name() + " from another node")
                .unless("a network that tells both ends what fits, and connections that go on")
                .explains(that, failed, all.size())
                .finding(failed.isEmpty() ? Severity.S3 : Severity.S2, proof);
    }
}
