package io.packetwalk.model;

import io.packetwalk.evidence.ObjectRef;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who has a name or a label: built once, asked for every endpoint and every flow. Lists keep the order of the cluster. */
public final class Register {
    private final Map<ObjectRef, Pod> pods = new HashMap<>();
    private final Map<ObjectRef, Service> services = new HashMap<>();
    private final Map<String, List<Service>> called = new HashMap<>();
    private final Map<String, Node> nodes = new HashMap<>();
    private final Map<String, List<Pod>> byNamespace = new HashMap<>();
    private final Map<String, List<Pod>> byNode = new HashMap<>();
    private final Map<Map.Entry<String, String>, List<Pod>> byLabel = new HashMap<>();

    private Register() {}

    /** Of objects of the same name, the first counts. */
    static Register of(List<Node> nodes, List<Pod> pods, List<Service> services) {
        Register register = new Register();
        nodes.forEach(node -> register.nodes.putIfAbsent(node.name(), node));
        services.forEach(service -> {
            register.services.putIfAbsent(service.ref(), service);
            append(register.called, service.ref().name(), service);
        });
        pods.forEach(register::add);
        return register;
    }

    private void add(Pod pod) {
        pods.putIfAbsent(pod.ref(), pod);
        append(byNamespace, pod.ref().namespace(), pod);
        append(byNode, pod.node(), pod);
        pod.object()
                .labels()
                .entrySet()
                .forEach(label -> append(byLabel, Map.entry(label.getKey(), label.getValue()), pod));
    }

    private static <K, V> void append(Map<K, List<V>> lists, K key, V value) {
        lists.computeIfAbsent(key, _new -> new ArrayList<>()).add(value);
    }

    Optional<Pod> pod(String namespace, String name) {
        return Optional.ofNullable(pods.get(ObjectRef.pod(namespace, name)));
    }

    Optional<Service> service(String namespace, String name) {
        return Optional.ofNullable(services.get(ObjectRef.service(namespace, name)));
    }

    Optional<Node> node(String name) {
        return Optional.ofNullable(nodes.get(name));
    }

    /** The Services of a name, whatever their namespace. */
    public List<Service> servicesCalled(String name) {
        return list(called, name);
    }

    /** All pods of a namespace, finished ones too. */
    public List<Pod> podsOf(String namespace) {
        return list(byNamespace, namespace);
    }

    /** All pods that were assigned to a node, finished ones too. */
    public List<Pod> podsOn(String node) {
        return list(byNode, node);
    }

    /** Pods of any namespace that carry all these labels, finished ones too. An empty selector is nobody's question: it selects none. */
    public List<Pod> carrying(Map<String, String> selector) {
        List<Pod> fewest = selector.entrySet().stream()
                .map(label -> list(byLabel, Map.entry(label.getKey(), label.getValue())))
                .min((one, other) -> Integer.compare(one.size(), other.size()))
                .orElse(List.of());
        return fewest.stream()
                .filter(pod -> pod.object().labels().entrySet().containsAll(selector.entrySet()))
                .toList();
    }

    private static <K, V> List<V> list(Map<K, List<V>> lists, K key) {
        return Collections.unmodifiableList(lists.getOrDefault(key, List.of()));
    }
}
