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
import io.packetwalk.check.witness.Moments;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.system.SysctlFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Node;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** PW-100: bridged packets do not pass the packet filter, so answers between pods of one node are not translated back. */
public final class BridgeNetfilterOff implements Check {

    private static final CheckId ID = new CheckId("PW-100", "br-nf-call-off", "podnet", 20);

    @Override
    public CheckId id() {
        return ID;
    }

    private static final String KEY = "net.bridge.bridge-nf-call-iptables";

    @Override
    public Outcome run(Case that) {
        List<Finding> findings = new ArrayList<>();
        List<Missing> missing = new ArrayList<>();
        for (Node node : that.cluster().nodes()) {
            boolean bridged = node.netns().bridgePorts().stream()
                            .anyMatch(port -> port.dev().startsWith("veth"))
                    || node.netns().links().stream()
                            .anyMatch(link -> link.name().startsWith("veth")
                                    && !link.master().isEmpty());
            if (!bridged) {
                continue;
            }
            Optional<SysctlFact> setting = node.netns().sysctl(KEY);
            if (setting.isEmpty()) {
                missing.add(
                        new Missing(KEY + " of " + node.name(), "not dumped", "sysctl " + KEY + " on " + node.name()));
            } else if (setting.get().value().strip().equals("0")) {
                findings.add(finding(that, node, setting.get()));
            }
        }
        return Outcome.of(findings, missing, "bridged packets pass the packet filter on every node that bridges pods");
    }

    /** Translated on this node to a pod of this node. */
    private static boolean local(Case that, Node node, Flow flow) {
        return that.cluster().podAt(flow.server().at().ip()).isEmpty()
                && that.cluster()
                        .podAt(flow.client().at().ip())
                        .filter(pod -> pod.node().equals(node.name()))
                        .isPresent()
                && Whereabouts.server(that, flow).filter(node::equals).isPresent();
    }

    private static Finding finding(Case that, Node node, SysctlFact setting) {
        List<Flow> all = new FailedFlows(that).base(flow -> local(that, node, flow));
        List<Flow> failed = all.stream().filter(flow -> flow.state().failed()).toList();
        boolean across = that.flows().all().stream()
                .anyMatch(flow -> flow.state() == Flow.State.OK
                        && that.cluster().serviceAt(flow.server().at().ip()).isPresent()
                        && Whereabouts.client(that, flow).filter(node::equals).isPresent()
                        && Whereabouts.server(that, flow)
                                .filter(other -> !other.equals(node))
                                .isPresent());
        Proof proof = new Proof(
                Condition.yes(KEY + " is 0", List.of(setting.source())),
                new Condition(
                        "the failed connections are translated to a pod of the same bridge",
                        Ternary.of(!failed.isEmpty()),
                        failed.stream()
                                .limit(2)
                                .map(flow -> flow.nearest().source())
                                .toList()),
                Stated.observed(failed),
                Moments.near(that, setting.source(), failed),
                List.of(new Condition(
                        "PW-034: Services work from there to pods of other nodes",
                        across ? Ternary.YES : Ternary.UNKNOWN,
                        List.of())));
        return Claim.of(ID)
                .about(ObjectRef.node(node.name()))
                .what(Sentences.failed("Services answered by pods of " + node.name() + " itself", failed, all))
                .why(
                        "With " + KEY
                                + "=0 the answer of a pod on the same bridge is switched, not translated: the client sees a pod's address it never asked.")
                .shows(KEY + " = 0", setting.source())
                .not("PW-056", "client and server are two pods")
                .not("PW-057", "the request is translated")
                .remedy(
                        "modprobe br_netfilter && sysctl -w " + KEY + "=1  # on " + node.name(),
                        "low, this node's bridged packets meet its rules",
                        "sysctl -w " + KEY + "=0")
                .then("sysctl " + KEY + " on " + node.name())
                .unless("a capture at the client that shows answers from the Service's address")
                .explains(that, failed, all.size())
                .finding(Severity.S2, proof);
    }
}
