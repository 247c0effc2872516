package io.packetwalk.check.translation;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.Moments;
import io.packetwalk.check.witness.Paths;
import io.packetwalk.check.witness.Reached;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Traffic;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.iproute.BridgePortFact;
import io.packetwalk.fact.iproute.FdbFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import io.packetwalk.model.Service;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Mac;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** PW-056: a pod that its own Service sends back to itself gets no answer, because the bridge does not return a frame by the port it came in. */
public final class HairpinBroken implements Check {

    private static final CheckId ID = new CheckId("PW-056", "hairpin-broken", "translation", 11);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Flow> own = that.flows().all().stream()
                .filter(flow -> flow.state() != Flow.State.PARTIAL)
                .filter(flow ->
                        that.cluster().serviceAt(flow.server().at().ip()).isPresent())
                .filter(flow -> Reached.by(that, flow)
                        .map(IpPort::ip)
                        .equals(Optional.of(flow.client().at().ip())))
                .toList();
        List<Flow> failed = own.stream().filter(flow -> flow.state().failed()).toList();
        if (failed.isEmpty()) {
            return own.isEmpty()
                    ? new Outcome.NotApplicable("no captured flow was sent by a Service back to its own client")
                    : new Outcome.Clear("pods reach themselves through their Services");
        }
        Map<ObjectRef, List<Flow>> byPod = failed.stream()
                .filter(flow -> flow.client().object().isPresent())
                .collect(Collectors.groupingBy(
                        flow -> flow.client().object().orElseThrow(), TreeMap::new, Collectors.toList()));
        List<Finding> findings = new ArrayList<>();
        List<Missing> missing = new ArrayList<>();
        byPod.forEach((ref, flows) -> {
            Pod pod = that.cluster().pod(ref.namespace(), ref.name()).orElseThrow();
            Optional<BridgePortFact> port = port(that.cluster(), pod);
            if (port.filter(found -> found.hairpin().no()).isPresent()) {
                findings.add(finding(that, pod, port.get(), flows, own));
            } else if (port.isEmpty() || port.get().hairpin().unknown()) {
                missing.add(new Missing(
                        "hairpin mode of the bridge port of " + ref,
                        "bridge -d link was not dumped on " + pod.node() + ", or the port was not found",
                        "bridge -d link on " + pod.node()));
            }
        });
        return Outcome.of(findings, missing, "hairpin mode is on where pods fail to reach themselves");
    }

    /** The bridge port behind which the pod is: its MAC address in the bridge's table, else the peer of its interface. */
    private static Optional<BridgePortFact> port(Cluster cluster, Pod pod) {
        Optional<NetNs> host = cluster.node(pod.node()).map(Node::netns);
        if (host.isEmpty()) {
            return Optional.empty();
        }
        Set<Mac> macs = new HashSet<>();
        pod.netns().ifPresent(netns -> netns.links().forEach(link -> link.mac().ifPresent(macs::add)));
        host.get().neighbours().stream()
                .filter(neigh -> pod.ips().contains(neigh.ip()))
                .forEach(neigh -> neigh.mac().ifPresent(macs::add));
        return host.get().fdb().stream()
                .filter(entry -> macs.contains(entry.mac()) && !entry.master().isEmpty())
                .map(FdbFact::dev)
                .findFirst()
                .flatMap(dev -> host.get().bridgePorts().stream()
                        .filter(port -> port.dev().equals(dev))
                        .findFirst());
    }

    private static Finding finding(Case that, Pod pod, BridgePortFact port, List<Flow> failed, List<Flow> own) {
        Service service =
                that.cluster().serviceAt(failed.getFirst().server().at().ip()).orElseThrow();
        List<Flow> mine = own.stream()
                .filter(flow -> flow.client().object().equals(Optional.of(pod.ref())))
                .toList();
        boolean others = Traffic.to(that, service).all().stream()
                .anyMatch(flow ->
                        flow.state() == Flow.State.OK && !flow.client().object().equals(Optional.of(pod.ref())));
        Proof proof = new Proof(
                Condition.yes("hairpin mode of " + port.dev() + " is off", List.of(port.source())),
                Paths.end(
                        that,
                        "the walk ends at that bridge port",
                        failed,
                        path -> Paths.decidedBy(path, port.source())),
                Condition.yes(
                        "the pod's own connection got no answer",
                        List.of(failed.getFirst().nearest().source())),
                Moments.near(that, port.source(), failed),
                List.of(new Condition(
                        "PW-034: other clients reach the Service", others ? Ternary.YES : Ternary.UNKNOWN, List.of())));
        return Claim.of(ID)
                .about(ObjectRef.node(pod.node()))
                .about(pod.ref())
                .what(Sentences.failed(service.ref() + " from its own pod " + pod.ref(), failed, mine))
                .why("The Service chose the client itself, and " + port.master()
                        + " does not send a frame back by the port it came in (" + port.dev() + ": hairpin off).")
                .shows(port.dev() + " hairpin off", port.source())
                .shows(
                        "SYN to " + failed.getFirst().server().at() + ": "
                                + Sentences.word(failed.getFirst().state()),
                        failed.getFirst().nearest().source())
                .not("PW-034", others ? "other clients reach the Service" : "the endpoint is current")
                .remedy(
                        "bridge link set dev " + port.dev() + " hairpin on  # on " + pod.node(),
                        "low, this pod; set hairpinMode in the CNI configuration to keep it",
                        "bridge link set dev " + port.dev() + " hairpin off")
                .then("connect from " + pod.ref() + " to " + service.ref())
                .unless("a capture on " + port.dev() + " that shows the frame going back")
                .explains(that, failed, mine.size())
                .finding(Severity.S2, proof);
    }
}
