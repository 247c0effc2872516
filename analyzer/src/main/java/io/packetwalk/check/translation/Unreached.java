package io.packetwalk.check.translation;

import io.packetwalk.check.Case;
import io.packetwalk.check.served.Intended;
import io.packetwalk.check.witness.FailedFlows;
import io.packetwalk.check.witness.Paths;
import io.packetwalk.evidence.Source;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Node;
import io.packetwalk.model.Service;
import io.packetwalk.net.IpPort;
import io.packetwalk.walk.Path;
import io.packetwalk.walk.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Packets to a Service that leave a node with the address they came with, although the node has the rules of that Service: something ends their way before
 * these rules, or nothing leads to them.
 *
 * @param node the node that they leave
 * @param service whose address it is
 * @param address the address and port
 * @param obstacle the rule that ends their way; empty when no rule leads on
 * @param route the fact at which the walks end
 * @param failed the failed flows
 */
public record Unreached(
        Node node, Service service, IpPort address, Optional<Step> obstacle, List<Source> route, List<Flow> failed) {

    /** Verdicts that end the way through a chain; a jump leads on. */
    private static final Pattern ENDS = Pattern.compile("-j (ACCEPT|RETURN)\\b|\\b(accept|return)\\b");

    /** Hooks in which a packet's destination is translated. */
    private static final Set<String> HOOKS = Set.of("prerouting", "output");

    /** All of the case, in the order of nodes and addresses. */
    public static List<Unreached> of(Case that) {
        FailedFlows failed = new FailedFlows(that);
        TreeMap<String, Unreached> found = new TreeMap<>();
        for (Flow flow : that.flows().failed()) {
            failed.brokenPath(flow)
                    .filter(path -> forward(that, flow, path) && routed(path))
                    .flatMap(path -> of(that, flow, path))
                    .ifPresent(way -> found.computeIfAbsent(way.node().name() + " " + way.address(), _new -> way)
                            .failed()
                            .add(flow));
        }
        return List.copyOf(found.values());
    }

    /** It is a way of the question, not one of an answer. */
    private static boolean forward(Case that, Flow flow, Path path) {
        return that.walks().of(flow).filter(walk -> walk.paths().contains(path)).isPresent();
    }

    /** It ends at the node's route that leads off it, not at a pod's or at anything else on the way there. */
    private static boolean routed(Path path) {
        return path.steps().stream()
                .filter(step -> step.kind() == Step.Kind.ROUTE)
                .reduce((one, other) -> other)
                .filter(step ->
                        step.netns().equals("host") && path.by().stream().anyMatch(step.sources()::contains))
                .isPresent();
    }

    private static Optional<Unreached> of(Case that, Flow flow, Path path) {
        IpPort address = flow.server().at();
        if (path.steps().isEmpty()
                || path.endpoint().isPresent()
                || !path.steps().getLast().after().tuple().dst().equals(address)) {
            return Optional.empty();
        }
        Optional<Node> node = that.cluster().node(path.steps().getLast().node());
        Optional<Service> service = that.cluster().serviceAt(address.ip());
        return node.isEmpty() || service.isEmpty() || !served(node.get(), service.get(), flow)
                ? Optional.empty()
                : Optional.of(new Unreached(
                        node.get(), service.get(), address, obstacle(path, node.get()), path.by(), new ArrayList<>()));
    }

    /** The API wants the node to send to at least one endpoint: with a local traffic policy and none there, it does right not to. */
    private static boolean served(Node node, Service service, Flow flow) {
        IpPort address = flow.server().at();
        return service.object().ports().stream()
                .filter(port -> port.port() == address.port() && port.proto().equals(flow.proto()))
                .flatMap(port -> Intended.of(node, service, port, address.ip().v6()).choices().stream())
                .anyMatch(ends -> !ends.isEmpty());
    }

    /** The rule that takes packets out of the way of the proxy's: the last verdict of others in the tables that translate, or a rule that leaves them untracked. */
    private static Optional<Step> obstacle(Path path, Node node) {
        return path.steps().stream()
                .filter(step -> step.kind() == Step.Kind.RULE_HIT && step.node().equals(node.name()))
                .filter(step -> untracks(step)
                        || step.table().endsWith("nat")
                                && HOOKS.contains(step.hook())
                                && !ProxyChains.has(step.chain())
                                && ENDS.matcher(step.text()).find())
                .reduce((one, other) -> untracks(one) ? one : other);
    }

    private static boolean untracks(Step step) {
        return step.text().contains("NOTRACK") || step.text().contains("notrack");
    }

    /** A rule leaves these packets without a connection entry, and what has none is not translated (nf_nat needs the entry). */
    public boolean untracked() {
        return obstacle().filter(Unreached::untracks).isPresent();
    }

    /** The lines that show it: the rule, else the route by which they leave. */
    public List<Source> shown() {
        return obstacle().map(Step::sources).orElse(route());
    }

    /** A walk ends as these do. */
    public boolean ends(Path path) {
        return Paths.broken(path) && path.by().equals(route());
    }
}
