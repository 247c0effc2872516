package io.packetwalk.policy;

import java.util.List;

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

    /** Every deviation we know; a profile's name is what the datapath is recognised as. */
    public static final List<Deviation> ALL = List.of(
            new Deviation(
                    "calico",
                    "host",
                    "traffic of the node a pod runs on may always reach it",
                    "the host may reach its pods unless defaultEndpointToHostAction and host endpoints say otherwise",
                    "docs.tigera.io/calico/latest/reference/felix/configuration"),
            new Deviation(
                    "calico",
                    "ipBlock",
                    "ipBlock is meant for addresses outside the cluster",
                    "ipBlock matches pod addresses as well; after kube-proxy's SNAT it sees the node's address",
                    "docs.tigera.io/calico/latest/network-policy/get-started/kubernetes-policy/kubernetes-network-policy"),
            new Deviation(
                    "cilium",
                    "ipBlock",
                    "whether ipBlock matches pods is left to the implementation",
                    "CIDR rules never match pods or nodes: they are known by identity, not by address",
                    "docs.cilium.io/en/stable/network/kubernetes/policy"),
            new Deviation(
                    "cilium",
                    "host",
                    "traffic of the node a pod runs on may always reach it",
                    "the local host may always reach pods unless policy-cidr-match-mode and host policies change that",
                    "docs.cilium.io/en/stable/security/policy/intro (allow-localhost)"),
            new Deviation(
                    "cilium",
                    "deny reply",
                    "a denied packet is dropped silently",
                    "policy-deny-response can answer a denied packet with an ICMP error, which looks like a refusal",
                    "docs.cilium.io/en/stable/cmdref/cilium-agent"),
            new Deviation(
                    "kube-router",
                    "node traffic",
                    "traffic of the node a pod runs on may always reach it",
                    "traffic whose source is a local address of the node is accepted before any policy",
                    "github.com/cloudnativelabs/kube-router pkg/controllers/netpol/pod.go"),
            new Deviation(
                    "kube-router",
                    "admin tiers",
                    "AdminNetworkPolicies are asked before NetworkPolicies",
                    "only networking.k8s.io/v1 is enforced; admin tiers have no effect",
                    "github.com/cloudnativelabs/kube-router docs/user-guide.md"),
            new Deviation(
                    "flannel",
                    "all policies",
                    "a NetworkPolicy isolates the pods it selects",
                    "flannel has no policy engine: without another one policies have no effect",
                    "github.com/flannel-io/flannel README.md"),
            new Deviation(
                    "kube-network-policies",
                    "established connections",
                    "what happens to open connections when a policy changes is left to the implementation",
                    "only the first packet of a connection is queued to the agent; open ones go on",
                    "github.com/kubernetes-sigs/kube-network-policies pkg/dataplane"));

    /** Those of one profile. */
    public static List<Deviation> of(String profile) {
        return ALL.stream().filter(each -> each.profile().equals(profile)).toList();
    }
}
