package io.packetwalk.policy;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.fact.k8s.ContainerFact;
import io.packetwalk.fact.k8s.NamespaceFact;
import io.packetwalk.fact.k8s.WorkloadFact;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpRanges;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** All ends a cluster has: its pods, the pods that workloads without pods would make, its nodes. */
public final class Ends {

    /** The label that the API server gives every namespace. */
    public static final String NAME_LABEL = "kubernetes.io/metadata.name";

    private final Map<String, Labels> namespaces = new java.util.concurrent.ConcurrentHashMap<>();
    private final Map<String, Node> nodes = new HashMap<>();
    private final List<Member> members = new ArrayList<>();
    private final boolean calico;

    /**
     * A pod, or a workload that has none yet.
     *
     * @param ref the pod or the workload
     * @param workload what it belongs to, as {@code NS/NAME[Kind]}
     * @param node node it runs on, may be empty
     * @param end what policies see
     */
    public record Member(ObjectRef ref, String workload, String node, End end) {}

    private Ends(Cluster cluster) {
        calico = !cluster.policies().calico().isEmpty();
        for (NamespaceFact fact : cluster.namespaces()) {
            namespaces.put(fact.ref().name(), namespace(fact.ref().name(), fact.labels(), true));
        }
        cluster.nodes().forEach(node -> nodes.put(node.name(), node));
        Owners owners = new Owners(cluster.workloads());
        Set<ObjectRef> manned = new HashSet<>();
        for (Pod pod : cluster.pods()) {
            if (pod.live()) {
                ObjectRef top = owners.top(pod);
                manned.add(top);
                members.add(member(pod, top));
            }
        }
        for (WorkloadFact fact : cluster.workloads()) {
            boolean wanted = fact.replicas().isEmpty() || fact.replicas().get() > 0;
            if (fact.owners().isEmpty() && wanted && !manned.contains(Owners.placed(fact.ref()))) {
                members.add(member(fact));
            }
        }
    }

    public static Ends of(Cluster cluster) {
        return new Ends(cluster);
    }

    /** Pods and unmanned workloads, by name of the cluster's lists. */
    public List<Member> members() {
        return List.copyOf(members);
    }

    private Member member(Pod pod, ObjectRef top) {
        String namespace = End.namespace(pod.ref());
        ObjectRef ref = new ObjectRef("Pod", namespace, pod.ref().name());
        End end = pod.ownNetwork()
                ? new End.Pod(
                        ref.toString(),
                        namespace,
                        labelsOf(namespace),
                        podLabels(namespace, pod.object().labels()),
                        ports(pod.object().containers()),
                        pod.ips())
                : new End.Node(
                        ref.toString(),
                        nodeLabels(pod.node()),
                        pod.ips().isEmpty() ? addresses(pod.node()) : pod.ips());
        return new Member(ref, title(top), pod.node(), end);
    }

    private Member member(WorkloadFact fact) {
        ObjectRef ref = Owners.placed(fact.ref());
        End end = fact.hostNetwork()
                ? new End.Node(title(ref), new Labels(Map.of(), false), List.of())
                : new End.Pod(
                        title(ref),
                        ref.namespace(),
                        labelsOf(ref.namespace()),
                        podLabels(ref.namespace(), fact.templateLabels()),
                        ports(fact.containers()),
                        List.of());
        return new Member(ref, title(ref), "", end);
    }

    /** The pod as it would be with an address of its own: what a host-network pod is not. */
    public End asPod(Pod pod) {
        String namespace = End.namespace(pod.ref());
        return new End.Pod(
                pod.ref().toString(),
                namespace,
                labelsOf(namespace),
                podLabels(namespace, pod.object().labels()),
                ports(pod.object().containers()),
                pod.ips());
    }

    /** {@code NS/NAME[Kind]}. */
    public static String title(ObjectRef ref) {
        return ref.namespace() + "/" + ref.name() + "[" + ref.kind() + "]";
    }

    /** The labels of a namespace; all but its name are unknown when it was not dumped. */
    Labels labelsOf(String namespace) {
        return namespaces.computeIfAbsent(namespace, name -> namespace(name, Map.of(), false));
    }

    private Labels namespace(String name, Map<String, String> written, boolean complete) {
        Map<String, String> labels = new TreeMap<>(written);
        labels.put(NAME_LABEL, name);
        if (calico) {
            labels.put("projectcalico.org/name", name);
        }
        return new Labels(Map.copyOf(labels), complete);
    }

    private Labels podLabels(String namespace, Map<String, String> written) {
        if (!calico) {
            return Labels.of(written);
        }
        Map<String, String> labels = new TreeMap<>(written);
        labels.put("projectcalico.org/namespace", namespace);
        labels.put("projectcalico.org/orchestrator", "k8s");
        return Labels.of(Map.copyOf(labels));
    }

    private Labels nodeLabels(String name) {
        Node node = nodes.get(name);
        return node == null || node.object().isEmpty()
                ? new Labels(Map.of(), false)
                : Labels.of(node.object().get().labels());
    }

    private List<Ip> addresses(String name) {
        Node node = nodes.get(name);
        return node == null ? List.of() : node.addresses();
    }

    private static Map<End.PortName, Integer> ports(List<ContainerFact> containers) {
        Map<End.PortName, Integer> ports = new HashMap<>();
        for (ContainerFact container : containers) {
            for (ContainerFact.ContainerPort port : container.ports()) {
                if (!port.name().isEmpty()) {
                    ports.putIfAbsent(new End.PortName(port.proto(), port.name()), port.port());
                }
            }
        }
        return Map.copyOf(ports);
    }

    /** A node as an end. */
    public End node(String name) {
        return new End.Node("node/" + name, nodeLabels(name), addresses(name));
    }

    /** What has an address: a pod, a node, or something outside. */
    public End at(Ip ip, Cluster cluster) {
        Optional<Pod> pod = cluster.podAt(ip);
        if (pod.isPresent()) {
            End end = member(pod.get(), pod.get().ref()).end();
            return end instanceof End.Pod known ? with(known, ip) : end;
        }
        Optional<Node> node = cluster.nodeAt(ip);
        return node.<End>map(found -> new End.Node("node/" + found.name(), nodeLabels(found.name()), List.of(ip)))
                .orElseGet(() -> new End.Outside(new IpRanges.Range(ip, ip)));
    }

    /** The pod as one of its addresses shows it. */
    static End.Pod with(End.Pod pod, Ip ip) {
        return new End.Pod(pod.name(), pod.namespace(), pod.namespaceLabels(), pod.labels(), pod.ports(), List.of(ip));
    }
}
