package io.packetwalk.check.conntrack;

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
import io.packetwalk.check.witness.Needs;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.conntrack.ConntrackFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Node;
import io.packetwalk.model.Service;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** PW-061: connections that were made to a pod which is gone still go there; new ones are fine. */
public final class StaleTcp implements Check {

    private static final CheckId ID = new CheckId("PW-061", "conntrack-stale-tcp", "conntrack", 12);

    @Override
    public CheckId id() {
        return ID;
    }

    /** Entries of one node that lead to one address that is gone. */
    private record Stale(Node node, Service service, IpPort gone, List<ConntrackFact> entries) {}

    @Override
    public Outcome run(Case that) {
        List<Missing> missing = Needs.lists(that, "pods", "endpointslices");
        if (!missing.isEmpty()) {
            return new Outcome.Undetermined(missing);
        }
        List<Node> dumped = that.cluster().nodes().stream()
                .filter(node ->
                        !node.netns().conntrack().isEmpty() || node.netns().complete("conntrack"))
                .toList();
        if (dumped.isEmpty()) {
            return new Outcome.Undetermined(List.of(new Missing(
                    "conntrack tables", "none was dumped", "conntrack -L -o extended,id on the client's node")));
        }
        Map<String, Stale> found = new TreeMap<>();
        for (Node node : dumped) {
            for (ConntrackFact entry : node.netns().conntrack()) {
                if (entry.state().equals("ESTABLISHED")) {
                    that.cluster()
                            .serviceAt(entry.original().dst().ip())
                            .filter(service -> gone(that, service, entry))
                            .ifPresent(service -> found.computeIfAbsent(
                                            node.name() + " " + entry.reply().src(),
                                            key -> new Stale(
                                                    node, service, entry.reply().src(), new ArrayList<>()))
                                    .entries()
                                    .add(entry));
                }
            }
        }
        List<Finding> findings =
                found.values().stream().map(stale -> finding(that, stale)).toList();
        return Outcome.of(findings, List.of(), "every established entry leads to an endpoint or a pod that is there");
    }

    /** No endpoint and no live pod has the address: a pod that drains is still there, and its connections work. */
    private static boolean gone(Case that, Service service, ConntrackFact entry) {
        Ip to = entry.reply().src().ip();
        return service.listed() == Service.Listed.SLICES
                && !entry.reply().src().equals(entry.original().dst())
                && service.endpoints().stream()
                        .noneMatch(endpoint -> endpoint.ip().equals(to))
                && that.cluster().objectAt(to).isEmpty();
    }

    private static Finding finding(Case that, Stale stale) {
        List<Flow> held = that.flows().all().stream()
                .filter(flow -> flow.proto().equals(Proto.TCP))
                .filter(flow -> stale.entries().stream()
                        .anyMatch(entry -> entry.original()
                                        .src()
                                        .equals(flow.client().at())
                                && entry.original().dst().equals(flow.server().at())))
                .toList();
        List<Flow> failed = held.stream().filter(flow -> flow.state().failed()).toList();
        List<Flow> hanging = held.stream().filter(StaleTcp::unanswered).toList();
        ConntrackFact entry = stale.entries().getFirst();
        List<Source> seen =
                hanging.stream().limit(3).map(flow -> flow.nearest().source()).toList();
        List<Flow> fresh = new FailedFlows(that)
                .base(flow -> flow.server().at().equals(entry.original().dst())
                        && flow.state() == Flow.State.OK
                        && flow.client().at().ip().equals(entry.original().src().ip()));
        Claim claim = Claim.of(ID)
                .about(stale.service().ref())
                .about(ObjectRef.node(stale.node().name()))
                .what(hanging.size() + " of " + held.size() + " old connections to "
                        + stale.service().ref() + ":" + entry.original().dst().port() + " hang.")
                .why(stale.entries().size() + (stale.entries().size() == 1 ? " entry" : " entries") + " on "
                        + stale.node().name() + " still translate to " + stale.gone()
                        + ", where no pod is any more; the kernel keeps them while the clients go on sending.")
                .shows(
                        entry.original().src() + " to " + entry.original().dst() + " goes to " + stale.gone(),
                        entry.source());
        stale.service().slices().stream()
                .limit(2)
                .forEach(slice ->
                        claim.shows("the slice does not list " + stale.gone().ip(), slice));
        hanging.stream()
                .findFirst()
                .ifPresent(flow -> claim.shows(
                        "data of " + flow.client().at() + " is sent again and not answered",
                        flow.nearest().source()));
        fresh.stream()
                .findFirst()
                .ifPresent(flow -> claim.shows(
                        "a new connection of the same client works",
                        flow.nearest().source()));
        if (failed.isEmpty() && !hanging.isEmpty()) {
            claim.explainsTold("connections to " + stale.gone() + " hang");
        }
        Proof proof = new Proof(
                Condition.yes(
                        "an established entry leads to an address that no pod and no slice has",
                        List.of(entry.source())),
                new Condition(
                        "the connections that hang are these entries",
                        hanging.isEmpty() ? Ternary.UNKNOWN : Ternary.YES,
                        seen),
                new Condition("a client's data is not answered", Ternary.of(!hanging.isEmpty()), seen),
                Moments.near(that, entry.source(), hanging),
                List.of(new Condition(
                        "PW-034: new connections of the client are answered",
                        fresh.isEmpty() ? Ternary.UNKNOWN : Ternary.YES,
                        fresh.stream()
                                .limit(2)
                                .map(flow -> flow.nearest().source())
                                .toList())));
        return claim.not("PW-034", "the entry is older than the change; rules are asked for new connections only")
                .remedy(
                        "conntrack -D -p tcp --orig-dst "
                                + entry.original().dst().ip() + " --reply-src "
                                + stale.gone().ip() + "  # on " + stale.node().name(),
                        "low, these connections only: the clients are reset with their next packet",
                        "none needed: clients connect again")
                .then("conntrack -L -p tcp --reply-src " + stale.gone().ip() + " on "
                        + stale.node().name() + " is empty")
                .unless("a pod dump of the same time with " + stale.gone().ip())
                .explains(that, failed, held.size())
                .finding(Severity.S2, proof);
    }

    /** Data was sent at least three times in vain: one loss is no hang. */
    private static boolean unanswered(Flow flow) {
        return flow.state().failed()
                || flow.tcp()
                        .filter(tcp -> tcp.retransmitsForward() >= 2 && tcp.largestLostForward() > 0)
                        .isPresent();
    }
}
