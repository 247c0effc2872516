package io.packetwalk.check.translation;

import io.packetwalk.check.Case;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.Moments;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.fact.k8s.EventFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import java.util.List;
import java.util.Optional;

/**
 * A kube-proxy that the API shows not running on a node whose rules nobody dumped. What it wrote before stays in the kernel until the node starts anew, so that only new
 * or changed Services need be wrong.
 *
 * @param that the case
 * @param node the node
 * @param pod its kube-proxy
 */
record IdleProxy(Case that, Node node, Pod pod) {

    static Optional<IdleProxy> on(Case that, Node node) {
        return that.cluster().directory().register().podsOn(node.name()).stream()
                .filter(pod -> pod.ref().namespace().equals("kube-system")
                        && pod.ref().name().startsWith("kube-proxy"))
                .filter(pod -> pod.ready().no())
                .findFirst()
                .map(pod -> new IdleProxy(that, node, pod));
    }

    Finding finding(CheckId id) {
        List<Flow> all = that.flows().all().stream()
                .filter(flow -> flow.state() != Flow.State.PARTIAL)
                .filter(flow -> KubeProxyDown.toService(that, flow))
                .filter(flow ->
                        Whereabouts.entry(that, flow).filter(node::equals).isPresent())
                .toList();
        List<Flow> failed = all.stream().filter(flow -> flow.state().failed()).toList();
        Claim claim = Claim.of(id)
                .about(ObjectRef.node(node.name()))
                .about(pod.ref())
                .what(Sentences.failed("Service addresses from " + node.name(), failed, all))
                .why(pod.ref() + " does not run: Services and endpoints that changed since are not programmed on "
                        + node.name() + ", and none is after a restart of the node.")
                .shows(pod.ref() + " is not ready", pod.object().source());
        Optional<EventFact> event = that.cluster().events().stream()
                .filter(told -> told.involved().equals(pod.ref()) && told.type().equals("Warning"))
                .reduce((one, two) -> two);
        event.ifPresent(told -> claim.shows(told.reason() + ": " + told.message(), told.source()));
        Proof proof = new Proof(
                Condition.yes(
                        "kube-proxy does not run on " + node.name(),
                        List.of(pod.object().source())),
                Condition.unknown("the walk leaves untranslated: the rules of " + node.name() + " were not dumped"),
                Stated.observed(failed),
                Moments.near(that, pod.object().source(), failed),
                List.of(Condition.unknown("PW-034: the rules that are left lack this Service")));
        String on = "  # on " + node.name();
        return claim.remedy(
                        "kubectl -n kube-system logs " + pod.ref().name() + " --previous --tail=100",
                        "none, reads only",
                        "")
                .remedy("iptables-save -c; nft -a list ruleset" + on, "none, reads only", "")
                .then("iptables-save -t nat | grep -c KUBE-SVC" + on)
                .unless("rules of " + node.name() + " that have the Service and all its endpoints")
                .explains(that, failed, all.size())
                .finding(Severity.S1, proof);
    }
}
