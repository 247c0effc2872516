package io.packetwalk.parse.k8s;

import io.packetwalk.doc.Field;
import io.packetwalk.parse.Head;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Objects that do not say what they are. client-go leaves the kind of typed objects empty, and so do collectors that write them as they
 * have them: older troubleshoot ({@code cluster-resources/pods/NS.json}, a bare array), antctl ({@code clusterinfo}). The file's place tells
 * the kind, or else a field that objects of no other kind have.
 */
final class Unkinded {
    private static final Pattern PLACE = Pattern.compile("(?:^|/)cluster-resources/([a-z-]+)(?:/[^/]+)?\\.json$");
    private static final Pattern CLUSTERINFO = Pattern.compile("(?:^|/)clusterinfo$");

    private static final Map<String, String> KINDS = Map.ofEntries(
            Map.entry("configmaps", "ConfigMap"),
            Map.entry("cronjobs", "CronJob"),
            Map.entry("daemonsets", "DaemonSet"),
            Map.entry("deployments", "Deployment"),
            Map.entry("endpoints", "Endpoints"),
            Map.entry("endpointslices", "EndpointSlice"),
            Map.entry("events", "Event"),
            Map.entry("ingress", "Ingress"),
            Map.entry("ingress-classes", "IngressClass"),
            Map.entry("jobs", "Job"),
            Map.entry("namespaces", "Namespace"),
            Map.entry("network-policy", "NetworkPolicy"),
            Map.entry("nodes", "Node"),
            Map.entry("pods", "Pod"),
            Map.entry("replicasets", "ReplicaSet"),
            Map.entry("services", "Service"),
            Map.entry("statefulsets", "StatefulSet"));

    private Unkinded() {}

    /** True for the beginning of a file that holds such objects. */
    static boolean begins(Head head) {
        boolean list = CLUSTERINFO.matcher(head.path()).find()
                ? head.first().startsWith("#")
                : !place(head.path()).isEmpty();
        return list && head.lines().stream().anyMatch(line -> line.contains("metadata") || line.contains("items"));
    }

    /** The kind of an object in {@code artifact} that does not say it; empty when nothing tells. */
    static String kind(String artifact, Field root) {
        String place = place(artifact);
        if (!place.isEmpty() || !CLUSTERINFO.matcher(artifact).find()) {
            return place;
        }
        if (root.at("spec", "containers").present()) {
            return "Pod";
        }
        return root.at("status", "nodeInfo").present() ? "Node" : "";
    }

    private static String place(String path) {
        Matcher place = PLACE.matcher(path);
        return place.find() ? KINDS.getOrDefault(place.group(1), "") : "";
    }
}
