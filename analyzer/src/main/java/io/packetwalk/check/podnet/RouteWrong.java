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
import io.packetwalk.check.witness.Paths;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.check.witness.Stops;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.fact.iproute.NeighFact;
import io.packetwalk.fact.iproute.RouteFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Node;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** PW-090: a more specific route discards the packet or sends it to the wrong node. */
public final class RouteWrong implements Check {

    private static final CheckId ID = new CheckId("PW-090", "route-wrong-or-blackhole", "podnet", 14);

    @Override
    public CheckId id() {
        return ID;
    }

    private static final Set<String> DISCARD = Set.of("blackhole", "unreachable", "prohibit");

    @Override
    public Outcome run(Case that) {
        List<Finding> findings = new ArrayList<>();
        List<Missing> missing = new ArrayList<>();
        for (Node node : that.cluster().nodes()) {
            if (!node.netns().complete("ip-route")) {
                missing.add(new Missing(
                        "routes of " + node.name(),
                        "not dumped, or not completely",
                        "ip route show table all on " + node.name()));
                continue;
            }
            for (Node other : that.cluster().nodes()) {
                if (!other.equals(node)) {
                    bad(that, node, other).ifPresent(route -> findings.add(finding(that, node, other, route)));
                }
            }
        }
        Set<String> told =
                findings.stream().flatMap(found -> found.explains().stream()).collect(Collectors.toSet());
        Stops.at(that, NetNs::routes, Stops::decided).stream()
                .filter(stop -> stop.fact().dst().length() > 0 && stop.taken())
                .filter(stop -> !stop.byPolicyRouting())
                .filter(stop -> stop.flows().stream().anyMatch(flow -> !told.contains(flow.id())))
                .forEach(stop -> findings.add(taken(that, stop)));
        return Outcome.of(findings, missing, "no route to another node's pods discards packets or names a third node");
    }

    /** A route of any place at which walks of failed connections end. */
    private static Finding taken(Case that, Stops.Stop<RouteFact> stop) {
        RouteFact route = stop.fact();
        String text = text(route);
        String where = stop.subject().toString();
        return Claim.of(ID)
                .about(stop.subject())
                .what(Sentences.failed("by the route \"" + text + "\" of " + where, stop.flows(), stop.flows()))
                .why("On " + where + " packets take the route \"" + text + "\", and do not arrive: "
                        + stop.path().reason() + ".")
                .shows(text, route.source())
                .not("PW-089", "a route is there, and it is wrong")
                .remedy("ip route get DESTINATION  # on " + where, "none, reads only", "")
                .remedy(
                        "ip route del " + text + "  # on " + where,
                        "medium, packets then take the next best route",
                        "ip route add " + text)
                .then("ip route get DESTINATION on " + where)
                .unless("a route dump of the same time without it")
                .explains(that, stop.flows(), stop.flows().size())
                .finding(
                        Severity.S1,
                        Stated.ending(
                                that,
                                Condition.yes(stop.path().reason(), List.of(route.source())),
                                stop.flows(),
                                path -> Paths.decidedBy(path, route.source()),
                                Condition.yes("PW-089: a route is there", List.of(route.source())),
                                stop.seen()));
    }

    /** The route as {@code ip route} takes it. */
    private static String text(RouteFact route) {
        return (DISCARD.contains(route.type()) ? route.type() + " " : "")
                + route.dst()
                + route.via().map(via -> " via " + via).orElse("")
                + (route.dev().isEmpty() ? "" : " dev " + route.dev())
                + (route.table().equals("main") ? "" : " table " + route.table());
    }

    /** The route that takes packets to a pod of {@code other} and cannot bring them there. */
    private static Optional<RouteFact> bad(Case that, Node node, Node other) {
        if (Routes.policyRouted(node.netns())) {
            return Optional.empty();
        }
        // Hardly any node has one: only then the pods are asked which route is theirs.
        List<RouteFact> wrong = node.netns().routes().stream()
                .filter(route -> route.dst().length() > 0)
                .filter(route ->
                        DISCARD.contains(route.type()) || third(that, route, node, other) || nobody(that, node, route))
                .toList();
        if (wrong.isEmpty()) {
            return Optional.empty();
        }
        return that.cluster().directory().register().podsOn(other.name()).stream()
                .filter(pod -> pod.live() && pod.ownNetwork())
                .flatMap(pod -> pod.ips().stream())
                .filter(ip -> !ip.v6())
                .flatMap(ip -> Routes.to(node.netns(), ip).stream())
                .filter(wrong::contains)
                .findFirst();
    }

    /** Its gateway is an address of a node that is not the pod's. One's own hands the packet to a program behind the device, as Cilium's routes to cilium_host do. */
    private static boolean third(Case that, RouteFact route, Node node, Node other) {
        return route.via()
                .flatMap(via -> that.cluster().nodeAt(via))
                .filter(owner -> !owner.equals(other) && !owner.equals(node))
                .isPresent();
    }

    /** Its gateway is no node's, and nobody answers for it. */
    private static boolean nobody(Case that, Node node, RouteFact route) {
        return silent(node, route).isPresent()
                && route.via().flatMap(via -> that.cluster().nodeAt(via)).isEmpty();
    }

    private static Optional<NeighFact> silent(Node node, RouteFact route) {
        return node.netns().neighbours().stream()
                .filter(neighbour -> route.via().filter(neighbour.ip()::equals).isPresent()
                        && neighbour.dev().equals(route.dev()))
                .filter(neighbour ->
                        neighbour.state().equals("FAILED") || neighbour.state().equals("INCOMPLETE"))
                .findFirst();
    }

    private static Finding finding(Case that, Node node, Node other, RouteFact route) {
        List<Flow> all = new FailedFlows(that)
                .base(flow -> between(that, flow, node, other) || between(that, flow, other, node));
        List<Flow> failed = all.stream().filter(flow -> flow.state().failed()).toList();
        boolean discard = DISCARD.contains(route.type());
        String text = text(route);
        boolean nobody = !discard && nobody(that, node, route);
        Proof proof = Stated.ending(
                that,
                Condition.yes(
                        "the longest prefix for pods of " + other.name() + " is " + text, List.of(route.source())),
                failed,
                path -> Paths.broken(path),
                Condition.yes("PW-089: a route is there", List.of(route.source())));
        Claim claim = Claim.of(ID)
                .about(ObjectRef.node(node.name()))
                .about(ObjectRef.node(other.name()))
                .what(Sentences.failed("between " + node.name() + " and pods of " + other.name(), failed, all))
                .why("On " + node.name() + " the route \"" + text + "\" takes packets to pods of " + other.name()
                        + (discard
                                ? " and discards them."
                                : nobody ? " to an address that nobody has." : " to another node."))
                .shows(text, route.source());
        silent(node, route)
                .ifPresent(neighbour ->
                        claim.shows("neighbour " + neighbour.ip() + " is " + neighbour.state(), neighbour.source()));
        return claim.not("PW-089", "a route is there, and it is wrong")
                .remedy("ip route get POD-IP  # on " + node.name(), "none, reads only", "")
                .remedy(
                        "ip route del " + text + "  # on " + node.name(),
                        "medium, packets then take the next best route",
                        "ip route add " + text)
                .then("ip route get POD-IP on " + node.name())
                .unless("a route dump of the same time without it")
                .explains(that, failed, all.size())
                .finding(Severity.S1, proof);
    }

    private static boolean between(Case that, Flow flow, Node client, Node server) {
        return Whereabouts.client(that, flow).filter(client::equals).isPresent()
                && Whereabouts.server(that, flow).filter(server::equals).isPresent();
    }
}
