package io.packetwalk.policy;

import io.packetwalk.model.Cluster;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where an implementation does something else than the specification says.
 *
 * @param profile the implementation
 * @param topic what it is about
 * @param specification what the specification says
 * @param does what the implementation does
 * @param citation where that stands
 */
public record Deviation(String profile, String topic, String specification, String does, String citation) {

    /** Every deviation we know, each read at its citation; a profile's name is what the datapath or the enforcement is recognised as. */
    public static final List<Deviation> ALL = List.of(
            new Deviation(
                    "calico",
                    "node to pod",
                    "traffic from the node a pod runs on may always reach it",
                    "the same: Calico does not protect a workload from the host it runs on, whatever policies say",
                    "docs.tigera.io/calico/latest/network-policy/hosts/protect-hosts"),
            new Deviation(
                    "calico",
                    "pod to node",
                    "traffic from a pod to the node it runs on is always allowed",
                    "after the pod's egress policies it is dropped unless defaultEndpointToHostAction is RETURN or ACCEPT",
                    "docs.tigera.io/calico/latest/reference/resources/felixconfig"),
            new Deviation(
                    "calico",
                    "ipBlock",
                    "ipBlock is meant for addresses outside the cluster",
                    "an ipBlock becomes a rule about plain addresses, so it matches pods' addresses as well",
                    "github.com/projectcalico/calico libcalico-go/lib/backend/k8s/conversion/conversion.go"),
            new Deviation(
                    "cilium",
                    "ipBlock",
                    "whether ipBlock matches pods is left to the implementation",
                    "CIDR rules do not count between ends that Cilium manages, nor for nodes unless policy-cidr-match-mode says so: these are known by identity",
                    "github.com/cilium/cilium Documentation/security/policy/language.rst"),
            new Deviation(
                    "cilium",
                    "node to pod",
                    "traffic from the node a pod runs on may always reach it",
                    "so it is with allow-localhost=always, which auto means in Kubernetes; with allow-localhost=policy policies decide",
                    "github.com/cilium/cilium pkg/option/config.go"),
            new Deviation(
                    "cilium",
                    "denied packets",
                    "what the sender of a denied packet sees is left to the implementation",
                    "dropped in silence; with policy-deny-response=icmp the sending pod gets an ICMP error, which looks like a refusal",
                    "docs.cilium.io/en/latest/security/policy/intro"),
            new Deviation(
                    "flannel",
                    "all policies",
                    "a NetworkPolicy isolates the pods it selects",
                    "flanneld does not enforce policies itself: without another engine beside it they have no effect",
                    "github.com/flannel-io/flannel README.md"),
            new Deviation(
                    "kube-network-policies",
                    "established connections",
                    "what happens to open connections when a policy changes is left to the implementation",
                    "the agent looks through conntrack and judges again what policies no longer allow; versions before conntrack labels judge only the first packet",
                    "github.com/kubernetes-sigs/kube-network-policies pkg/dataplane/controller.go"),
            new Deviation(
                    "kube-network-policies",
                    "node to pod",
                    "traffic from the node a pod runs on may always reach it",
                    "traffic of processes that run as root on a node is accepted before any policy, to pods of every node as far as that node decides",
                    "github.com/kubernetes-sigs/kube-network-policies pkg/dataplane/controller.go"),
            new Deviation(
                    "kube-network-policies",
                    "pod to node",
                    "traffic from a pod to the node it runs on is always allowed",
                    "new connections to the node go to the agent as well, so egress policies count",
                    "github.com/kubernetes-sigs/kube-network-policies pkg/dataplane/controller.go"),
            new Deviation(
                    "kube-router",
                    "node to pod",
                    "traffic from the node a pod runs on may always reach it",
                    "traffic whose source is a local address of the node is accepted before any policy",
                    "github.com/cloudnativelabs/kube-router pkg/controllers/netpol/pod.go"),
            new Deviation(
                    "kube-router",
                    "admin tiers",
                    "AdminNetworkPolicies and ClusterNetworkPolicies are asked around NetworkPolicies",
                    "only NetworkPolicies of networking.k8s.io/v1 are watched; the tiers around them have no effect",
                    "github.com/cloudnativelabs/kube-router pkg/controllers/netpol/network_policy_controller.go"));

    /** The implementations we know something of, by name. */
    public static List<String> profiles() {
        return ALL.stream().map(Deviation::profile).distinct().sorted().toList();
    }

    /**
     * Those of what is recognised: what enforces on the nodes, and what carries the packets.
     *
     * @param datapaths names of datapaths, which may be more exact than a profile ({@code calico-vxlan})
     */
    public static List<Deviation> recognised(Cluster cluster, Collection<String> datapaths) {
        Set<String> names = new TreeSet<>(datapaths);
        cluster.nodes().forEach(node -> names.add(Enforcement.of(node).profile()));
        return profiles().stream()
                .filter(profile ->
                        names.stream().anyMatch(name -> name.equals(profile) || name.startsWith(profile + "-")))
                .flatMap(profile -> of(profile).stream())
                .toList();
    }

    /** Those of one profile. */
    public static List<Deviation> of(String profile) {
        return ALL.stream().filter(each -> each.profile().equals(profile)).toList();
    }
}
