package io.packetwalk.model;

import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.fact.k8s.ConfigMapFact;
import io.packetwalk.fact.k8s.EndpointSliceFact;
import io.packetwalk.fact.k8s.EventFact;
import io.packetwalk.fact.k8s.KubeProxyConfigFact;
import io.packetwalk.fact.k8s.NamespaceFact;
import io.packetwalk.fact.k8s.WorkloadFact;
import io.packetwalk.fact.logs.CorefileFact;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Proto;
import java.util.List;
import java.util.Optional;

/**
 * The joined model of everything that was captured.
 *
 * @param nodes nodes by name: those of the API and those that only a dump shows
 * @param pods pods by namespace and name
 * @param services Services by namespace and name
 * @param slices EndpointSlices, whatever Service they are of
 * @param namespaces namespaces by name
 * @param policies objects that say who may reach whom
 * @param workloads Deployments, ReplicaSets and the like
 * @param events events, oldest first
 * @param configMaps ConfigMaps by namespace and name
 * @param proxyConfigs kube-proxy configurations
 * @param corefiles DNS server configurations
 * @param dnsLogs DNS server logs
 * @param logLines noteworthy lines of other logs
 * @param kernelLogs kernel log lines with the node they are from; an empty node when the log could not be placed
 * @param captures captures by artifact
 * @param edge Ingresses, Gateways and their certificates
 * @param inventory what was read, by artifact
 * @param directory who has an address
 * @param notes conflicts met while joining
 */
public record Cluster(
        List<Node> nodes,
        List<Pod> pods,
        List<Service> services,
        List<EndpointSliceFact> slices,
        List<NamespaceFact> namespaces,
        PolicyObjects policies,
        List<WorkloadFact> workloads,
        List<EventFact> events,
        List<ConfigMapFact> configMaps,
        List<KubeProxyConfigFact> proxyConfigs,
        List<CorefileFact> corefiles,
        List<DnsLog> dnsLogs,
        List<PlacedLine> logLines,
        List<KernelLog> kernelLogs,
        List<CapturePoint> captures,
        Edge edge,
        Inventory inventory,
        Directory directory,
        List<Note> notes) {

    public Optional<Node> node(String name) {
        return directory.register().node(name);
    }

    public Optional<Pod> pod(String namespace, String name) {
        return directory.register().pod(namespace, name);
    }

    public Optional<Service> service(String namespace, String name) {
        return directory.register().service(namespace, name);
    }

    /** The live pod with its own network namespace that has this address; host-network pods and finished ones do not count. */
    public Optional<Pod> podAt(Ip ip) {
        return Optional.ofNullable(directory.pods().get(ip));
    }

    /** The node that owns this address on one of its interfaces or in the API. */
    public Optional<Node> nodeAt(Ip ip) {
        return Optional.ofNullable(directory.nodes().get(ip));
    }

    /** The Service that has this address as a cluster, external or load-balancer IP. */
    public Optional<Service> serviceAt(Ip ip) {
        return Optional.ofNullable(directory.services().get(ip));
    }

    /** The Services that allocate this node port. */
    public List<Service> servicesAtNodePort(Proto proto, int nodePort) {
        return services.stream()
                .filter(service -> service.object().ports().stream()
                        .anyMatch(port -> port.nodePort() == nodePort
                                && nodePort != 0
                                && port.proto().equals(proto)))
                .toList();
    }

    /** Pods, nodes and Services by address: the name a reader knows. */
    public Optional<ObjectRef> objectAt(Ip ip) {
        return podAt(ip)
                .map(Pod::ref)
                .or(() -> serviceAt(ip).map(Service::ref))
                .or(() -> nodeAt(ip).map(node -> ObjectRef.node(node.name())));
    }
}
