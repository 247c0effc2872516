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
import io.packetwalk.check.witness.Paths;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
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
import java.util.Set;
import java.util.TreeMap;

/** PW-094: the VXLAN devices of two nodes have different identifiers or ports; neither takes what the other sends. */
public final class TunnelParameters implements Check {

    private static final CheckId ID = new CheckId("PW-094", "tunnel-param-mismatch", "podnet", 14);

    @Override
    public CheckId id() {
        return ID;
    }

    /** Two nodes whose devices of one name differ. */
    private record Pair(Node one, LinkFact here, Node other, LinkFact there) {
        boolean joins(Case that, Flow flow) {
            Set<Optional<Node>> ends = Set.of(Optional.of(one), Optional.of(other));
            Optional<Node> from = Whereabouts.client(that, flow);
            Optional<Node> to = Whereabouts.server(that, flow);
            return !from.equals(to) && ends.contains(from) && ends.contains(to);
        }
    }

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
                pairs(dumped).stream().map(pair -> finding(that, pair)).toList();
        return Outcome.of(
                findings, List.of(), "VXLAN devices of one name have one identifier and one port on all nodes");
    }

    /** Each node that differs from the first, which stands for the most nodes. */
    private static List<Pair> pairs(List<Node> nodes) {
        Map<String, List<Node>> byDevice = new TreeMap<>();
        nodes.forEach(node -> node.netns().links().stream()
                .filter(link -> link.vxlan().isPresent())
                .forEach(link -> byDevice.computeIfAbsent(link.name(), key -> new ArrayList<>())
                        .add(node)));
        List<Pair> pairs = new ArrayList<>();
        byDevice.forEach((device, owners) -> {
            Node usual = owners.stream()
                    .max(Comparator.comparingLong(node -> owners.stream()
                            .filter(other -> !differ(device, node, other))
                            .count()))
                    .orElseThrow();
            owners.stream()
                    .filter(node -> differ(device, usual, node))
                    .forEach(node -> pairs.add(new Pair(
                            node,
                            node.netns().link(device).orElseThrow(),
                            usual,
                            usual.netns().link(device).orElseThrow())));
        });
        return pairs;
    }

    private static boolean differ(String device, Node one, Node other) {
        LinkFact.Vxlan here = vxlan(one, device);
        LinkFact.Vxlan there = vxlan(other, device);
        return here.vni() != there.vni() || here.port() != there.port();
    }

    private static LinkFact.Vxlan vxlan(Node node, String device) {
        return node.netns().link(device).flatMap(LinkFact::vxlan).orElseThrow();
    }

    private static String text(LinkFact link) {
        LinkFact.Vxlan vxlan = link.vxlan().orElseThrow();
        return link.name() + " has VNI " + vxlan.vni() + " and port " + vxlan.port();
    }

    private static Finding finding(Case that, Pair pair) {
        List<Flow> all = new FailedFlows(that).base(flow -> pair.joins(that, flow));
        List<Flow> failed = all.stream().filter(flow -> flow.state().failed()).toList();
        boolean worked = all.size() > failed.size();
        Proof proof = Stated.ending(
                that,
                Condition.yes(
                        "the devices differ",
                        List.of(pair.here().source(), pair.there().source())),
                failed,
                Paths::broken,
                new Condition("nothing passes between these nodes", Ternary.of(!worked), List.of()),
                Condition.yes(
                        "PW-091: not the peer's address but the tunnel itself is another",
                        List.of(pair.here().source())));
        String name = pair.one().name();
        return Claim.of(ID)
                .about(ObjectRef.node(name))
                .about(ObjectRef.node(pair.other().name()))
                .what(Sentences.failed(
                        "between pods of " + name + " and " + pair.other().name(), failed, all))
                .why("On " + name + " " + text(pair.here()) + ", on "
                        + pair.other().name() + " " + text(pair.there())
                        + ": each drops the other's packets as another network's.")
                .shows(name + ": " + text(pair.here()), pair.here().source())
                .shows(
                        pair.other().name() + ": " + text(pair.there()),
                        pair.there().source())
                .not("PW-092", "the packets arrive; no device takes them")
                .remedy("ip -d link show " + pair.here().name() + "  # on every node", "none, reads only", "")
                .remedy(
                        "# set VNI and port in the CNI's ConfigMap, then restart its agent on " + name + " first",
                        "medium, pods of that node are cut off while the device is made again",
                        "set the former values")
                .then(Sentences.trace(failed, "pod/NAMESPACE/NAME of the other node"))
                .unless("an upgrade of the CNI that is under way and ends with one value")
                .explains(that, failed, all.size())
                .finding(Severity.S1, proof);
    }
}
