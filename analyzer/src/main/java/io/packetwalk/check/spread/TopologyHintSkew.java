package io.packetwalk.check.spread;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.served.Address;
import io.packetwalk.check.served.Programmed;
import io.packetwalk.check.witness.Moments;
import io.packetwalk.check.witness.Needs;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.system.SocketFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Endpoint;
import io.packetwalk.model.Node;
import io.packetwalk.model.Service;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * PW-019: topology hints keep the clients of a zone at the endpoints of that zone, of which there are too few for them: they wait, and clients elsewhere do not.
 */
public final class TopologyHintSkew implements Check {

    private static final CheckId ID = new CheckId("PW-019", "topology-hint-skew", "service", 10);

    private static final String ZONE = "topology.kubernetes.io/zone";

    /** Connections of a zone that say something about its load. */
    private static final int ENOUGH = 20;

    /** So many times as many connections for each endpoint as where there are fewest. */
    private static final double SKEWED = 2;

    @Override
    public CheckId id() {
        return ID;
    }

    /** The connections that the clients of one zone made, and the endpoints that are for them. */
    private record Zone(String name, Set<Ip> ends, List<Flow> flows) {
        double load() {
            return (double) flows.size() / Math.max(1, ends.size());
        }

        List<Flow> waited() {
            return flows.stream().filter(Shares::waited).toList();
        }
    }

    @Override
    public Outcome run(Case that) {
        List<Service> hinted = that.cluster().services().stream()
                .filter(TopologyHintSkew::hinted)
                .toList();
        if (hinted.isEmpty()) {
            return new Outcome.NotApplicable("no Service has a zone hint at each of its ready endpoints");
        }
        List<Finding> findings = new ArrayList<>();
        for (Service service : hinted) {
            List<Zone> zones = zones(that, service);
            double least = zones.stream().mapToDouble(Zone::load).min().orElse(0);
            zones.stream()
                    .filter(zone -> zones.size() > 1
                            && zone.flows().size() >= ENOUGH
                            && zone.load() >= SKEWED * least
                            && !zone.waited().isEmpty())
                    .filter(zone -> zones.stream()
                            .allMatch(other ->
                                    other.equals(zone) || other.waited().isEmpty()))
                    .forEach(zone -> findings.add(finding(that, service, zone, zones)));
        }
        return Outcome.of(
                findings, Needs.traffic(that), "no zone's clients wait for endpoints that hints keep them at");
    }

    /** One endpoint without a hint, and kube-proxy heeds none (pkg/proxy/topology.go). */
    private static boolean hinted(Service service) {
        List<Endpoint> ready =
                service.endpoints().stream().filter(Endpoint::isReady).toList();
        return ready.size() > 1
                && ready.stream().noneMatch(endpoint -> endpoint.zoneHints().isEmpty())
                && ready.stream()
                                .flatMap(endpoint -> endpoint.zoneHints().stream())
                                .distinct()
                                .count()
                        > 1;
    }

    /** The zones that clients were seen in and that endpoints are for; connections to other endpoints are of nodes that heed no hints. */
    private static List<Zone> zones(Case that, Service service) {
        Map<String, Set<Ip>> ends = new TreeMap<>();
        service.endpoints().stream()
                .filter(Endpoint::isReady)
                .forEach(endpoint -> endpoint.zoneHints()
                        .forEach(zone -> ends.merge(
                                zone,
                                Set.of(endpoint.ip()),
                                (one, other) -> Stream.concat(one.stream(), other.stream())
                                        .collect(Collectors.toSet()))));
        Map<String, List<Flow>> flows = new TreeMap<>();
        for (Flow flow : Shares.of(that, service).all()) {
            zone(Whereabouts.client(that, flow))
                    .filter(ends::containsKey)
                    .ifPresent(zone -> flows.computeIfAbsent(zone, key -> new ArrayList<>())
                            .add(flow));
        }
        List<Zone> zones = new ArrayList<>();
        flows.forEach((zone, its) -> zones.add(new Zone(zone, ends.getOrDefault(zone, Set.of()), its)));
        return zones;
    }

    private static Optional<String> zone(Optional<Node> node) {
        return node.flatMap(Node::object)
                .map(object -> object.labels().getOrDefault(ZONE, ""))
                .filter(name -> !name.isEmpty());
    }

