package io.packetwalk.check.policy;

import io.packetwalk.check.Case;
import io.packetwalk.check.witness.FailedFlows;
import io.packetwalk.check.witness.Paths;
import io.packetwalk.check.witness.Reached;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Pod;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.policy.Direction;
import io.packetwalk.policy.End;
import io.packetwalk.policy.Enforcement;
import io.packetwalk.policy.PolicyEngine;
import io.packetwalk.policy.inquiry.Inquiry;
import io.packetwalk.walk.Path;
import io.packetwalk.walk.Step;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A failed flow that policies deny at one end.
 *
 * @param flow the flow
 * @param direction at which end; the sender's when both deny, because it comes first
 * @param guarded the pod whose policies deny
 * @param to the destination after translation
 * @param inquiry the whole answer
 * @param all the denials it is one of, with the cluster's policies and ends
 * @param stopped whether the walk ends at a policy rule of the pod's node
 */
record Denial(Flow flow, Direction direction, Pod guarded, IpPort to, Inquiry inquiry, Denials all, boolean stopped) {

    PolicyEngine engine() {
        return all.engine;
    }

    Inquiry.Side side() {
        return direction == Direction.EGRESS ? inquiry.egress() : inquiry.ingress();
    }

    /** The other end, as the policies see it. */
    End peer() {
        return direction == Direction.EGRESS ? inquiry.to() : inquiry.from();
    }

    /** The pod's end. */
    End own() {
        return direction == Direction.EGRESS ? inquiry.from() : inquiry.to();
    }

    /** Every endpoint it may have reached is denied; the first stands for all. */
    static Optional<Denial> of(Case that, Denials all, Flow flow) {
        Optional<Denial> first = Optional.empty();
        for (IpPort to : targets(that, flow)) {
            Optional<Denial> denial = of(that, all, flow, to);
            if (denial.isEmpty()) {
                return Optional.empty();
            }
            first = first.or(() -> denial);
        }
        return first;
    }

    private static Optional<Denial> of(Case that, Denials all, Flow flow, IpPort to) {
        Optional<Path> broken = new FailedFlows(that).brokenPath(flow);
        Ip source = flow.client().at().ip();
        Optional<Pod> sender = that.cluster().podAt(source);
        Optional<Pod> receiver = that.cluster().podAt(to.ip());
        if (sender.isPresent() && all.enforced(sender.get())) {
            Inquiry leaving = inquiry(that, all, flow, source, to);
            if (leaving.egress().verdict() == Inquiry.Word.DENIED) {
                return Optional.of(new Denial(
                        flow, Direction.EGRESS, sender.get(), to, leaving, all, stops(broken, sender.get())));
            }
        }
        Ip seen = seen(broken, receiver).orElse(source);
        Inquiry inquiry = inquiry(that, all, flow, seen, to);
        boolean own = that.cluster()
                .nodeAt(seen)
                .filter(node ->
                        receiver.filter(pod -> pod.node().equals(node.name())).isPresent())
                .isPresent();
        if (receiver.isPresent()
                && !own
                && inquiry.ingress().verdict() == Inquiry.Word.DENIED
                && all.enforced(receiver.get())) {
            return Optional.of(new Denial(
                    flow, Direction.INGRESS, receiver.get(), to, inquiry, all, stops(broken, receiver.get())));
        }
        return Optional.empty();
    }

    private static Inquiry inquiry(Case that, Denials all, Flow flow, Ip from, IpPort to) {
        return Inquiry.of(
                all.engine,
                all.ends.at(from, that.cluster()),
                all.ends.at(to.ip(), that.cluster()),
                flow.proto(),
                to.port());
    }

    /** The source that the receiver's policies see: after every translation on the way. */
    private static Optional<Ip> seen(Optional<Path> broken, Optional<Pod> receiver) {
        return broken.filter(path ->
                        receiver.filter(pod -> stoppedAt(path, pod.node())).isPresent())
                .flatMap(Paths::last)
                .map(step -> step.after().tuple().src().ip())
                .or(() -> broken.flatMap(Path::sourceSeen));
    }

