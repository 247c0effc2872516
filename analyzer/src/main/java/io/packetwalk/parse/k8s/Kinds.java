package io.packetwalk.parse.k8s;

import java.util.Map;
import java.util.Set;

/** The kinds we read, by name and API group. A name alone is not enough: Knative has a Service, Calico a NetworkPolicy. */
final class Kinds {

    /**
     * A kind.
     *
     * @param groups its API groups; empty text is the core group
     * @param reader reads it
     */
    record Kind(Set<String> groups, KindReader reader) {
        /** Component configurations have a kind and no name. */
        boolean named() {
            return !(reader instanceof KubeProxyConfigReader);
        }
    }

    private static final Set<String> CORE = Set.of("");
    private static final Set<String> APPS = Set.of("apps", "extensions");

    static final Map<String, Kind> ALL = Map.ofEntries(
            Map.entry("ConfigMap", new Kind(CORE, new ConfigMapReader())),
            Map.entry("CronJob", new Kind(Set.of("batch"), new WorkloadReader())),
            Map.entry("DaemonSet", new Kind(APPS, new WorkloadReader())),
            Map.entry("Deployment", new Kind(APPS, new WorkloadReader())),
            Map.entry("EndpointSlice", new Kind(Set.of("discovery.k8s.io"), new EndpointSliceReader())),
            Map.entry("Endpoints", new Kind(CORE, new EndpointsReader())),
            Map.entry("Event", new Kind(Set.of("", "events.k8s.io"), new EventReader())),
            Map.entry("Job", new Kind(Set.of("batch"), new WorkloadReader())),
            Map.entry(
                    "KubeProxyConfiguration", new Kind(Set.of("kubeproxy.config.k8s.io"), new KubeProxyConfigReader())),
            Map.entry("Namespace", new Kind(CORE, new NamespaceReader())),
            Map.entry("NetworkPolicy", new Kind(Set.of("networking.k8s.io", "extensions"), new NetworkPolicyReader())),
            Map.entry("Node", new Kind(CORE, new NodeReader())),
            Map.entry("Pod", new Kind(CORE, new PodReader())),
            Map.entry("ReplicaSet", new Kind(APPS, new WorkloadReader())),
            Map.entry("ReplicationController", new Kind(CORE, new WorkloadReader())),
            Map.entry("Service", new Kind(CORE, new ServiceReader())),
            Map.entry("StatefulSet", new Kind(APPS, new WorkloadReader())));

    private Kinds() {}

    /** API group of an apiVersion, empty for the core group. */
    static String group(String apiVersion) {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }
}
