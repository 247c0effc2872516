package io.packetwalk.check.podnet;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.FailedFlows;
import io.packetwalk.check.witness.Needs;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.k8s.ConditionStatus;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import io.packetwalk.walk.Missing;
import java.util.List;

/** PW-109: a node says that its pod network is not set up. */
public final class NodeNetworkUnavailable implements Check {

    private static final CheckId ID = new CheckId("PW-109", "node-network-unavailable", "podnet", 14);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Missing> missing = Needs.lists(that, "nodes");
        if (!missing.isEmpty()) {
            return new Outcome.Undetermined(missing);
        }
        List<Finding> findings = that.cluster().nodes().stream()
                .flatMap(node -> node.object().stream()
                        .flatMap(object -> object.conditions().stream())
                        .filter(NodeNetworkUnavailable::unavailable)
                        .limit(1)
                        .map(condition -> finding(that, node, condition)))
                .toList();
        return Outcome.of(findings, List.of(), "no node says that its network is unavailable");
    }

    /** The condition of cloud controllers and CNIs, or kubelet's own when its runtime has no CNI configuration (kubelet, runtimeState). */
    private static boolean unavailable(ConditionStatus condition) {
        boolean told = condition.type().equals("NetworkUnavailable")
                && condition.status().yes();
        boolean plugin = condition.type().equals("Ready")
                && condition.status().no()
                && (condition.message().contains("NetworkPluginNotReady")
                        || condition.message().contains("cni plugin not initialized"));
        return told || plugin;
    }

    private static Finding finding(Case that, Node node, ConditionStatus condition) {
        List<Pod> pods = that.cluster().pods().stream()
                .filter(pod -> pod.live() && pod.node().equals(node.name()))
                .toList();
        List<Pod> waiting = pods.stream()
                .filter(pod -> pod.ownNetwork() && pod.ips().isEmpty())
                .toList();
        List<Pod> agents = pods.stream()
                .filter(pod -> !pod.ownNetwork() && pod.ready().no())
                .filter(pod -> pod.object().owners().stream()
                        .anyMatch(owner -> owner.kind().equals("DaemonSet")))
                .toList();
        List<Flow> all = new FailedFlows(that)
                .base(flow -> Whereabouts.server(that, flow)
                                .filter(node::equals)
                                .isPresent()
                        || Whereabouts.client(that, flow).filter(node::equals).isPresent());
        List<Flow> failed = all.stream().filter(flow -> flow.state().failed()).toList();
        boolean works = all.stream().anyMatch(flow -> flow.state() == Flow.State.OK && inPods(that, flow));
        String status =
                condition.type() + "=" + (condition.status().yes() ? "True" : "False") + " " + condition.reason();
        Claim claim = Claim.of(ID)
                .about(ObjectRef.node(node.name()))
                .what(node.name() + " says " + status + "; " + waiting.size() + " of " + pods.size()
                        + " pods there have no address.")
                .why("The pod network of " + node.name() + " is not set up"
                        + (condition.message().isEmpty() ? "." : ": " + condition.message()))
                .shows(status + " " + condition.message(), condition.source());
        agents.stream()
                .limit(2)
                .forEach(pod -> claim.shows(
                        pod.ref() + " of a DaemonSet is not ready", pod.object().source()));
        waiting.stream()
                .limit(2)
                .forEach(pod ->
                        claim.shows(pod.ref() + " has no address", pod.object().source()));
        if (!works) {
            claim.explainsTold("network of " + node.name() + " unavailable");
        }
        Condition second = new Condition(
                "an agent of the node is not ready, or pods there wait for an address",
                works ? Ternary.NO : agents.isEmpty() && waiting.isEmpty() ? Ternary.UNKNOWN : Ternary.YES,
                agents.stream().limit(2).map(pod -> pod.object().source()).toList());
        Proof proof = Stated.told(
                Condition.yes("the node's status says so", List.of(condition.source())),
                Condition.yes("the status names the node", List.of(condition.source())),
                second);
        return claim.not("PW-033", "the network of the node, not its Service rules")
                .remedy("kubectl describe node " + node.name(), "none, reads only", "")
                .remedy(
                        "kubectl -n kube-system get pods -o wide --field-selector spec.nodeName=" + node.name(),
                        "none, reads only",
                        "")
                .then("kubectl get node " + node.name()
                        + " -o jsonpath='{.status.conditions}' shows NetworkUnavailable=False")
                .unless("pods of the node that answer over their own addresses: then the condition is stale")
                .explains(that, works ? List.of() : failed, all.size())
                .finding(Severity.S1, proof);
    }

    private static boolean inPods(Case that, Flow flow) {
        return that.cluster().podAt(flow.client().at().ip()).isPresent()
                || that.cluster().podAt(flow.reached().ip()).isPresent();
    }
}
