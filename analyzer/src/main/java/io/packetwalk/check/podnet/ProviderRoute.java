package io.packetwalk.check.podnet;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.Needs;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.iproute.RouteFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Leg;
import io.packetwalk.flow.loss.Loss;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import io.packetwalk.net.Ip;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * PW-104: nodes leave the way to each other's pods to the network between them, and it loses packets of pods from one node to another: its route table lacks a pod range, or it
 * checks that a node sends under its own address only.
 */
public final class ProviderRoute implements Check {

    private static final CheckId ID = new CheckId("PW-104", "cloud-route-or-srcdst", "podnet", 14);

    @Override
    public CheckId id() {
        return ID;
    }

    /**
     * A direction between two nodes.
     *
     * @param from the node that packets leave
     * @param to the node that they do not come to
     * @param route the route by which they leave
     * @param flows failed flows that end there
     */
    private record Gap(Node from, Node to, RouteFact route, List<Flow> flows) {

        List<Source> seen() {
            return flows.stream()
                    .flatMap(flow -> flow.loss().stream())
                    .flatMap(loss -> loss.sources().stream())
                    .distinct()
                    .limit(3)
                    .toList();
        }
    }

    @Override
    public Outcome run(Case that) {
        if (that.cluster().nodes().size() < 2) {
            return new Outcome.NotApplicable("fewer than two nodes");
        }
        Map<String, Gap> gaps = new TreeMap<>();
        for (Flow flow : that.flows().failed()) {
            flow.loss()
                    .filter(loss -> loss.kind() == Loss.Kind.LOST
                            && loss.after().tunnel().isEmpty())
                    .flatMap(loss -> gap(that, loss))
                    .ifPresent(gap -> gaps.computeIfAbsent(
                                    gap.from().name() + " " + gap.to().name(), key -> gap)
                            .flows()
                            .add(flow));
        }
        // Among all flows of a healthy cluster one is looked for in vain, so only when it matters.
        Optional<Flow> routed = gaps.isEmpty()
                ? Optional.empty()
                : that.flows().all().stream()
                        .filter(flow -> flow.state() == Flow.State.OK && crossed(that, flow))
                        .findFirst();
        if (routed.isEmpty()) {
            return Outcome.of(
                    List.of(),
                    gaps.isEmpty()
                            ? Needs.traffic(that)
                            : List.of(unsettled(gaps.values().iterator().next())),
                    "no packet of a pod was lost between nodes that have no routes to each other's pods");
        }
        List<Finding> findings = gaps.values().stream()
                .map(gap -> finding(that, gap, routed.get()))
                .toList();
        return new Outcome.Found(findings);
    }

    private static Missing unsettled(Gap gap) {
        return new Missing(
                "whether the network between the nodes routes pod addresses",
                "packets of pods are lost between " + gap.from().name() + " and "
                        + gap.to().name() + ", and no connection of pods of two nodes is seen to work without a tunnel",
                "the provider's route table of the nodes' network");
    }

    /** Pods of two nodes, or a pod and another node, talk, and both nodes see the addresses bare. */
    private static boolean crossed(Case that, Flow flow) {
        Optional<Node> client = Whereabouts.client(that, flow);
        Optional<Node> server = Whereabouts.server(that, flow);
        return client.isPresent()
                && server.isPresent()
                && !client.equals(server)
                && flow.legs().stream().allMatch(leg -> leg.tunnel().isEmpty())
                && that.cluster().podAt(flow.client().at().ip()).isPresent()
                && that.cluster().podAt(flow.reached().ip()).isPresent()
                && client.filter(node -> blind(that, node, server.get())).isPresent();
    }

