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
import io.packetwalk.check.witness.Needs;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.Counters;
import io.packetwalk.fact.conntrack.ConntrackFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Node;
import io.packetwalk.model.Service;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;

/** PW-060: a UDP entry still sends a client's datagrams to an endpoint that is gone; every datagram keeps the entry alive. */
public final class StaleUdp implements Check {

    private static final CheckId ID = new CheckId("PW-060", "conntrack-stale-udp", "conntrack", 12);

    @Override
    public CheckId id() {
        return ID;
    }

    /**
     * A stale entry.
     *
     * @param node where it is
     * @param service whose address it translates
     * @param entry the entry
     */
    private record Stale(Node node, Service service, ConntrackFact entry) {}

    @Override
    public Outcome run(Case that) {
        List<Service> listed = that.cluster().services().stream()
                .filter(service -> service.listed() != Service.Listed.NOWHERE)
                .toList();
        if (listed.isEmpty()) {
            return new Outcome.Undetermined(
                    Needs.list(that, "endpointslices").stream().toList());
        }
        List<Node> dumped = that.cluster().nodes().stream()
                .filter(node ->
                        !node.netns().conntrack().isEmpty() || node.netns().complete("conntrack"))
                .toList();
        if (dumped.isEmpty()) {
            return new Outcome.Undetermined(List.of(new Missing(
                    "conntrack tables", "none was dumped", "conntrack -L -o extended,id on the client's node")));
        }
        List<Finding> findings = new ArrayList<>();
        for (Node node : dumped) {
            for (ConntrackFact entry : node.netns().conntrack()) {
                if (entry.original().proto().equals(Proto.UDP)) {
                    that.cluster()
                            .serviceAt(entry.original().dst().ip())
                            .filter(service -> stale(service, entry))
                            .ifPresent(service -> findings.add(finding(that, new Stale(node, service, entry))));
                }
            }
        }
        return Outcome.of(findings, List.of(), "every translated UDP entry points at a current endpoint");
    }

    private static boolean stale(Service service, ConntrackFact entry) {
        IpPort to = entry.reply().src();
        return service.listed() != Service.Listed.NOWHERE
                && !to.equals(entry.original().dst())
                && service.endpoints().stream()
                        .noneMatch(endpoint -> endpoint.ip().equals(to.ip()));
    }

    private static Finding finding(Case that, Stale stale) {
        ConntrackFact entry = stale.entry();
        List<Flow> all = that.flows().all().stream()
                .filter(flow -> flow.proto().equals(Proto.UDP))
                .filter(flow -> flow.client().at().equals(entry.original().src())
                        && flow.server().at().equals(entry.original().dst()))
                .toList();
        List<Flow> failed = all.stream().filter(flow -> flow.state().failed()).toList();
        boolean arriving = entry.unreplied()
                || entry.originalCounters()
                        .flatMap(sent -> entry.replyCounters().map(got -> sent.packets() > got.packets()))
                        .orElse(false);
        IpPort dead = entry.reply().src();
        String delete =
                "conntrack -D -p udp --orig-src " + entry.original().src().ip() + " --orig-dst "
                        + entry.original().dst().ip() + " --orig-port-src "
                        + entry.original().src().port()
                        + " --orig-port-dst " + entry.original().dst().port() + "  # on "
                        + stale.node().name();
        Claim claim = Claim.of(ID)
                .about(stale.service().ref())
                .about(ObjectRef.node(stale.node().name()))
                .what(Sentences.failed(
                        stale.service().ref() + ":" + entry.original().dst().port() + " from "
                                + entry.original().src(),
                        failed,
                        all))
                .why("A conntrack entry on " + stale.node().name() + " still translates it to " + dead
                        + ", which is no endpoint any more; each datagram renews the entry.")
                .shows("entry translates " + entry.original().dst() + " to " + dead, entry.source());
        entry.originalCounters()
                .ifPresent(sent -> claim.shows(
                        sent.packets() + " datagrams sent, "
                                + entry.replyCounters().map(Counters::packets).orElse(0L) + " answered",
                        entry.source()));
        stale.service().slices().forEach(slice -> claim.shows("the slice does not list " + dead.ip(), slice));
        failed.stream()
                .findFirst()
                .ifPresent(flow ->
                        claim.shows("the client's datagrams", flow.nearest().source()));
        Proof proof = new Proof(
                Condition.yes("the entry's endpoint is not in the slices", List.of(entry.source())),
                new Condition(
                        "datagrams still arrive and are not answered", Ternary.of(arriving), List.of(entry.source())),
                new Condition(
                        "the client's flow went unanswered",
                        failed.isEmpty() ? Ternary.UNKNOWN : Ternary.YES,
                        failed.stream()
                                .limit(2)
                                .map(flow -> flow.nearest().source())
                                .toList()),
                Moments.near(that, entry.source(), failed),
                List.of(new Condition(
                        "PW-034: the rules of " + stale.node().name() + " name current endpoints only",
                        rulesCurrent(stale),
                        List.of())));
        return claim.not("PW-062", "more than one query is lost")
                .remedy(delete, "low, this one flow", "none needed: the next datagram makes a new entry")
                .then("conntrack -L -p udp --orig-dst " + entry.original().dst().ip() + " shows a current endpoint")
                .unless("a slice dump of the same time that lists " + dead.ip())
                .explains(that, failed, all.size())
                .finding(Severity.S2, proof);
    }

    private static Ternary rulesCurrent(Stale stale) {
        String dead = stale.entry().reply().src().toString();
        boolean iptables = stale.node().netns().complete("iptables-save");
        boolean named = stale.node().netns().rules().rules().stream()
                .anyMatch(rule -> rule.text().contains("--to-destination " + dead));
        return named ? Ternary.NO : iptables ? Ternary.YES : Ternary.UNKNOWN;
    }
}