    private static Finding finding(Case that, Service service, Zone zone, List<Zone> zones) {
        List<Flow> waited = zone.waited();
        List<Flow> failed =
                waited.stream().filter(flow -> flow.state().failed()).toList();
        Optional<Source> rules = obeyed(that, service, zone);
        List<Source> hints = service.endpoints().stream()
                .filter(endpoint -> zone.ends().contains(endpoint.ip()))
                .map(Endpoint::source)
                .limit(3)
                .toList();
        Set<IpPort> ends = waited.stream().map(Flow::reached).collect(Collectors.toSet());
        List<SocketFact> full = ends.stream()
                .sorted()
                .flatMap(end -> Shares.overloaded(that, end).stream())
                .toList();
        boolean answered = ends.stream()
                .allMatch(end -> zone.flows().stream()
                        .anyMatch(flow -> flow.reached().equals(end) && flow.state() == Flow.State.OK));
        List<Source> seen =
                waited.stream().limit(3).map(flow -> flow.nearest().source()).toList();
        Proof proof = new Proof(
                Condition.yes("every ready endpoint has a hint", hints),
                new Condition(
                        "a node of the zone sends to the hinted endpoints only",
                        rules.isPresent() ? Ternary.YES : Ternary.UNKNOWN,
                        rules.stream().toList()),
                Condition.yes("clients of the zone waited for a connection, and none of another zone", seen),
                Moments.near(that, rules.orElse(service.object().source()), waited),
                List.of(
                        new Condition("PW-169: these endpoints answered other connections", Ternary.of(answered), seen),
                        new Condition(
                                "they have more connections than they take (accept queue full)",
                                full.isEmpty() ? Ternary.UNKNOWN : Ternary.YES,
                                full.stream().map(SocketFact::source).toList())));
        String loads = zones.stream()
                .map(each -> each.name() + ": " + each.flows().size() + " connections for "
                        + each.ends().size() + (each.ends().size() == 1 ? " endpoint" : " endpoints"))
                .collect(Collectors.joining(", "));
        Claim claim = Claim.of(ID)
                .about(service.ref())
                .about(new ObjectRef("Zone", "", zone.name()))
                .what(service.ref() + ": " + waited.size() + " of "
                        + zone.flows().size() + " connections from zone " + zone.name()
                        + " waited or failed, and none from elsewhere.")
                .why("Hints keep zone " + zone.name() + " at " + zone.ends().size() + " of "
                        + service.endpoints().stream().filter(Endpoint::isReady).count()
                        + " endpoints (" + loads + ").");
        hints.stream().limit(1).forEach(at -> claim.shows("hint for zone " + zone.name(), at));
        rules.ifPresent(at -> claim.shows("the rules of a node there have these endpoints only", at));
        claim.shows("a connection that waited", seen.getFirst());
        full.stream().limit(1).forEach(socket -> claim.shows("accept queue full", socket.source()));
        if (failed.isEmpty()) {
            ends.stream()
                    .sorted()
                    .flatMap(end -> that.cluster().podAt(end.ip()).stream()
                            .map(pod -> pod.ref() + " port " + end.port() + " delays connections"))
                    .forEach(claim::explainsTold);
        }
        String object = "kubectl -n " + service.ref().namespace() + " patch svc "
                + service.ref().name() + " --type=json -p '[{\"op\":";
        return claim.not("PW-034", "the rules are what the hints ask for")
                .remedy(
                        "kubectl -n " + service.ref().namespace()
                                + " get endpointslice -l kubernetes.io/service-name="
                                + service.ref().name() + " -o yaml  # hints of each endpoint",
                        "none, reads only",
                        "")
                .remedy(
                        object + "\"remove\",\"path\":\"/spec/trafficDistribution\"}]'  # or more endpoints in the"
                                + " zone; older clusters: the annotation service.kubernetes.io/topology-mode",
                        "low, traffic crosses zones",
                        object + "\"add\",\"path\":\"/spec/trafficDistribution\",\"value\":\""
                                + (service.object().trafficDistribution().isEmpty()
                                        ? "PreferClose"
                                        : service.object().trafficDistribution())
                                + "\"}]'")
                .then(Sentences.trace(waited, service.ref().toString()))
                .unless("clients of other zones that wait for the same endpoints")
                .explains(that, failed, zone.flows().size())
                .finding(Severity.S2, proof);
    }

    /** The line of a node of the zone whose targets are a part of all endpoints, and of the hinted ones. */
    private static Optional<Source> obeyed(Case that, Service service, Zone zone) {
        return that.cluster().nodes().stream()
                .filter(node ->
                        zone(Optional.of(node)).filter(zone.name()::equals).isPresent())
                .flatMap(node -> service.object().clusterIps().stream()
                        .flatMap(ip -> service.object().ports().stream()
                                .flatMap(port -> that.served().on(node).serving(ip.v6()).stream()
                                        .flatMap(served ->
                                                served.at(Address.at(port.proto(), ip, port.port())).stream()))))
                .filter(programmed -> !programmed.targets().isEmpty()
                        && programmed.targets().keySet().stream()
                                .allMatch(end -> zone.ends().contains(end.ip())))
                .map(Programmed::entry)
                .findFirst();
    }
}
