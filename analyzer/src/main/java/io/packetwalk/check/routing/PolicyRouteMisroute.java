package io.packetwalk.check.routing;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.Exits;
import io.packetwalk.check.witness.FailedFlows;
import io.packetwalk.check.witness.Needs;
import io.packetwalk.check.witness.Paths;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.iproute.RoutingRuleFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Node;
import io.packetwalk.net.IpPort;
import io.packetwalk.walk.Path;
import io.packetwalk.walk.Step;
import io.packetwalk.walk.route.Route;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** PW-107: a routing rule sends packets to a table that takes them out by another device than the way to their destination. */
public final class PolicyRouteMisroute implements Check {

    private static final CheckId ID = new CheckId("PW-107", "policy-route-misroute", "podnet", 14);

    @Override
    public CheckId id() {
        return ID;
    }

    /** A rule that decided about packets that were lost. */
    private record Misroute(Node node, RoutingRuleFact rule) {}

    @Override
    public Outcome run(Case that) {
        List<Node> ruled = that.cluster().nodes().stream()
                .filter(node -> node.netns().routingRules().stream().anyMatch(PolicyRouteMisroute::special))
                .toList();
        if (ruled.isEmpty()) {
            boolean dumped = that.cluster().nodes().stream()
                    .anyMatch(node -> node.netns().complete("ip-rule"));
            return dumped
                    ? new Outcome.Clear("no node has a routing rule beside the kernel's three")
                    : new Outcome.NotApplicable("no routing rules in the bundle");
        }
        Map<Misroute, List<Flow>> found = new LinkedHashMap<>();
        for (Flow flow : that.flows().failed()) {
            misroute(that, ruled, flow)
                    .ifPresent(where -> found.computeIfAbsent(where, key -> new ArrayList<>())
                            .add(flow));
        }
        List<Finding> findings = found.entrySet().stream()
                .map(entry -> finding(that, entry.getKey(), entry.getValue()))
                .toList();
        return Outcome.of(findings, Needs.traffic(that), "no lost packet was routed by a special rule");
    }

    /** Any rule that chooses by source, mark or device. */
    private static boolean special(RoutingRuleFact rule) {
        return rule.from().isPresent() || rule.mark() >= 0 || !rule.iif().isEmpty();
    }

    /** The last rule that decided on the broken way, and on whose node the main table knows another device. */
    private static Optional<Misroute> misroute(Case that, List<Node> ruled, Flow flow) {
        return that.walks().of(flow).map(Paths::broken).orElse(List.of()).stream()
                .flatMap(path -> path.steps().reversed().stream())
                .filter(step -> step.kind() == Step.Kind.ROUTE)
                .flatMap(step -> ruled.stream()
                        .filter(node -> node.name().equals(step.node()))
                        .flatMap(node -> node.netns().routingRules().stream()
                                .filter(PolicyRouteMisroute::special)
                                .filter(rule -> step.sources().contains(rule.source()))
                                .filter(rule -> otherwise(node, step).isPresent())
                                .map(rule -> new Misroute(node, rule))))
                .findFirst();
    }

    /** Where the packet would go without special rules, when that is another device than the one the step takes. */
    private static Optional<Route.Via> otherwise(Node node, Step step) {
        return Exits.own(node.netns(), step.after().tuple().dst().ip())
                .filter(exit -> !(step.text() + " ").contains(" dev " + exit.device() + " "));
    }

    private static boolean decides(Path path, Misroute where) {
        return path.steps().stream()
                .anyMatch(step -> step.kind() == Step.Kind.ROUTE
                        && step.sources().contains(where.rule().source()));
    }

    private static Finding finding(Case that, Misroute where, List<Flow> failed) {
        RoutingRuleFact rule = where.rule();
        String node = where.node().name();
        Flow first = failed.getFirst();
        Set<IpPort> servers = failed.stream().map(flow -> flow.server().at()).collect(Collectors.toSet());
        List<Flow> all = new FailedFlows(that)
                .base(flow -> servers.contains(flow.server().at()));
        Step step = that.walks().of(first).map(Paths::broken).orElse(List.of()).stream()
                .filter(path -> decides(path, where))
                .flatMap(path -> path.steps().stream())
                .filter(candidate -> candidate.sources().contains(rule.source()))
                .findFirst()
                .orElseThrow();
        Route.Via exit = otherwise(where.node(), step).orElseThrow();
        List<Source> at = List.copyOf(step.sources());
        Proof proof = Stated.ending(
                that,
                Condition.yes("rule " + rule.priority() + " decides, not the main table", at),
                failed,
                path -> decides(path, where),
                new Condition(
                        "PW-089 PW-090: without the rule the packet takes another device",
                        Ternary.YES,
                        exit.sources()));
        return Claim.of(ID)
                .about(ObjectRef.node(node))
                .what(Sentences.failed("packets routed by rule " + rule.priority() + " of " + node, failed, all))
                .why("On " + node + " rule " + rule.priority() + " sends packets to "
                        + step.after().tuple().dst().ip()
                        + " to table " + rule.table() + ": " + step.text() + "; the main table has them leave by "
                        + exit.device() + ".")
                .shows(text(rule), rule.source())
                .shows(step.text(), step.sources().getLast())
                .shows("main table: by " + exit.device(), exit.sources().getLast())
                .not("PW-066", "the rule that parts the two ways is known")
                .remedy("ip rule; ip route show table " + rule.table() + "  # on " + node, "none, reads only", "")
                .remedy(
                        "ip rule del pref " + rule.priority() + "  # on " + node,
                        "medium, everything the rule selects follows the next rules",
                        "ip rule add " + text(rule))
                .then("ip route get " + step.after().tuple().dst().ip() + " from "
                        + step.after().tuple().src().ip() + " iif IN on " + node + " names " + exit.device())
                .unless("a network behind the other device that brings the packets there as well")
                .explains(that, failed, all.size())
                .finding(Severity.S1, proof);
    }

    /** The rule as {@code ip rule} takes it. */
    private static String text(RoutingRuleFact rule) {
        return "pref " + rule.priority()
                + rule.from().map(from -> " from " + from).orElse("")
                + rule.to().map(to -> " to " + to).orElse("")
                + (rule.iif().isEmpty() ? "" : " iif " + rule.iif())
                + (rule.mark() < 0
                        ? ""
                        : " fwmark 0x" + Long.toHexString(rule.mark()) + "/0x" + Long.toHexString(rule.mask()))
                + " lookup " + rule.table();
    }
}
