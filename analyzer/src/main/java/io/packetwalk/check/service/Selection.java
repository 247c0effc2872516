package io.packetwalk.check.service;

import io.packetwalk.evidence.Spelling;
import io.packetwalk.fact.k8s.WorkloadFact;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.Pod;
import io.packetwalk.model.Service;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which pods a Service selects, and which it nearly selects. */
final class Selection {

    private Selection() {}

    /** Pods of the Service's namespace that carry all its labels. Finished pods never become endpoints. */
    static List<Pod> in(Cluster cluster, Service service) {
        return matching(cluster, service)
                .filter(pod -> pod.ref().namespace().equals(service.ref().namespace()))
                .toList();
    }

    /** Pods of other namespaces that carry all its labels: the selector never reaches them. */
    static List<Pod> elsewhere(Cluster cluster, Service service) {
        return matching(cluster, service)
                .filter(pod -> !pod.ref().namespace().equals(service.ref().namespace()))
                .toList();
    }

    private static Stream<Pod> matching(Cluster cluster, Service service) {
        return cluster.directory().register().carrying(service.object().selector()).stream()
                .filter(Pod::live);
    }

    /** The workload without pods whose template the Service would select. */
    static Optional<WorkloadFact> scaledToZero(Cluster cluster, Service service) {
        return cluster.workloads().stream()
                .filter(workload ->
                        workload.ref().namespace().equals(service.ref().namespace()))
                .filter(workload ->
                        workload.replicas().filter(count -> count == 0).isPresent())
                .filter(workload -> workload.owners().isEmpty())
                .filter(workload -> workload.templateLabels()
                        .entrySet()
                        .containsAll(service.object().selector().entrySet()))
                .findFirst();
    }

    /** The pod of the same namespace whose labels look most like the selector misspelt; empty when none does. */
    static Optional<Pod> nearest(Cluster cluster, Service service) {
        Map<String, String> selector = service.object().selector();
        return cluster.directory().register().podsOf(service.ref().namespace()).stream()
                .filter(Pod::live)
                .filter(pod -> alike(selector, pod.object().labels()))
                .min(Comparator.comparingInt(
                                (Pod pod) -> distance(selector, pod.object().labels()))
                        .thenComparing(Pod::ref));
    }

    private static boolean alike(Map<String, String> selector, Map<String, String> labels) {
        return selector.entrySet().stream().allMatch(entry -> {
            String label = labels.get(entry.getKey());
            return label != null && (label.equals(entry.getValue()) || Spelling.alike(entry.getValue(), label));
        });
    }

    private static int distance(Map<String, String> selector, Map<String, String> labels) {
        return selector.entrySet().stream()
                .mapToInt(entry -> Spelling.edits(entry.getValue(), labels.getOrDefault(entry.getKey(), "")))
                .sum();
    }

    /** The selector with the values that the pod carries. */
    static Map<String, String> corrected(Service service, Pod pod) {
        Map<String, String> corrected = new TreeMap<>(service.object().selector());
        corrected.replaceAll((key, value) -> pod.object().labels().getOrDefault(key, value));
        return corrected;
    }

    /** {@code key=value,key=value}, sorted. */
    static String text(Map<String, String> labels) {
        return new TreeMap<>(labels)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(","));
    }

    /** A JSON object for {@code kubectl patch}. Label keys and values need no escaping (RFC 1123 characters). */
    static String json(Map<String, String> labels) {
        return new TreeMap<>(labels)
                .entrySet().stream()
                        .map(entry -> "\"" + entry.getKey() + "\":\"" + entry.getValue() + "\"")
                        .collect(Collectors.joining(",", "{", "}"));
    }
}