    /** Packets for a pod of another node, or from a pod to another node's pods, that leave by a gateway which is no node. */
    private static Optional<Gap> gap(Case that, Loss loss) {
        Leg after = loss.after();
        Ip to = loss.way() == Loss.Way.REQUEST
                ? after.tuple().dst().ip()
                : after.tuple().src().ip();
        Optional<Node> from =
                after.place() instanceof Place.Node at ? that.cluster().node(at.name()) : Optional.empty();
        Optional<Node> node = that.cluster()
                .podAt(to)
                .filter(Pod::ownNetwork)
                .flatMap(pod -> that.cluster().node(pod.node()));
        boolean apart = from.isPresent()
                && node.isPresent()
                && !from.equals(node)
                && loss.before().startsWith("node/" + node.get().name());
        return apart && blind(that, from.get(), node.get())
                ? Routes.to(from.get().netns(), to)
                        .filter(route -> route.dst().length() == 0 || gateway(that, route))
                        .filter(route ->
                                after.device().isEmpty() || after.device().equals(route.dev()))
                        .map(route -> new Gap(from.get(), node.get(), route, new ArrayList<>()))
                : Optional.empty();
    }

    private static boolean gateway(Case that, RouteFact route) {
        return route.via().filter(ip -> that.cluster().nodeAt(ip).isEmpty()).isPresent();
    }

    /** Neither node has a route of its own to the other's pods: that is how they were set up, not a route that one of them lost. */
    private static boolean blind(Case that, Node one, Node other) {
        return routeless(that, one, other) && routeless(that, other, one);
    }

    private static boolean routeless(Case that, Node from, Node to) {
        return from.netns().complete("ip-route")
                && !Routes.policyRouted(from.netns())
                && that.cluster().directory().register().podsOn(to.name()).stream()
                        .filter(pod -> pod.live() && pod.ownNetwork())
                        .flatMap(pod -> pod.ips().stream())
                        .filter(ip -> !ip.v6())
                        .allMatch(ip -> Routes.to(from.netns(), ip)
                                .filter(route -> route.dst().length() == 0 || gateway(that, route))
                                .isPresent());
    }

    private static Finding finding(Case that, Gap gap, Flow routed) {
        List<Source> seen = gap.seen();
        List<Flow> all = that.flows().all().stream()
                .filter(flow -> flow.state() != Flow.State.PARTIAL)
                .filter(flow -> gap.flows().contains(flow)
                        || Whereabouts.client(that, flow)
                                        .filter(gap.from()::equals)
                                        .isPresent()
                                && Whereabouts.server(that, flow)
                                        .filter(gap.to()::equals)
                                        .isPresent())
                .toList();
        String way = gap.from().name() + " to " + gap.to().name();
        Source route = gap.route().source();
        Claim claim = Claim.of(ID)
                .about(ObjectRef.node(gap.from().name()))
                .about(ObjectRef.node(gap.to().name()))
                .what(Sentences.failed("pods from " + way, gap.flows(), all))
                .why("The nodes leave pod addresses to the network between them, and it loses packets from " + way
                        + ": its route table lacks the pods of " + gap.to().name() + ", or it lets "
                        + gap.from().name() + " send under its own address only (source/destination check).")
                .shows(
                        "packets leave " + gap.from().name() + " and do not come to "
                                + gap.to().name(),
                        seen.getFirst())
                .shows(
                        "they leave by the route to " + gap.route().dst()
                                + gap.route().via().map(via -> " via " + via).orElse(""),
                        route)
                .shows(
                        "pods of other nodes reach each other without a tunnel",
                        routed.nearest().source());
        Proof proof = new Proof(
                Condition.yes("packets leave the one node and do not come to the other", seen),
                Condition.yes("the route of " + gap.from().name() + " gives them to a gateway", List.of(route)),
                Stated.observed(gap.flows()),
                Condition.yes("the captures show the failure itself", seen),
                List.of(
                        new Condition(
                                "PW-089: no node has routes to another's pods, and others reach each other",
                                Ternary.YES,
                                List.of(routed.nearest().source())),
                        Condition.unknown("PW-105: the provider's route table and security groups")));
        return claim.not("PW-089", "no node is meant to have these routes: the network between them has")
                .not("PW-092", "the packets are in no tunnel")
                .remedy(
                        "# the provider's tool: does the route table of the nodes' network have the pod range of "
                                + gap.to().name() + ", and is the source/destination check of "
                                + gap.from().name() + " off?",
                        "none, reads only",
                        "")
                .then("tcpdump -ni any host POD-IP on " + gap.to().name() + " sees the packets come in")
                .unless("a security group that drops the port: other ports then pass the same way")
                .explains(that, gap.flows(), all.size())
                .finding(Severity.S1, proof);
    }
}
