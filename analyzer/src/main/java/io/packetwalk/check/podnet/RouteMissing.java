package io.packetwalk.check.podnet;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.Moments;
import io.packetwalk.check.witness.Paths;
import io.packetwalk.check.witness.Reached;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.check.witness.Stops;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.iproute.LinkFact;
import io.packetwalk.fact.iproute.RouteFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Path;
import io.packetwalk.walk.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** PW-089: a node has no route to another node's pod addresses; packets leave by the default route or not at all. */
public final class RouteMissing implements Check {

    private static final CheckId ID = new CheckId("PW-089", "route-missing-podcidr", "podnet", 14);

    @Override
    public CheckId id() {
        return ID;
    }

    /** A node that cannot reach another's pods. */
    private record Gap(Node from, Node to) {}

    @Override
    public Outcome run(Case that) {
        List<Node> nodes = that.cluster().nodes();
        if (nodes.size() < 2) {
            return new Outcome.NotApplicable("fewer than two nodes");
        }
        List<Finding> findings = new ArrayList<>();
        List<Missing> missing = new ArrayList<>();
        Optional<Carried> carried = Optional.empty();
        for (Node from : nodes) {
            if (!from.netns().complete("ip-route")) {
                missing.add(new Missing(
                        "routes of " + from.name(),
                        "not dumped, or not completely",
                        "ip route show table all on " + from.name()));
                continue;
            }
            for (Node to : nodes) {
                Gap gap = new Gap(from, to);
                if (!from.equals(to) && !replaced(from) && missing(that, gap)) {
                    carried = carried.isPresent() ? carried : Optional.of(Carried.of(that));
                    if (!carried.get().has(gap)) {
                        findings.add(finding(that, gap));
                    }
                }
            }
        }
        Set<String> told =
                findings.stream().flatMap(found -> found.explains().stream()).collect(Collectors.toSet());
        Stops.at(that, NetNs::routes, path -> Stops.decided(path) && toPod(that, path)).stream()
                .filter(stop -> stop.fact().dst().length() == 0 && stop.taken())
                .filter(stop -> !stop.byPolicyRouting())
                .filter(stop -> Stops.to(stop.path())
                        .flatMap(ip -> connected(stop.netns(), ip))
                        .filter(link -> !link.flags().contains("UP"))
                        .isEmpty())
                .filter(stop -> stop.flows().stream().anyMatch(flow -> !told.contains(flow.id())))
                .forEach(stop -> findings.add(byDefault(that, stop)));
        return Outcome.of(findings, missing, "every node has a route to every other node's pods");
    }

    private static boolean toPod(Case that, Path path) {
        return Stops.to(path).flatMap(that.cluster()::podAt).isPresent();
    }

    /** Walks of failed connections leave by a default route for want of a better one. */
    private static Finding byDefault(Case that, Stops.Stop<RouteFact> stop) {
        Source place = stop.fact().source();
        String where = stop.subject().toString();
        Claim claim = Claim.of(ID)
                .about(stop.subject())
                .what(Sentences.failed("by the default route of " + where, stop.flows(), stop.flows()))
                .why("Only the default route of " + where + " matches: "
                        + stop.path().reason() + ".")
                .shows("default" + stop.fact().via().map(via -> " via " + via).orElse(""), place);
        Stops.to(stop.path())
                .flatMap(ip -> connected(stop.netns(), ip))
                .ifPresent(link ->
                        claim.shows("an address of " + link.name() + " covers it, yet it has no route", link.source()));
        return claim.not("PW-092", "the packet does not take the tunnel or the peer's address")
                .remedy("ip route get POD-IP  # on " + where, "none, reads only", "")
                .remedy(
                        "# restart the CNI agent on " + where,
                        "low, the agent sets up its bridge and routes anew; collect first",
                        "none needed")
                .then("ip route get POD-IP on " + where + " names a device of the pod network")
                .unless("another table, or an eBPF tunnel map, that was not dumped")
                .explains(that, stop.flows(), stop.flows().size())
                .finding(
                        Severity.S1,
                        Stated.ending(
                                that,
                                Condition.yes(stop.path().reason(), List.of(place)),
                                stop.flows(),
                                path -> Paths.decidedBy(path, place),
                                stop.seen()));
    }

    /** The interface whose own network an address is in: its route is there while it is up and has the address. */
    private static Optional<LinkFact> connected(NetNs netns, Ip ip) {
        return netns.addresses().stream()
                .filter(addr -> new Cidr(addr.ip(), addr.prefix()).contains(ip))
                .flatMap(addr -> netns.link(addr.dev()).stream())
                .findFirst();
    }

    /** eBPF datapaths route without the kernel's table. */
    private static boolean replaced(Node node) {
        return node.netns().links().stream().map(LinkFact::name).anyMatch(name -> name.startsWith("cilium"));
    }

    /** Addresses of live pods on the other node; its pod CIDR when it has none. */
    private static List<Ip> targets(Case that, Node to) {
        return that.cluster().directory().register().podsOn(to.name()).stream()
                .filter(pod -> pod.live() && pod.ownNetwork())
                .flatMap(pod -> pod.ips().stream())
                .filter(ip -> !ip.v6())
                .toList();
    }

    /** No route but the default one covers any of the other node's pods. */
    private static boolean missing(Case that, Gap gap) {
        List<Ip> targets = targets(that, gap.to());
        return !Routes.policyRouted(gap.from().netns())
                && !targets.isEmpty()
                && targets.stream()
                        .allMatch(ip -> Routes.to(gap.from().netns(), ip)
                                .map(route -> route.dst().length() == 0)
                                .orElse(true));
    }

