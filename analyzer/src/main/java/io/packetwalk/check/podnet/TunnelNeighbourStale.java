package io.packetwalk.check.podnet;

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
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.iproute.AddrFact;
import io.packetwalk.fact.iproute.FdbFact;
import io.packetwalk.fact.iproute.LinkFact;
import io.packetwalk.fact.iproute.NeighFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Node;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Mac;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** PW-091: a node's entry for a peer's tunnel end is wrong or missing: outer packets go to the wrong address, or inner ones to the wrong MAC. */
public final class TunnelNeighbourStale implements Check {

    private static final CheckId ID = new CheckId("PW-091", "tunnel-neigh-fdb-stale", "podnet", 14);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Finding> findings = new ArrayList<>();
        List<Missing> missing = new ArrayList<>();
        boolean tunnels = false;
        for (Node node : that.cluster().nodes()) {
            for (LinkFact tunnel : node.netns().links()) {
                if (tunnel.vxlan().isEmpty() || tunnel.vxlan().get().learning()) {
                    continue;
                }
                tunnels = true;
                if (!node.netns().complete("ip-neigh") || !node.netns().complete("bridge-fdb")) {
                    missing.add(new Missing(
                            "neighbours of " + tunnel.name() + " on " + node.name(),
                            "not dumped, or not completely",
                            "ip neigh; bridge fdb on " + node.name()));
                    continue;
                }
                for (Node peer : that.cluster().nodes()) {
                    if (!peer.equals(node)) {
                        stale(node, tunnel, peer)
                                .ifPresent(stale -> findings.add(finding(that, node, peer, tunnel, stale)));
                    }
                }
            }
        }
        return tunnels || !missing.isEmpty()
                ? Outcome.of(findings, missing, "every node's tunnel entries are those of its peers")
                : new Outcome.NotApplicable("no VXLAN device that is filled by an agent");
    }

    /**
     * One entry that does not fit.
     *
     * @param why in words
     * @param at where it stands, or the device it is missing for
     * @param should where the right value stands
     */
    private record Stale(String why, Source at, Source should) {}

    private static Optional<Stale> stale(Node node, LinkFact tunnel, Node peer) {
        Optional<LinkFact> far = peer.netns().links().stream()
                .filter(link -> link.vxlan().isPresent()
                        && link.vxlan().get().vni()
                                == tunnel.vxlan().orElseThrow().vni())
                .findFirst();
        Optional<Ip> end = far.flatMap(link -> peer.netns().addresses(link.name()).stream()
                .map(AddrFact::ip)
                .filter(ip -> !ip.v6())
                .findFirst());
        if (far.isEmpty() || far.get().mac().isEmpty() || end.isEmpty()) {
            return Optional.empty();
        }
        boolean routed =
                node.netns().routes().stream().anyMatch(route -> route.via().equals(end));
        if (!routed) {
            return Optional.empty();
        }
        Mac mac = far.get().mac().get();
        Source right = far.get().source();
        Optional<NeighFact> neighbour = node.netns().neighbours().stream()
                .filter(entry -> entry.dev().equals(tunnel.name()) && entry.ip().equals(end.get()))
                .findFirst();
        if (neighbour.isEmpty() || neighbour.get().mac().isEmpty()) {
            return Optional.of(new Stale(
                    "no neighbour entry for " + end.get(),
                    neighbour.map(NeighFact::source).orElse(tunnel.source()),
                    right));
        }
        if (!neighbour.get().mac().get().equals(mac)) {
            return Optional.of(new Stale(
                    end.get() + " is at " + neighbour.get().mac().get() + ", the peer's device has " + mac,
                    neighbour.get().source(),
                    right));
        }
        List<FdbFact> entries = node.netns().fdb().stream()
                .filter(entry -> entry.dev().equals(tunnel.name())
                        && entry.mac().equals(mac)
                        && entry.dst().isPresent())
                .toList();
        if (entries.isEmpty()) {
            return Optional.of(new Stale("no forwarding entry for " + mac, tunnel.source(), right));
        }
        return entries.stream()
                .filter(entry -> !peer.owns(entry.dst().orElseThrow()))
                .findFirst()
                .map(entry -> new Stale(
                        mac + " is sent to " + entry.dst().orElseThrow() + ", which is not " + peer.name(),
                        entry.source(),
                        right));
    }

    private static Finding finding(Case that, Node node, Node peer, LinkFact tunnel, Stale stale) {
        List<Flow> all =
                new FailedFlows(that).base(flow -> between(that, flow, node, peer) || between(that, flow, peer, node));
        List<Flow> failed = all.stream().filter(flow -> flow.state().failed()).toList();
        boolean wrong = !stale.at().equals(tunnel.source());
        Proof proof = new Proof(
                Condition.yes("on " + node.name() + ": " + stale.why(), List.of(stale.at(), stale.should())),
                new Condition(
                        "the failed connections are between the two nodes",
                        Ternary.of(!failed.isEmpty()),
                        failed.stream()
                                .limit(2)
                                .map(flow -> flow.nearest().source())
                                .toList()),
                Stated.observed(failed),
                Moments.near(that, stale.at(), failed),
                List.of(new Condition(
                        "none of the connections between them works",
                        Ternary.of(!failed.isEmpty() && failed.size() == all.size()),
                        List.of())));
        return Claim.of(ID)
                .about(ObjectRef.node(node.name()))
                .about(ObjectRef.node(peer.name()))
                .what(Sentences.failed("pods of " + node.name() + " and " + peer.name(), failed, all))
                .why("On " + node.name() + " the entry of " + tunnel.name() + " for " + peer.name() + " is "
                        + (wrong ? "wrong: " : "missing: ") + stale.why() + ".")
                .shows(stale.why(), stale.at())
                .shows("the peer's own device", stale.should())
                .not("PW-089", "the route to the peer's tunnel end is there")
                .not("PW-092", "the outer packet is not addressed to the peer")
                .remedy(
                        "bridge fdb show dev " + tunnel.name() + "; ip neigh show dev " + tunnel.name() + "  # on "
                                + node.name(),
                        "none, reads only",
                        "")
                .remedy(
                        "# restart the CNI agent's pod on " + node.name() + " after the dumps are saved",
                        "low, one node writes its entries again",
                        "none needed: the DaemonSet starts it again")
                .then("ping -c1 POD-IP of " + peer.name() + " from a pod on " + node.name())
                .unless("dumps of both nodes of the same moment that agree")
                .explains(that, failed, all.size())
                .finding(Severity.S1, proof);
    }

    private static boolean between(Case that, Flow flow, Node client, Node server) {
        return Whereabouts.client(that, flow).filter(client::equals).isPresent()
                && Whereabouts.server(that, flow).filter(server::equals).isPresent();
    }
}
