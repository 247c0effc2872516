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
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.Counters;
import io.packetwalk.fact.netfilter.IptablesRuleFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Node;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** PW-092: tunnel packets of a node are dropped by a rule of the peer, or vanish between the two. */
public final class TunnelPortBlocked implements Check {

    private static final CheckId ID = new CheckId("PW-092", "tunnel-port-blocked", "podnet", 15);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        Set<Integer> ports = new TreeSet<>();
        that.cluster().nodes().stream()
                .flatMap(node -> node.netns().links().stream())
                .forEach(link -> link.vxlan().ifPresent(vxlan -> ports.add(vxlan.port())));
        if (ports.isEmpty()) {
            boolean links = that.cluster().nodes().stream()
                    .anyMatch(node -> node.netns().complete("ip-link"));
            return links
                    ? new Outcome.NotApplicable("no VXLAN device on any node")
                    : new Outcome.Undetermined(
                            List.of(new Missing("links of the nodes", "none was dumped", "ip -d link on every node")));
        }
        Map<Source, Blocked> byRule = new TreeMap<>();
        for (Flow flow : that.flows().failed()) {
            new FailedFlows(that)
                    .stop(flow)
                    .filter(step -> step.before().tuple().proto().equals(Proto.UDP)
                            && ports.contains(step.before().tuple().dst().port()))
                    .filter(step ->
                            step.kind() == Step.Kind.RULE_HIT && !step.sources().isEmpty())
                    .ifPresent(step -> byRule.computeIfAbsent(
                                    step.sources().getFirst(), rule -> new Blocked(rule, step, new ArrayList<>()))
                            .flows()
                            .add(flow));
        }
        return byRule.isEmpty()
                ? new Outcome.Clear("no failed flow's walk ends at a rule against tunnel packets")
                : new Outcome.Found(byRule.values().stream()
                        .map(blocked -> finding(that, blocked.rule(), blocked.stop(), blocked.flows()))
                        .toList());
    }

    /** A rule against tunnel packets and the flows that end there. */
    private record Blocked(Source rule, Step stop, List<Flow> flows) {}

    private static Finding finding(Case that, Source rule, Step stop, List<Flow> failed) {
        Node node = that.cluster().node(stop.node()).orElseThrow();
        int port = stop.before().tuple().dst().port();
        Optional<IptablesRuleFact> fact = node.netns().rules().rules().stream()
                .filter(candidate -> candidate.source().equals(rule))
                .findFirst();
        Optional<Long> counted = fact.flatMap(IptablesRuleFact::counters).map(Counters::packets);
        long hits = counted.orElse(0L);
        List<Flow> crossing = that.flows().all().stream()
                .filter(flow -> flow.state() != Flow.State.PARTIAL)
                .filter(flow -> failed.contains(flow) || crosses(that, flow, node))
                .toList();
        boolean sameNode = that.flows().all().stream()
                .anyMatch(flow -> flow.state() == Flow.State.OK
                        && Whereabouts.client(that, flow).filter(node::equals).isPresent()
                        && Whereabouts.server(that, flow).filter(node::equals).isPresent());
        Claim claim = Claim.of(ID)
                .about(ObjectRef.node(node.name()))
                .what(Sentences.failed("pods across the tunnel to or from " + node.name(), failed, crossing))
                .why("A rule on " + node.name() + " drops UDP port " + port
                        + ", so tunnel packets are never decapsulated.")
                .shows(
                        fact.map(IptablesRuleFact::text).orElse(stop.text()) + (hits > 0 ? " [+" + hits + "]" : ""),
                        rule);
        node.netns().links().stream()
                .filter(link ->
                        link.vxlan().filter(vxlan -> vxlan.port() == port).isPresent())
                .findFirst()
                .ifPresent(link -> claim.shows(link.name() + " is a VXLAN device on port " + port, link.source()));
        failed.stream()
                .findFirst()
                .ifPresent(flow -> claim.shows(
                        "SYN from " + flow.client().at() + " to " + flow.reached() + ": "
                                + Sentences.word(flow.state()),
                        flow.nearest().source()));
        Proof proof = new Proof(
                new Condition(
                        "the rule drops UDP port " + port + (counted.isPresent() ? " and has counted packets" : ""),
                        hits > 0 || counted.isEmpty() ? Ternary.YES : Ternary.UNKNOWN,
                        List.of(rule)),
                Condition.yes("the walk of the failed flows ends at that rule", List.of(rule)),
                Condition.yes(
                        "connections across nodes failed",
                        List.of(failed.getFirst().nearest().source())),
                Moments.near(that, rule, failed),
                List.of(new Condition(
                        "PW-085 PW-069: pods of " + node.name() + " reach each other",
                        sameNode ? Ternary.YES : Ternary.UNKNOWN,
                        List.of())));
        String accept = " -p udp --dport " + port + " -s " + peers(that, node) + " -j ACCEPT";
        return claim.not("PW-089", "the packet takes the tunnel")
                .not("PW-091", "the outer packet is addressed to the right node")
                .not("PW-110", "packets of any size are lost")
                .remedy(
                        "iptables -I INPUT" + accept + "  # on " + node.name(),
                        "low, opens one port between nodes",
                        "iptables -D INPUT" + accept)
                .then("tcpdump -ni any udp port " + port + " on both nodes")
                .unless("a capture of the tunnel device on " + node.name() + " that shows the inner packet")
                .explains(that, failed, crossing.size())
                .finding(Severity.S1, proof);
    }

    /** The other nodes' addresses, as iptables takes a list of sources. */
    private static String peers(Case that, Node node) {
        String peers = that.cluster().nodes().stream()
                .filter(other -> !other.equals(node))
                .flatMap(other -> other.internalIp().stream())
                .map(Ip::toString)
                .limit(8)
                .collect(Collectors.joining(","));
        return peers.isEmpty() ? "NODE-ADDRESSES" : peers;
    }

    private static boolean crosses(Case that, Flow flow, Node node) {
        Optional<Node> from = Whereabouts.client(that, flow);
        Optional<Node> to = Whereabouts.server(that, flow);
        return from.isPresent()
                && to.isPresent()
                && !from.equals(to)
                && (from.get().equals(node) || to.get().equals(node));
    }
}