    /** Requests of the one node's clients and answers of its servers both need the route. */
    private static boolean between(Case that, Flow flow, Node client, Node server) {
        return Whereabouts.client(that, flow).filter(client::equals).isPresent()
                && Whereabouts.server(that, flow).filter(server::equals).isPresent();
    }

    /**
     * Pairs of nodes whose pods talk, none of whose connections failed: the network between them routes their addresses. Looked for once, and only when a route is missing.
     *
     * @param pairs names of both, in order
     */
    private record Carried(Set<List<String>> pairs) {

        static Carried of(Case that) {
            Set<List<String>> works = new HashSet<>();
            Set<List<String>> fails = new HashSet<>();
            for (Flow flow : that.flows().all()) {
                boolean ok = flow.state() == Flow.State.OK;
                if (ok || flow.state().failed()) {
                    Optional<Pod> client =
                            that.cluster().podAt(flow.client().at().ip());
                    Optional<Pod> server = that.cluster().podAt(flow.reached().ip());
                    if (client.isPresent() && server.isPresent()) {
                        (ok ? works : fails)
                                .add(pair(client.get().node(), server.get().node()));
                    }
                }
            }
            works.removeAll(fails);
            return new Carried(works);
        }

        boolean has(Gap gap) {
            return pairs.contains(pair(gap.from().name(), gap.to().name()));
        }

        private static List<String> pair(String one, String other) {
            return one.compareTo(other) <= 0 ? List.of(one, other) : List.of(other, one);
        }
    }

    private static Finding finding(Case that, Gap gap) {
        List<Flow> all = that.flows().all().stream()
                .filter(flow -> flow.state() != Flow.State.PARTIAL)
                .filter(flow -> between(that, flow, gap.from(), gap.to()) || between(that, flow, gap.to(), gap.from()))
                .filter(flow -> Reached.by(that, flow)
                        .flatMap(end -> that.cluster().podAt(end.ip()))
                        .isPresent())
                .toList();
        List<Flow> failed = all.stream()
                .filter(flow -> flow.state() == Flow.State.NO_REPLY || flow.state() == Flow.State.UNREACHABLE)
                .toList();
        Ip example = targets(that, gap.to()).getFirst();
        Optional<RouteFact> taken = Routes.to(gap.from().netns(), example);
        Source place = taken.map(RouteFact::source)
                .or(() -> Whereabouts.dump(that, "ip-route", gap.from()))
                .orElse(Source.whole("nodes/" + gap.from().name()));
        String cidr =
                gap.to().podCidrs().stream().findFirst().map(Cidr::toString).orElse(example + "/32");
        Claim claim = Claim.of(ID)
                .about(ObjectRef.node(gap.from().name()))
                .about(ObjectRef.node(gap.to().name()))
                .what(Sentences.failed(
                        "pods of " + gap.from().name() + " and " + gap.to().name() + ", both ways", failed, all))
                .why(gap.from().name() + " has no route to " + cidr + " (pods of "
                        + gap.to().name() + "); packets "
                        + (taken.isPresent() ? "leave by the default route." : "have no route at all."))
                .shows(
                        taken.map(route -> "only the default route matches " + example)
                                .orElse("no route matches " + example),
                        place);
        gap.to()
                .object()
                .ifPresent(fact ->
                        claim.shows("podCIDR " + cidr + " is " + gap.to().name() + "'s", fact.source()));
        failed.stream()
                .findFirst()
                .ifPresent(flow -> claim.shows(
                        "SYN from " + flow.client().at() + " to " + flow.reached() + ": "
                                + Sentences.word(flow.state()),
                        flow.nearest().source()));
        String via = gap.to().internalIp().map(Ip::toString).orElse("NODE-IP");
        Proof proof = new Proof(
                Condition.yes("no route of " + gap.from().name() + " covers " + cidr, List.of(place)),
                Paths.end(
                        that,
                        "the walk leaves " + gap.from().name() + " by the wrong route",
                        failed,
                        path -> path.verdict() instanceof Verdict.Lost
                                && Paths.last(path)
                                        .map(step ->
                                                step.node().equals(gap.from().name()))
                                        .orElse(false)),
                new Condition("connections across failed", Ternary.of(!failed.isEmpty()), List.of()),
                Moments.near(that, place, failed),
                List.of(
                        Condition.yes("PW-092: the packet is not even put into the tunnel", List.of(place)),
                        new Condition(
                                "PW-095: no BGP session between the two is told to be down",
                                Ternary.of(BgpSessions.noneDown(that, gap.from(), gap.to())),
                                List.of())));
        return claim.not("PW-092", "the packet does not take the tunnel or the peer's address")
                .not("PW-110", "connections of any size fail")
                .remedy(
                        "# restart the CNI agent on " + gap.from().name(),
                        "low, the agent programs its routes anew; collect first",
                        "none needed")
                .remedy(
                        "ip route add " + cidr + " via " + via + " on "
                                + gap.from().name() + " (host-gw, as a stopgap)",
                        "low, this node",
                        "ip route del " + cidr)
                .then("ip route get " + example + " on " + gap.from().name())
                .unless("another table, or an eBPF tunnel map, that was not dumped")
                .explains(that, failed, all.size())
                .finding(Severity.S1, proof);
    }
}
