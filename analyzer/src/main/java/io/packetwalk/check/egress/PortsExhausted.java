package io.packetwalk.check.egress;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.egress.SourcePorts.Pool;
import io.packetwalk.check.witness.FailedFlows;
import io.packetwalk.check.witness.Moments;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.conntrack.ConntrackFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.ConntrackSamples;
import io.packetwalk.model.Node;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Ports;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** PW-177: connections to one destination use all source ports that the node may give them; the next one cannot be translated, and is dropped. */
public final class PortsExhausted implements Check {

    private static final CheckId ID = new CheckId("PW-177", "nat-port-exhaustion", "egress", 14);

    private static final double FULL = 0.95;

    @Override
    public CheckId id() {
        return ID;
    }

    /** What source ports are unique for: one address towards one destination. */
    private record Target(Node node, Proto proto, Ip from, IpPort to) {}

    /** The ports of one target that are in use. */
    private record Use(Target target, List<ConntrackFact> held, Ports.Range range, Optional<Source> rule) {

        int size() {
            return range.to() - range.from() + 1;
        }

        boolean full() {
            return held.size() >= FULL * size();
        }

        /** Entries that a newer kernel gives up when it needs their port are not counted on (nf_nat_core.c, nf_nat_used_tuple_harder). */
        Ternary surely() {
            long lasting = held.stream()
                    .filter(entry ->
                            !entry.state().equals("TIME_WAIT") && !entry.state().equals("CLOSE"))
                    .count();
            return lasting >= FULL * size() ? Ternary.YES : Ternary.UNKNOWN;
        }
    }

    @Override
    public Outcome run(Case that) {
        List<Finding> findings = new ArrayList<>();
        List<Missing> missing = new ArrayList<>();
        for (Node node : that.cluster().nodes()) {
            Map<Optional<Source>, List<Use>> full = uses(node).stream()
                    .filter(Use::full)
                    .collect(Collectors.groupingBy(Use::rule, LinkedHashMap::new, Collectors.toList()));
            full.values().forEach(uses -> findings.add(finding(that, node, uses)));
            if (!node.netns().complete("conntrack")) {
                missing.add(new Missing(
                        "connections of " + node.name(),
                        "not dumped, or not completely",
                        "conntrack -L -o extended,id -f ipv4  # on " + node.name()));
            }
        }
        if (that.cluster().nodes().isEmpty()) {
            missing.add(
                    new Missing("connections of the nodes", "no node is in the bundle", "conntrack -L -o extended,id"));
        }
        return Outcome.of(findings, missing, "no destination uses up the source ports that a node may give");
    }

    private static List<Use> uses(Node node) {
        Map<Target, List<ConntrackFact>> held = new LinkedHashMap<>();
        for (ConntrackFact entry : node.netns().conntrack()) {
            Ip seen = entry.reply().dst().ip();
            if (entry.original().proto().hasPorts()
                    && !seen.equals(entry.original().src().ip())) {
                held.computeIfAbsent(
                                new Target(
                                        node,
                                        entry.original().proto(),
                                        seen,
                                        entry.reply().src()),
                                key -> new ArrayList<>())
                        .add(entry);
            }
        }
        if (held.isEmpty()) {
            return List.of();
        }
        List<Pool> pools = new ArrayList<>(SourcePorts.of(node.netns(), false));
        pools.addAll(SourcePorts.of(node.netns(), true));
        return held.entrySet().stream()
                .map(entry -> use(entry.getKey(), entry.getValue(), pools))
                .toList();
    }

    /** The rule whose range has all ports that are in use; a rule without a range has all there are. */
    private static Use use(Target target, List<ConntrackFact> held, List<Pool> pools) {
        Optional<Pool> pool = pools.stream()
                .filter(candidate -> held.stream()
                        .allMatch(entry ->
                                candidate.range().contains(entry.reply().dst().port())))
                .findFirst();
        return new Use(target, held, pool.map(Pool::range).orElse(SourcePorts.USUAL), pool.map(Pool::source));
    }

