package io.packetwalk.check.conntrack;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.Moments;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.conntrack.ConntrackCountFact;
import io.packetwalk.fact.system.SysctlFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.ConntrackSamples;
import io.packetwalk.model.KernelLog;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Node;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Symptom;
import io.packetwalk.walk.Walk;
import java.util.List;
import java.util.Optional;

/** PW-059: the connection tracking table of a node is full; packets of new connections are dropped there. */
public final class TableFull implements Check {

    private static final CheckId ID = new CheckId("PW-059", "conntrack-table-full", "conntrack", 12);
    private static final double FULL = 0.95;

    @Override
    public CheckId id() {
        return ID;
    }

    /**
     * How full a node's table is.
     *
     * @param node the node
     * @param count entries
     * @param max the limit
     * @param countSource where the count stands
     * @param maxSource where the limit stands
     */
    private record Fill(Node node, long count, long max, Source countSource, Source maxSource) {
        boolean full() {
            return max > 0 && count >= FULL * max;
        }
    }

    @Override
    public Outcome run(Case that) {
        List<Fill> fills = that.cluster().nodes().stream()
                .flatMap(node -> fill(node).stream())
                .toList();
        List<Finding> findings = fills.stream()
                .filter(Fill::full)
                .map(fill -> finding(that, fill))
                .toList();
        List<Missing> missing = that.cluster().nodes().stream()
                .filter(node -> fills.stream().noneMatch(fill -> fill.node().equals(node)))
                .map(node -> new Missing(
                        "conntrack count and limit of " + node.name(),
                        "neither sysctl nor conntrack -C was dumped there",
                        "sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max on " + node.name()))
                .toList();
        return Outcome.of(findings, missing, "no node's table is filled to 95 % or more");
    }

    private static Optional<Fill> fill(Node node) {
        NetNs netns = node.netns();
        Optional<SysctlFact> max =
                netns.sysctl("net.netfilter.nf_conntrack_max").or(() -> netns.sysctl("net.nf_conntrack_max"));
        Optional<SysctlFact> gauge = netns.sysctl("net.netfilter.nf_conntrack_count");
        Optional<Long> count =
                netns.conntrackCount().map(ConntrackCountFact::count).or(() -> gauge.flatMap(SysctlFact::number));
        Optional<Source> countSource =
                netns.conntrackCount().map(ConntrackCountFact::source).or(() -> gauge.map(SysctlFact::source));
        Optional<Long> limit = max.flatMap(SysctlFact::number);
        if (count.isEmpty() || limit.isEmpty() || countSource.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Fill(
                node,
                count.get(),
                limit.get(),
                countSource.get(),
                max.orElseThrow().source()));
    }

    private static Finding finding(Case that, Fill fill) {
        Node node = fill.node();
        List<Flow> all = that.flows().all().stream()
                .filter(flow -> flow.state() != Flow.State.PARTIAL)
                .filter(flow ->
                        Whereabouts.entry(that, flow).filter(node::equals).isPresent())
                .toList();
        List<Flow> failed = all.stream()
                .filter(flow -> flow.state() == Flow.State.NO_REPLY)
                .filter(flow -> vanishesOn(that, node, flow))
                .toList();
        List<KernelLog> logged = that.cluster().kernelLogs().stream()
                .filter(log -> log.node().equals(node.name()) || log.node().isEmpty())
                .filter(log -> log.line().text().contains("nf_conntrack: table full"))
                .toList();
        ConntrackSamples samples = node.netns().conntrackSamples();
        long dropped = samples.sum("drop");
        long now = samples.grown("drop");
        Claim claim = Claim.of(ID)
                .about(ObjectRef.node(node.name()))
                .what(Sentences.failed("new connections through " + node.name(), failed, all))
                .why("The connection tracking table of " + node.name() + " holds " + fill.count() + " of " + fill.max()
                        + " entries; the kernel drops the first packet of every further connection.")
                .shows(fill.count() + " entries", fill.countSource())
                .shows("limit " + fill.max(), fill.maxSource());
        logged.stream()
                .findFirst()
                .ifPresent(log -> claim.shows(
                        "\"table full, dropping packet\" (" + logged.size() + " times)",
                        log.line().source()));
        samples.counting("drop")
                .forEach(stat -> claim.shows(
                        "cpu " + stat.cpu() + " dropped " + stat.counters().get("drop"), stat.source()));
        if (now > 0) {
            claim.shows(
                    "dropped " + now + " more than in an earlier sample, so it drops now",
                    samples.earlier().getFirst().source());
        }
        failed.stream()
                .findFirst()
                .ifPresent(flow -> claim.shows(
                        "connection " + flow.client() + " to " + flow.server().at() + " vanishes on the node",
                        flow.nearest().source()));
        List<Source> proofs = List.of(fill.countSource(), fill.maxSource());
        Proof proof = new Proof(
                new Condition(
                        "the table is full and the kernel says that it drops",
                        !logged.isEmpty() || dropped > 0 ? Ternary.YES : Ternary.UNKNOWN,
                        proofs),
                new Condition(
                        "the lost packets were last seen before or on " + node.name(),
                        failed.isEmpty() ? Ternary.UNKNOWN : Ternary.YES,
                        failed.stream()
                                .limit(3)
                                .map(flow -> flow.nearest().source())
                                .toList()),
                new Condition("new connections failed", Ternary.of(!failed.isEmpty()), List.of()),
                Moments.near(that, fill.countSource(), failed),
                List.of(new Condition(
                        "PW-085 PW-069: the rules of " + node.name() + " let these packets pass",
                        passes(that, failed, fill),
                        List.of())));
        return claim.not("PW-067", "the node's own table is full")
                .remedy(
                        "sysctl -w net.netfilter.nf_conntrack_max=" + 2 * Math.max(fill.max(), 131_072) + "  # on "
                                + node.name(),
                        "low, about 320 bytes of kernel memory an entry",
                        "sysctl -w net.netfilter.nf_conntrack_max=" + fill.max())
                .remedy(
                        "conntrack -L | awk '{print $5}' | sort | uniq -c | sort -rn | head  # on " + node.name(),
                        "none, reads only",
                        "")
                .then("conntrack -C on " + node.name() + " stays below nf_conntrack_max")
                .unless("the counters of conntrack -S that do not grow while connections fail")
                .explains(that, failed, all.size())
                .finding(Severity.S1, proof);
    }

    /** No point behind the node saw it. */
    private static boolean vanishesOn(Case that, Node node, Flow flow) {
        return flow.legs().stream().allMatch(leg -> switch (leg.place()) {
            case Place.Node at -> at.name().equals(node.name());
            case Place.Pod pod ->
                that.cluster()
                        .pod(pod.namespace(), pod.name())
                        .filter(known -> known.ips().contains(flow.client().at().ip()))
                        .isPresent();
            case Place.Outside _o -> !Whereabouts.fromInside(that, flow);
            case Place.Cluster _c -> true;
            case Place.Unplaced _u -> true;
        });
    }

    /** A packet that ends in the table itself never comes to these rules: the table is asked before all of them (priority -200). */
    private static Ternary passes(Case that, List<Flow> failed, Fill fill) {
        List<Walk> walks =
                failed.stream().flatMap(flow -> that.walks().of(flow).stream()).toList();
        if (walks.isEmpty()) {
            return Ternary.UNKNOWN;
        }
        return walks.stream()
                        .allMatch(walk -> walk.paths().stream()
                                .allMatch(path -> path.symptom() == Symptom.OK
                                        || path.by().contains(fill.maxSource())))
                ? Ternary.YES
                : Ternary.UNKNOWN;
    }
}
