package io.packetwalk.report;

import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Presence;
import io.packetwalk.evidence.Window;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.Inventory;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What was looked at: the shape of the bundle, and which evidence is there. */
final class Survey {
    private Survey() {}

    static Report.Bundle bundle(Material material) {
        Cluster cluster = material.examined().cluster();
        return new Report.Bundle(
                material.inputs(),
                material.layout(),
                window(cluster.inventory()),
                cluster.nodes().stream().map(Node::name).toList(),
                new TreeMap<>(material.proxyMode()),
                new TreeMap<>(material.datapaths()),
                material.readings().size());
    }

    private static Report.@Nullable Window window(Inventory inventory) {
        return inventory.readings().stream()
                .flatMap(entry -> entry.window().stream())
                .reduce(Window::span)
                .map(span -> new Report.Window(span.from().toString(), span.to().toString()))
                .orElse(null);
    }

    /** One row per kind and node; where a node has several artifacts of a kind, the one that limits most speaks. */
    static List<Report.Presence> presence(Cluster cluster) {
        Map<String, Map<String, Presence>> states = new TreeMap<>();
        for (Inventory.Entry entry : cluster.inventory().readings()) {
            states.computeIfAbsent(entry.format(), _key -> new TreeMap<>())
                    .merge(where(entry.place(), cluster), entry.presence(), Survey::worse);
        }
        return states.entrySet().stream()
                .flatMap(kind -> kind.getValue().entrySet().stream()
                        .map(node -> new Report.Presence(
                                kind.getKey(), node.getKey(), node.getValue().word())))
                .toList();
    }

    private static String where(Place place, Cluster cluster) {
        return switch (place) {
            case Place.Cluster _c -> "cluster";
            case Place.Node(String name) -> name;
            case Place.Pod(String namespace, String name) ->
                Optional.of(cluster.pod(namespace, name).map(Pod::node).orElse(""))
                        .filter(node -> !node.isEmpty())
                        .orElse("cluster");
            case Place.Outside(String name) -> name;
            case Place.Unplaced _u -> "unplaced";
        };
    }

    private static Presence worse(Presence one, Presence other) {
        return limits(other) > limits(one) ? other : one;
    }

    /** How much a state limits the answers. An empty artifact beside a full one of the same kind limits nothing. */
    private static int limits(Presence presence) {
        return switch (presence) {
            case Presence.Empty _e -> 0;
            case Presence.Collected _c -> 1;
            case Presence.Redacted _r -> 2;
            case Presence.Truncated _t -> 3;
            case Presence.NotCollected _n -> 4;
            case Presence.Refused _r -> 5;
            case Presence.Failed _f -> 6;
        };
    }
}
