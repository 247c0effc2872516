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
            return !(reader instanceof KubeProxyConfigReader) && !policy();
        }

        /** A policy counts with or without a name, as in a manifest before it is applied; half read it must not be used. */
        boolean policy() {
            return !reader.lenient();
        }
    }

    private static final Set<String> CORE = Set.of("");
    private static final Set<String> ADMIN = Set.of("policy.networking.k8s.io");
    private static final Set<String> CALICO = Set.of("projectcalico.org", "crd.projectcalico.org");
    private static final Set<String> CILIUM = Set.of("cilium.io");
    private static final Set<String> APPS = Set.of("apps", "extensions");

    /** Calico's policy has the API's name; both of its groups hold the same objects. */
    private static final String CALICO_POLICY = "NetworkPolicy.projectcalico.org";

    private static final Set<String> GATEWAY = Set.of("gateway.networking.k8s.io");
    private static final Set<String> INGRESS = Set.of("networking.k8s.io", "extensions");

    static final Map<String, Kind> ALL = Map.ofEntries(
            Map.entry("AdminNetworkPolicy", new Kind(ADMIN, new ClusterPolicyReader())),
            Map.entry("BaselineAdminNetworkPolicy", new Kind(ADMIN, new ClusterPolicyReader())),
            Map.entry("CiliumClusterwideNetworkPolicy", new Kind(CILIUM, new CiliumPolicyReader())),
            Map.entry("CiliumNetworkPolicy", new Kind(CILIUM, new CiliumPolicyReader())),
            Map.entry("ClusterNetworkPolicy", new Kind(ADMIN, new ClusterPolicyReader())),
            Map.entry("ConfigMap", new Kind(CORE, new ConfigMapReader())),
            Map.entry("CronJob", new Kind(Set.of("batch"), new WorkloadReader())),
            Map.entry("DaemonSet", new Kind(APPS, new WorkloadReader())),
            Map.entry("Deployment", new Kind(APPS, new WorkloadReader())),
            Map.entry("EndpointSlice", new Kind(Set.of("discovery.k8s.io"), new EndpointSliceReader())),
            Map.entry("Endpoints", new Kind(CORE, new EndpointsReader())),
            Map.entry("Event", new Kind(Set.of("", "events.k8s.io"), new EventReader())),
            Map.entry("GlobalNetworkPolicy", new Kind(CALICO, new CalicoPolicyReader())),
            Map.entry("GlobalNetworkSet", new Kind(CALICO, new CalicoTierReader())),
            Map.entry("GRPCRoute", new Kind(GATEWAY, new GatewayRouteReader())),
            Map.entry("Gateway", new Kind(GATEWAY, new GatewayReader())),
            Map.entry("GatewayClass", new Kind(GATEWAY, new GatewayReader())),
            Map.entry("HTTPRoute", new Kind(GATEWAY, new GatewayRouteReader())),
            Map.entry("Ingress", new Kind(INGRESS, new IngressReader())),
            Map.entry("IngressClass", new Kind(INGRESS, new IngressClassReader())),
            Map.entry("Job", new Kind(Set.of("batch"), new WorkloadReader())),
            Map.entry(
                    "KubeProxyConfiguration", new Kind(Set.of("kubeproxy.config.k8s.io"), new KubeProxyConfigReader())),
            Map.entry("Namespace", new Kind(CORE, new NamespaceReader())),
            Map.entry("NetworkPolicy", new Kind(Set.of("networking.k8s.io", "extensions"), new NetworkPolicyReader())),
            Map.entry(CALICO_POLICY, new Kind(CALICO, new CalicoPolicyReader())),
            Map.entry("NetworkSet", new Kind(CALICO, new CalicoTierReader())),
            Map.entry("Node", new Kind(CORE, new NodeReader())),
            Map.entry("Pod", new Kind(CORE, new PodReader())),
            Map.entry("ReplicaSet", new Kind(APPS, new WorkloadReader())),
            Map.entry("ReplicationController", new Kind(CORE, new WorkloadReader())),
            Map.entry("Secret", new Kind(CORE, new SecretReader())),
            Map.entry("Service", new Kind(CORE, new ServiceReader())),
            Map.entry("StatefulSet", new Kind(APPS, new WorkloadReader())),
            Map.entry("Tier", new Kind(CALICO, new CalicoTierReader())),
            Map.entry("TCPRoute", new Kind(GATEWAY, new GatewayRouteReader())),
            Map.entry("TLSRoute", new Kind(GATEWAY, new GatewayRouteReader())));

    private Kinds() {}

    /** The name we know a kind of a group by: with the group behind it where another kind has the name. */
    static String name(String kind, String apiVersion) {
        return kind.equals("NetworkPolicy") && CALICO.contains(group(apiVersion)) ? CALICO_POLICY : kind;
    }

    /** API group of an apiVersion, empty for the core group. */
    static String group(String apiVersion) {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }
}
