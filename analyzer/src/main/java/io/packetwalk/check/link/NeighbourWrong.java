package io.packetwalk.check.link;

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
import io.packetwalk.check.witness.Stops;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.iproute.LinkFact;
import io.packetwalk.fact.iproute.NeighFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Mac;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** PW-103: the neighbour entry of an address leads to another station, or nobody answers although the address has an owner. */
public final class NeighbourWrong implements Check {

    private static final CheckId ID = new CheckId("PW-103", "arp-stale-or-duplicate", "podnet", 14);

    @Override
    public CheckId id() {
        return ID;
    }

    /** Who has an address, and by which link-layer addresses it can be reached. */
    private record Owner(ObjectRef ref, Set<Mac> macs, Source source) {}

    /** An entry that does not lead to its owner. */
    private record Wrong(Node node, NeighFact entry, Owner owner) {}

    @Override
    public Outcome run(Case that) {
        List<Node> dumped = that.cluster().nodes().stream()
                .filter(node -> node.netns().complete("ip-neigh"))
                .toList();
        if (dumped.isEmpty()) {
            return new Outcome.Undetermined(List.of(
                    new Missing("neighbour entries", "no node's were dumped", "ip -s neigh show  # on every node")));
        }
        List<Finding> findings = new ArrayList<>();
        for (Node node : dumped) {
            for (NeighFact entry : node.netns().neighbours()) {
                owner(that, node, entry.ip())
                        .filter(owner -> misled(node, entry, owner))
                        .map(owner -> new Wrong(node, entry, owner))
                        .ifPresent(wrong -> findings.add(finding(that, wrong)));
            }
        }
        findings.addAll(Silent.findings(that, ID));
        return Outcome.of(
                findings, List.of(), "every neighbour entry that can be compared leads to the address's owner");
    }

    private static Optional<Owner> owner(Case that, Node asking, Ip ip) {
        Optional<Node> node = that.cluster().nodeAt(ip).filter(there -> !there.equals(asking));
        Optional<Pod> pod = that.cluster().podAt(ip);
        Optional<NetNs> netns = pod.isPresent() ? pod.flatMap(Pod::netns) : node.map(Node::netns);
        return netns.filter(there -> there.owns(ip) && there.linksKnown())
                .map(there -> new Owner(
                        pod.map(Pod::ref)
                                .orElseGet(
                                        () -> ObjectRef.node(node.orElseThrow().name())),
                        there.links().stream()
                                .flatMap(link -> link.mac().stream())
                                .filter(mac -> mac.bits() != 0)
                                .collect(Collectors.toSet()),
                        there.addresses().stream()
                                .filter(addr -> addr.ip().equals(ip))
                                .findFirst()
                                .orElseThrow()
                                .source()));
    }

    /** One address that answers for several neighbours is a router that answers on their behalf (proxy ARP, clouds), not a stale entry. */
    private static boolean misled(Node node, NeighFact entry, Owner owner) {
        boolean tunnel = node.netns().link(entry.dev()).flatMap(LinkFact::vxlan).isPresent();
        Optional<Mac> mac = entry.mac();
        boolean proxied = node.netns().neighbours().stream()
                .anyMatch(other -> !other.ip().equals(entry.ip())
                        && other.dev().equals(entry.dev())
                        && other.mac().equals(mac));
        boolean stale = entry.state().equals("FAILED")
                || entry.state().equals("INCOMPLETE")
                || entry.state().equals("NOARP");
        return !tunnel
                && mac.isPresent()
                && !stale
                && !proxied
                && !owner.macs().isEmpty()
                && owner.macs().stream().noneMatch(mac.get()::equals);
    }

    /** Whose link-layer address it is, when one of the dumps shows it. */
    private static Optional<String> station(Case that, Mac mac) {
        Optional<String> pod = that.cluster().pods().stream()
                .filter(there -> there.netns().stream()
                        .flatMap(netns -> netns.links().stream())
                        .anyMatch(link -> link.mac().filter(mac::equals).isPresent()))
                .map(there -> there.ref().toString())
                .findFirst();
        return pod.isPresent()
                ? pod
                : that.cluster().nodes().stream()
                        .filter(there -> there.netns().links().stream()
                                .anyMatch(link -> link.mac().filter(mac::equals).isPresent()))
                        .map(there -> "node/" + there.name())
                        .findFirst();
    }

    private static Finding finding(Case that, Wrong wrong) {
        NeighFact entry = wrong.entry();
        Mac mac = entry.mac().orElseThrow();
        String node = wrong.node().name();
        Set<Flow> ended = Stops.at(that, NetNs::neighbours).stream()
                .filter(stop -> stop.fact().equals(entry))
                .flatMap(stop -> stop.flows().stream())
                .collect(Collectors.toSet());
        List<Flow> all = new FailedFlows(that)
                .base(flow -> ended.contains(flow)
                        || flow.reached().ip().equals(entry.ip())
                                && Whereabouts.entry(that, flow)
                                        .filter(wrong.node()::equals)
                                        .isPresent());
        List<Flow> failed = all.stream().filter(flow -> flow.state().failed()).toList();
        Optional<String> station = station(that, mac);
        List<Source> at = List.of(entry.source(), wrong.owner().source());
        Proof proof = new Proof(
                Condition.yes("the entry leads to another station than the address's owner", at),
                new Condition(
                        "the failed packets go from this node to this address",
                        failed.isEmpty() ? Ternary.UNKNOWN : Ternary.YES,
                        failed.stream()
                                .limit(3)
                                .map(flow -> flow.nearest().source())
                                .toList()),
                Stated.observed(failed),
                Moments.near(that, entry.source(), failed),
                List.of(
                        new Condition(
                                "nothing that is sent to the address from there is answered",
                                Ternary.of(all.size() == failed.size()),
                                List.of()),
                        new Condition(
                                "a dump shows the station that answers for the address",
                                station.isPresent() ? Ternary.YES : Ternary.UNKNOWN,
                                at)));
        String flush = "ip neigh flush dev " + entry.dev() + " to " + entry.ip();
        return Claim.of(ID)
                .about(ObjectRef.node(node))
                .about(wrong.owner().ref())
                .what(Sentences.failed("from " + node + " to " + entry.ip(), failed, all))
                .why(node + " sends packets for " + entry.ip() + " to " + mac
                        + station.map(name -> ", which is " + name).orElse("") + "; the address is "
                        + wrong.owner().ref() + "'s, which has no such link-layer address.")
                .shows(entry.ip() + " lladdr " + mac + " " + entry.state(), entry.source())
                .shows(wrong.owner().ref() + " has the address", wrong.owner().source())
                .not("PW-091", entry.dev() + " is no tunnel")
                .not("PW-088", "one object only has the address in the API")
                .remedy(
                        "arping -D -I " + entry.dev() + " -c 3 " + entry.ip() + "  # on " + node
                                + ": two answers are a duplicate",
                        "none, reads only",
                        "")
                .remedy(flush + "  # on " + node, "low, the entry is asked for again", "none needed")
                .then("ip neigh show to " + entry.ip() + " on " + node + " gives an address of "
                        + wrong.owner().ref())
                .unless("a router that answers for the address on the owner's behalf (proxy ARP)")
                .explains(that, failed, all.size())
                .finding(Severity.S1, proof);
    }
}
