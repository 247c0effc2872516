package io.packetwalk.policy.inquiry;

import io.packetwalk.policy.End;
import java.util.List;

/**
 * An end with the node it is on. Traffic between a pod and its own node is a case of its own: kubelet's probes come that way.
 *
 * @param end what policies see
 * @param node node, empty when it is not known or there is none
 */
public record Located(End end, String node) {

    /** From the node, or from what shares its address, to a pod of it: NetworkPolicySpec.ingress, "or if the traffic source is the pod's local node". */
    static boolean fromOwnNode(Located from, Located to) {
        return from.end() instanceof End.Node && to.end() instanceof End.Pod && together(from, to);
    }

    /** From a pod to its own node. */
    static boolean toOwnNode(Located from, Located to) {
        return from.end() instanceof End.Pod && to.end() instanceof End.Node && together(from, to);
    }

    private static boolean together(Located from, Located to) {
        return !from.node().isEmpty() && from.node().equals(to.node());
    }

    /** What a denial of a pod's traffic to its own node leaves open. */
    static List<Unsaid> disputed(End pod) {
        return List.of(new Unsaid(
                "whether policies count between " + pod.name() + " and its own node",
                "the documentation of NetworkPolicies has that traffic always allowed; kube-router and kube-network-policies apply egress policies to it, and Calico drops it unless"
                        + " defaultEndpointToHostAction says otherwise",
                ""));
    }
}
