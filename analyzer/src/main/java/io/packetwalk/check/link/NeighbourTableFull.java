package io.packetwalk.check.link;

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
import io.packetwalk.check.witness.IncidentTime;
import io.packetwalk.check.witness.Moments;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.iproute.NeighFact;
import io.packetwalk.fact.system.SysctlFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.KernelLog;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Node;
import io.packetwalk.net.Ip;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** PW-102: a node has as many neighbour entries as it may; packets to a host that has none yet are dropped. */
public final class NeighbourTableFull implements Check {

    private static final CheckId ID = new CheckId("PW-102", "neighbor-overflow", "podnet", 14);

    @Override
    public CheckId id() {
        return ID;
    }

    /**
     * What a node says of its table of one family.
     *
     * @param entries those that count towards the limit
     * @param limit {@code gc_thresh3}, when it was dumped and is a number
     * @param logged the kernel's complaints of the time of the failures
     */
    private record Table(
            Node node, boolean v6, List<NeighFact> entries, Optional<SysctlFact> limit, List<KernelLog> logged) {

        long most() {
            return limit.flatMap(SysctlFact::number).orElse(0L);
        }

        boolean full() {
            return most() > 0 && entries.size() >= most();
        }

        String key() {
            return limitKey(v6);
        }
    }

    private static String limitKey(boolean v6) {
        return "net." + (v6 ? "ipv6" : "ipv4") + ".neigh.default.gc_thresh3";
    }

    @Override
    public Outcome run(Case that) {
        List<Finding> findings = new ArrayList<>();
        List<Missing> missing = new ArrayList<>();
        for (Node node : that.cluster().nodes()) {
            List<Table> tables = List.of(table(that, node, false), table(that, node, true));
            tables.stream()
                    .filter(table -> table.full() || !table.logged().isEmpty())
                    .forEach(table -> findings.add(finding(that, table)));
            if (!node.netns().complete("ip-neigh") || tables.getFirst().limit().isEmpty()) {
                missing.add(new Missing(
                        "neighbour entries and their limit on " + node.name(),
                        "one of them was not dumped",
                        "ip -s neigh show; sysctl " + limitKey(false) + "  # on " + node.name()));
            }
        }
        return Outcome.of(findings, missing, "no node has as many neighbour entries as it may");
    }

    private static Table table(Case that, Node node, boolean v6) {
        // Neither permanent entries nor those that a controller learned count (net/core/neighbour.c, neigh_alloc,
        // exempt_from_gc).
        List<NeighFact> entries = node.netns().neighbours().stream()
                .filter(entry -> entry.ip().v6() == v6 && !entry.state().contains("PERMANENT"))
                .toList();
        String name = v6 ? "ndisc_cache" : "arp_cache";
        List<KernelLog> logged = that.cluster().kernelLogs().stream()
                .filter(log -> log.node().equals(node.name()))
                .filter(log -> log.line().text().contains(name + ": neighbor table overflow"))
                .filter(log -> IncidentTime.covers(that, log.line().time()) != Ternary.NO)
                .toList();
        return new Table(node, v6, entries, node.netns().sysctl(limitKey(v6)), logged);
    }

    private static Finding finding(Case that, Table table) {
        Node node = table.node();
        List<Flow> all = new FailedFlows(that)
                .base(flow -> flow.reached().ip().v6() == table.v6()
                        && Whereabouts.entry(that, flow).filter(node::equals).isPresent());
        List<Flow> failed = all.stream()
                .filter(flow -> flow.state() == Flow.State.NO_REPLY || flow.state() == Flow.State.UNREACHABLE)
                .filter(flow -> unknown(table, flow.reached().ip()))
                .toList();
        List<Source> at = new ArrayList<>();
        table.logged().stream().limit(2).forEach(log -> at.add(log.line().source()));
        table.limit().ifPresent(setting -> at.add(setting.source()));
        Ternary said = table.logged().stream()
                .map(log -> IncidentTime.covers(that, log.line().time()))
                .reduce(Ternary.NO, Ternary::or);
        Proof proof = new Proof(
                new Condition("the table is full", Ternary.of(table.full()).or(said), at),
                new Condition(
                        "the failed packets go from this node to hosts without an entry",
                        failed.isEmpty() ? Ternary.UNKNOWN : Ternary.YES,
                        failed.stream()
                                .limit(3)
                                .map(flow -> flow.nearest().source())
                                .toList()),
                Stated.observed(failed),
                Moments.near(that, at.getFirst(), failed),
                List.of(
                        new Condition(
                                "the kernel says that it dropped for want of room",
                                said.yes() ? Ternary.YES : Ternary.UNKNOWN,
                                at),
                        Condition.unknown("PW-103: the hosts that have no entry are there")));
        String family = table.v6() ? "IPv6" : "IPv4";
        Claim claim = Claim.of(ID)
                .about(ObjectRef.node(node.name()))
                .what(Sentences.failed("from " + node.name() + " to hosts it has no entry of", failed, all))
                .why(
                        node.name() + " has no room for another " + family
                                + " neighbour: packets to hosts that it does not know yet are dropped, those to known ones pass.");
        table.logged().stream()
                .findFirst()
                .ifPresent(log -> claim.shows(
                        "\"neighbor table overflow\" (" + table.logged().size() + " times)",
                        log.line().source()));
        table.limit()
                .ifPresent(setting -> claim.shows(
                        table.key() + " = " + setting.value() + ", "
                                + table.entries().size() + " entries in the node's own namespace",
                        setting.source()));
        long more = Math.max(4 * table.most(), 8192);
        return claim.not("PW-059", "neighbours, not connections, have no room")
                .remedy(
                        "sysctl -w " + table.key() + "=" + more + " "
                                + table.key().replace("3", "2") + "=" + more / 2 + "  # on " + node.name(),
                        "low, some kernel memory",
                        "set the former values")
                .then("dmesg on " + node.name() + " has no new \"neighbor table overflow\"")
                .unless("a message that is older than the failures")
                .explains(that, failed, all.size())
                .finding(failed.isEmpty() ? Severity.S3 : Severity.S2, proof);
    }

    /** The next hop to the address is a neighbour without an entry; tunnels have no neighbours that the kernel asks for. */
    private static boolean unknown(Table table, Ip ip) {
        NetNs netns = table.node().netns();
        return Exits.own(netns, ip)
                .filter(exit -> netns.link(exit.device())
                        .filter(link -> link.vxlan().isEmpty() && link.tunnel().isEmpty())
                        .isPresent())
                .filter(exit -> netns.neighbours().stream()
                        .noneMatch(entry ->
                                entry.ip().equals(exit.nextHop()) && entry.mac().isPresent()))
                .isPresent();
    }
}
