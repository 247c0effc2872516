package io.packetwalk.check.translation;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.FailedFlows;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.k8s.ServiceFact;
import io.packetwalk.fact.system.SocketFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import io.packetwalk.model.Service;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** PW-025: a node port is also a host port of a pod or a listener of the node: who answers depends on the order of rules. */
public final class NodePortCollision implements Check {

    private static final CheckId ID = new CheckId("PW-025", "nodeport-hostport-collision", "translation", 11);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        boolean any = that.cluster().services().stream()
                .flatMap(service -> service.object().ports().stream())
                .anyMatch(port -> port.nodePort() != 0);
        if (!any) {
            return new Outcome.NotApplicable("no Service has a node port");
        }
        List<Finding> findings = new ArrayList<>();
        Map<Integer, List<Pod>> holders = holders(that);
        for (Service service : that.cluster().services()) {
            for (ServiceFact.ServicePort port : service.object().ports()) {
                if (port.nodePort() != 0) {
                    hostPort(that, holders.getOrDefault(port.nodePort(), List.of()), service, port)
                            .ifPresent(findings::add);
                    listener(that, service, port).ifPresent(findings::add);
                }
            }
        }
        List<Missing> missing = that.cluster().nodes().stream()
                .filter(node -> !node.netns().complete("ss"))
                .map(node -> new Missing(
                        "sockets of " + node.name(), "a listener may hold a node port", "ss -tulnp on " + node.name()))
                .limit(3)
                .toList();
        return Outcome.of(findings, missing, "no node port is a host port or a listener of a node");
    }

    /** Live pods that hold a port of their node, by that port. */
    private static Map<Integer, List<Pod>> holders(Case that) {
        Map<Integer, List<Pod>> holders = new HashMap<>();
        that.cluster().pods().stream()
                .filter(pod -> pod.live() && pod.ownNetwork())
                .forEach(pod -> pod.object().containers().stream()
                        .flatMap(container -> container.ports().stream())
                        .filter(declared -> declared.hostPort() != 0)
                        .forEach(declared -> holders.computeIfAbsent(declared.hostPort(), _new -> new ArrayList<>())
                                .add(pod)));
        return holders;
    }

    private static Optional<Finding> hostPort(
            Case that, List<Pod> holders, Service service, ServiceFact.ServicePort port) {
        return holders.stream()
                .filter(pod -> pod.object().containers().stream()
                        .flatMap(container -> container.ports().stream())
                        .anyMatch(declared -> declared.hostPort() == port.nodePort()
                                && declared.proto().equals(port.proto())))
                .filter(pod -> service.endpoints().stream()
                        .noneMatch(endpoint -> pod.ips().contains(endpoint.ip())))
                .findFirst()
                .map(pod -> finding(
                        that,
                        service,
                        port,
                        pod.node(),
                        pod.ref() + " has it as hostPort",
                        pod.object().source()));
    }

    /** A process of the node. kube-proxy itself held node ports open until Kubernetes 1.23. */
    private static Optional<Finding> listener(Case that, Service service, ServiceFact.ServicePort port) {
        for (Node node : that.cluster().nodes()) {
            Optional<SocketFact> socket = node.netns().sockets().stream()
                    .filter(candidate -> candidate.localPort() == port.nodePort()
                            && candidate.proto().equals(port.proto())
                            && (candidate.state().equals("LISTEN")
                                    || candidate.state().equals("UNCONN"))
                            && candidate.local().map(ip -> !ip.loopback()).orElse(true)
                            && !candidate.process().contains("kube-proxy"))
                    .findFirst();
            if (socket.isPresent()) {
                return Optional.of(finding(
                        that,
                        service,
                        port,
                        node.name(),
                        "a process of the node listens on it",
                        socket.get().source()));
            }
        }
        return Optional.empty();
    }

    private static Finding finding(
            Case that, Service service, ServiceFact.ServicePort port, String node, String other, Source proof) {
        List<Flow> all = new FailedFlows(that)
                .base(flow -> flow.server().at().port() == port.nodePort()
                        && that.cluster().nodeAt(flow.server().at().ip()).isPresent());
        List<Flow> failed = all.stream().filter(flow -> flow.state().failed()).toList();
        Proof truth = Stated.ending(
                that,
                Condition.yes("node port " + port.nodePort() + " has two owners", List.of(port.source(), proof)),
                failed,
                path -> path.endpoint()
                        .filter(end -> service.endpoints().stream()
                                .noneMatch(mine -> mine.ip().equals(end.ip())))
                        .isPresent());
        String name = service.ref().name();
        return Claim.of(ID)
                .about(service.ref())
                .about(ObjectRef.node(node))
                .what(Sentences.failed(service.ref() + " at node port " + port.nodePort(), failed, all))
                .why("Port " + port.nodePort() + " is this Service's node port, and on " + node + " " + other
                        + ": the order of the NAT rules decides who answers.")
                .shows("nodePort " + port.nodePort(), port.source())
                .shows(other, proof)
                .not("PW-012", "the two owners have different endpoints")
                .remedy(
                        "kubectl -n " + service.ref().namespace() + " get svc " + name + " -o yaml",
                        "none, reads only",
                        "")
                .remedy(
                        "# move the host port or the listener, or let the API allocate another node port for " + name,
                        "medium, outside clients must use the new port",
                        "set nodePort " + port.nodePort() + " again")
                .then("ss -tulnp on " + node)
                .unless("a socket or pod dump of the same time without the second owner")
                .explains(that, failed, all.size())
                .finding(Severity.S2, truth);
    }
}
