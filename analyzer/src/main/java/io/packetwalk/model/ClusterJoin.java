package io.packetwalk.model;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Place;
import io.packetwalk.fact.Reading;
import io.packetwalk.fact.k8s.ConfigMapFact;
import io.packetwalk.fact.k8s.EndpointSliceFact;
import io.packetwalk.fact.k8s.EventFact;
import io.packetwalk.fact.k8s.KubeProxyConfigFact;
import io.packetwalk.fact.k8s.NamespaceFact;
import io.packetwalk.fact.k8s.NodeFact;
import io.packetwalk.fact.k8s.PodFact;
import io.packetwalk.fact.k8s.WorkloadFact;
import io.packetwalk.fact.logs.CorefileFact;
import io.packetwalk.fact.logs.LogLineFact;
import io.packetwalk.fact.system.KernelLogFact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Joins what was read from all artifacts into one {@link Cluster}. The order of the readings does not matter. */
public final class ClusterJoin {

    private ClusterJoin() {}

    /** Joins readings; never fails, conflicts become notes of the cluster. */
    public static Cluster join(List<Reading> unordered) {
        List<Reading> readings = unordered.stream()
                .sorted(Comparator.comparing(Reading::artifact))
                .toList();
        ApiObjects api = ApiObjects.of(readings);
        Map<Place, NetNs> netns = NetNsJoin.join(readings);
        List<Node> nodes = nodes(api, netns);
        List<Pod> pods = pods(api, netns);
        List<Service> services = EndpointJoin.join(api);
        return new Cluster(
                nodes,
                pods,
                services,
                api.all(EndpointSliceFact.class),
                api.all(NamespaceFact.class),
                PolicyObjects.of(api, readings),
                api.all(WorkloadFact.class),
                events(api),
                api.all(ConfigMapFact.class),
                facts(readings, KubeProxyConfigFact.class),
                facts(readings, CorefileFact.class),
                DnsLogJoin.join(readings),
                lines(readings),
                kernelLogs(readings),
                CaptureJoin.join(readings),
                Edge.of(api),
                inventory(readings),
                Directory.of(nodes, pods, services),
                api.conflicts());
    }

    private static List<Node> nodes(ApiObjects api, Map<Place, NetNs> netns) {
        Map<String, NodeFact> objects = new TreeMap<>();
        for (NodeFact fact : api.all(NodeFact.class)) {
            objects.put(fact.ref().name(), fact);
        }
        Set<String> names = new TreeSet<>(objects.keySet());
        for (Place place : netns.keySet()) {
            if (place instanceof Place.Node node) {
                names.add(node.name());
            }
        }
        List<Node> nodes = new ArrayList<>();
        for (String name : names) {
            Place place = new Place.Node(name);
            NetNs dumped = netns.get(place);
            nodes.add(new Node(
                    name, Optional.ofNullable(objects.get(name)), dumped == null ? NetNsJoin.unseen(place) : dumped));
        }
        return List.copyOf(nodes);
    }

    private static List<Pod> pods(ApiObjects api, Map<Place, NetNs> netns) {
        List<Pod> pods = new ArrayList<>();
        for (PodFact fact : api.all(PodFact.class)) {
            Place place = new Place.Pod(fact.ref().namespace(), fact.ref().name());
            pods.add(new Pod(fact, Optional.ofNullable(netns.get(place))));
        }
        return List.copyOf(pods);
    }

    private static List<EventFact> events(ApiObjects api) {
        Comparator<EventFact> byTime =
                Comparator.comparing(event -> event.last().orElse(Instant.EPOCH));
        return api.all(EventFact.class).stream()
                .sorted(byTime.thenComparing(EventFact::source))
                .toList();
    }

    private static <T extends Fact> List<T> facts(List<Reading> readings, Class<T> type) {
        return readings.stream()
                .flatMap(reading -> reading.facts().stream())
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private static List<PlacedLine> lines(List<Reading> readings) {
        List<PlacedLine> lines = new ArrayList<>();
        for (Reading reading : readings) {
            for (Fact fact : reading.facts()) {
                if (fact instanceof LogLineFact line) {
                    lines.add(new PlacedLine(reading.place(), line));
                }
            }
        }
        return List.copyOf(lines);
    }

    private static List<KernelLog> kernelLogs(List<Reading> readings) {
        List<KernelLog> logs = new ArrayList<>();
        for (Reading reading : readings) {
            String node = reading.place() instanceof Place.Node at ? at.name() : "";
            for (Fact fact : reading.facts()) {
                if (fact instanceof KernelLogFact line) {
                    logs.add(new KernelLog(node, line));
                }
            }
        }
        return List.copyOf(logs);
    }

    private static Inventory inventory(List<Reading> readings) {
        return new Inventory(readings.stream()
                .map(reading -> new Inventory.Entry(
                        reading.artifact(),
                        reading.place(),
                        reading.format(),
                        reading.presence(),
                        reading.window(),
                        reading.coverage()))
                .toList());
    }
}