    private static List<IpPort> targets(Case that, Flow flow) {
        Optional<IpPort> reached = Reached.by(that, flow);
        if (reached.isPresent()) {
            return List.of(reached.get());
        }
        List<IpPort> choices = that.walks().of(flow).stream()
                .flatMap(walk -> walk.paths().stream())
                .flatMap(path -> path.endpoint().stream())
                .distinct()
                .sorted()
                .toList();
        if (!choices.isEmpty()) {
            return choices;
        }
        // Without the rules of its node a walk does not get to the endpoints; the API tells which there are.
        return that.cluster()
                .serviceAt(flow.server().at().ip())
                .map(service -> service.port(flow.proto(), flow.server().at().port())
                        .map(service::usable)
                        .orElse(List.of()))
                .orElseGet(() -> List.of(flow.server().at()));
    }

    private static boolean stops(Optional<Path> broken, Pod pod) {
        return broken.filter(path -> stoppedAt(path, pod.node())).isPresent();
    }

    /** The walk's last rule is a policy engine's, on the node. */
    static boolean stoppedAt(Path path, String node) {
        return path.steps().stream()
                .filter(step -> step.kind() == Step.Kind.RULE_HIT)
                .reduce((one, two) -> two)
                .filter(step -> step.node().equals(node)
                        && Enforcement.ofChain(step.chain()).isPresent())
                .isPresent();
    }

    /** What the nearest rule would have needed, in words; empty when no rule came near. */
    String nearest() {
        return side().nearest().stream()
                .findFirst()
                .map(near -> " Nearest: rule " + near.rule().rule() + " of "
                        + near.rule().policy() + ", but " + String.join("; ", near.fields()) + ".")
                .orElse("");
    }

    /** The policies that isolate the pod. */
    String policies() {
        return String.join(
                " and ",
                side().by().stream()
                        .map(by -> by.policy().toString())
                        .distinct()
                        .toList());
    }

    /** The smallest rule that lets this connection in or out, as YAML on one line. */
    String rule() {
        String ports = "ports: [{port: " + to.port() + ", protocol: "
                + flow.proto().toString().toUpperCase(Locale.ROOT) + "}]";
        String word = direction == Direction.INGRESS ? "from" : "to";
        return direction.word() + ": [{" + word + ": [" + peerSelector() + "], " + ports + "}]";
    }

    private String peerSelector() {
        if (!(peer() instanceof End.Pod pod) || pod.labels().known().isEmpty()) {
            Ip ip = direction == Direction.INGRESS
                    ? peer().addresses().stream()
                            .findFirst()
                            .orElse(flow.client().at().ip())
                    : to.ip();
            return "{ipBlock: {cidr: " + ip + (ip.v6() ? "/128" : "/32") + "}}";
        }
        String labels = pod.labels().known().entrySet().stream()
                .filter(label -> !label.getKey().startsWith("projectcalico.org/")
                        && !label.getKey().endsWith("-hash"))
                .sorted(Map.Entry.comparingByKey())
                .map(label -> label.getKey() + ": " + yaml(label.getValue()))
                .collect(Collectors.joining(", "));
        String pods = "podSelector: {matchLabels: {" + labels + "}}";
        boolean home = pod.namespace().equals(guarded.ref().namespace());
        return home
                ? "{" + pods + "}"
                : "{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: " + pod.namespace() + "}}, " + pods
                        + "}";
    }

    /** A label's value, in quotes where YAML would take it for something else than text. */
    private static String yaml(String value) {
        boolean word =
                value.matches("[A-Za-z][A-Za-z0-9_.-]*") && !value.matches("(?i)true|false|yes|no|on|off|null|y|n");
        return word ? value : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
