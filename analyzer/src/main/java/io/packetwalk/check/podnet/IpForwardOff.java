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
import io.packetwalk.check.witness.Paths;
import io.packetwalk.check.witness.Reached;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stops;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.system.SysctlFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** PW-099: a node does not forward packets between its interfaces: its pods are cut off from everything but each other. */
public final class IpForwardOff implements Check {

    private static final CheckId ID = new CheckId("PW-099", "ip-forward-off", "podnet", 13);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Finding> findings = new ArrayList<>();
        List<Missing> missing = new ArrayList<>();
        for (Node node : that.cluster().nodes()) {
            Optional<SysctlFact> forward = node.netns().sysctl("net.ipv4.ip_forward");
            boolean hostsPods = that.cluster().pods().stream()
                    .anyMatch(
                            pod -> pod.live() && pod.ownNetwork() && pod.node().equals(node.name()));
            if (forward.isEmpty()) {
                missing.add(new Missing(
                        "sysctl net.ipv4.ip_forward of " + node.name(),
                        "not dumped",
                        "sysctl net.ipv4.ip_forward on " + node.name()));
            } else if (hostsPods && forward.get().value().strip().equals("0")) {
                findings.add(finding(that, node, forward.get()));
            }
        }
        for (Stops.Stop<SysctlFact> stop :
                Stops.at(that, netns -> netns.sysctls().values())) {
            boolean oneInterface = stop.fact().key().endsWith(".forwarding");
            that.cluster().nodes().stream()
                    .filter(node -> oneInterface && stop.subject().equals(ObjectRef.node(node.name())))
                    .filter(node -> findings.stream()
                            .noneMatch(found -> found.subjects().contains(ObjectRef.node(node.name()))))
                    .findFirst()
                    .ifPresent(node -> findings.add(finding(that, node, stop.fact())));
        }
        return Outcome.of(findings, missing, "every node forwards IPv4");
    }

    private static Finding finding(Case that, Node node, SysctlFact forward) {
        String setting = forward.key();
        List<Flow> failed = that.flows().failed().stream()
                .filter(flow -> new FailedFlows(that)
                        .brokenPath(flow)
                        .filter(path -> notForwarded(node, path))
                        .isPresent())
                .toList();
        Set<String> ids = failed.stream().map(Flow::id).collect(Collectors.toSet());
        List<Flow> all = that.flows().all().stream()
                .filter(flow -> flow.state() != Flow.State.PARTIAL)
                .filter(flow -> ids.contains(flow.id()) || forwarded(that, flow, node))
                .toList();
        Proof proof = new Proof(
                Condition.yes(setting + " is 0", List.of(forward.source())),
                Paths.end(that, "the walk ends there for want of forwarding", failed, path -> notForwarded(node, path)),
                new Condition("connections through the node failed", Ternary.of(!failed.isEmpty()), List.of()),
                Moments.near(that, forward.source(), failed),
                List.of());
        Claim claim = Claim.of(ID)
                .about(ObjectRef.node(node.name()))
                .what(Sentences.failed("connections that " + node.name() + " must forward", failed, all))
                .why(setting + " is 0 on " + node.name() + ": the kernel drops every packet "
                        + (setting.endsWith("ip_forward") ? "" : "that comes in by that interface and ")
                        + "that is not for the node itself.")
                .shows(setting + " = 0", forward.source());
        failed.stream()
                .findFirst()
                .ifPresent(flow -> claim.shows(
                        "SYN from " + flow.client().at() + " to "
                                + flow.server().at() + ": " + Sentences.word(flow.state()),
                        flow.nearest().source()));
        return claim.not("PW-085", "the packet is dropped before FORWARD rules are asked")
                .remedy(
                        "sysctl -w " + setting + "=1  # on " + node.name(),
                        "low, this node",
                        "sysctl -w " + setting + "=0")
                .remedy("grep -rs forward /etc/sysctl.conf /etc/sysctl.d  # on " + node.name(), "none, reads only", "")
                .then("sysctl " + setting + " on " + node.name())
                .unless("an eBPF datapath that redirects packets before the routing decision")
                .explains(that, failed, all.size())
                .finding(Severity.S1, proof);
    }

    /** The walk ends at a forwarding switch of this node: the global one, or an interface's, which follows it (ip-sysctl.txt). */
    private static boolean notForwarded(Node node, Path path) {
        return path.by().stream()
                .anyMatch(source -> node.netns().sysctls().values().stream()
                        .filter(sysctl -> sysctl.key().endsWith("forwarding")
                                || sysctl.key().endsWith("ip_forward"))
                        .anyMatch(sysctl -> sysctl.source().equals(source)));
    }

    /** The node must forward it: one end is a pod there, and the other end is neither the node itself nor, untranslated, a pod on the same bridge. */
    private static boolean forwarded(Case that, Flow flow, Node node) {
        Optional<Pod> client = that.cluster()
                .podAt(flow.client().at().ip())
                .filter(pod -> pod.node().equals(node.name()));
        Optional<Pod> server = Reached.by(that, flow)
                .flatMap(end -> that.cluster().podAt(end.ip()))
                .filter(pod -> pod.node().equals(node.name()));
        boolean bridged =
                client.isPresent() && server.isPresent() && flow.translated().isEmpty();
        boolean own = that.cluster()
                        .nodeAt(flow.server().at().ip())
                        .filter(node::equals)
                        .isPresent()
                || that.cluster()
                        .nodeAt(flow.client().at().ip())
                        .filter(node::equals)
                        .isPresent();
        return (client.isPresent() || server.isPresent()) && !bridged && !own;
    }
}