    /** One finding for each rule: it may have no port left towards many destinations. */
    private static Finding finding(Case that, Node node, List<Use> uses) {
        List<Flow> all =
                new FailedFlows(that).base(flow -> uses.stream().anyMatch(use -> same(that, flow, use.target())));
        List<Flow> failed =
                all.stream().filter(flow -> flow.state() == Flow.State.NO_REPLY).toList();
        Use first = uses.stream().filter(use -> use.surely().yes()).findFirst().orElse(uses.getFirst());
        Target target = first.target();
        Optional<Source> rule = first.rule();
        List<Source> at = new ArrayList<>();
        at.add(first.held().getFirst().source());
        rule.ifPresent(at::add);
        ConntrackSamples samples = node.netns().conntrackSamples();
        boolean refused = samples.grown("insert_failed") + samples.grown("drop") > 0;
        Proof proof = new Proof(
                new Condition("all source ports towards " + target.to() + " are in use", first.surely(), at),
                new Condition(
                        "the failed connections are translated on " + node.name() + " to " + target.from(),
                        translated(that, failed, uses),
                        at),
                Stated.observed(failed),
                Moments.near(that, at.getFirst(), failed),
                List.of(new Condition(
                        "PW-063: the node drops for want of a port, not by a collision",
                        refused || rule.isPresent() ? Ternary.YES : Ternary.UNKNOWN,
                        at)));
        String others = uses.size() == 1 ? "" : " and " + (uses.size() - 1) + " more";
        Claim claim = Claim.of(ID)
                .about(ObjectRef.node(node.name()))
                .about(new ObjectRef("Address", "", target.to().toString()))
                .what(Sentences.failed("through " + node.name() + " to " + target.to() + others, failed, all))
                .why(node.name() + " may give connections to " + target.to() + " the source ports " + first.range()
                        + " of " + target.from() + ", and " + first.held().size() + " of these " + first.size()
                        + " are in use.");
        uses.stream()
                .limit(4)
                .forEach(use -> claim.shows(
                        use.held().size() + " connections to " + use.target().to() + " from "
                                + use.target().from(),
                        use.held().getFirst().source()));
        rule.ifPresent(source -> claim.shows("the rule that gives ports " + first.range(), source));
        return claim.not("PW-059", "the table has room, the ports have none")
                .remedy(
                        "conntrack -L -d " + target.to().ip() + " -p " + target.proto() + " | wc -l  # on "
                                + node.name(),
                        "none, reads only",
                        "")
                .remedy(
                        "# give the rule more ports or addresses (--to-ports, --to-source FIRST-LAST), or have the clients keep connections open and share them",
                        "low, new connections only",
                        "set the former range")
                .then("connections to " + target.to() + " are answered while conntrack shows fewer than "
                        + first.size())
                .unless("a provider's own limit that is lower than the node's (its metric of failed port allocations)")
                .explains(that, failed, all.size())
                .finding(failed.isEmpty() ? Severity.S3 : Severity.S2, proof);
    }

    /** Sent to the same destination through this node. A connection that failed so was never translated, so its server may be the Service's address. */
    private static boolean same(Case that, Flow flow, Target target) {
        return flow.proto().equals(target.proto())
                && Whereabouts.entry(that, flow).filter(target.node()::equals).isPresent()
                && (flow.reached().equals(target.to())
                        || that.walks().of(flow).stream()
                                .flatMap(walk -> walk.paths().stream())
                                .anyMatch(path -> path.endpoint()
                                        .filter(target.to()::equals)
                                        .isPresent()));
    }

    private static Ternary translated(Case that, List<Flow> failed, List<Use> uses) {
        return failed.stream()
                        .flatMap(flow -> that.walks().of(flow).stream())
                        .flatMap(walk -> walk.paths().stream())
                        .anyMatch(path -> path.masqueraded()
                                && path.endpoint()
                                        .filter(end -> uses.stream()
                                                .anyMatch(
                                                        use -> use.target().to().equals(end)))
                                        .isPresent())
                ? Ternary.YES
                : Ternary.UNKNOWN;
    }
}
