package io.packetwalk.walk.travel;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.iproute.NeighFact;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.Node;
import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.walk.Basis;
import io.packetwalk.walk.Ending;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Narrow;
import io.packetwalk.walk.Packet;
import io.packetwalk.walk.Passage;
import io.packetwalk.walk.Role;
import io.packetwalk.walk.Site;
import io.packetwalk.walk.Step;
import io.packetwalk.walk.Symptom;
import io.packetwalk.walk.Terrain;
import io.packetwalk.walk.Verdict;
import io.packetwalk.walk.route.Route;
import io.packetwalk.walk.route.Router;
import java.util.List;
import java.util.Optional;

/** The network between and around the nodes. Nothing of it is dumped but what the nodes see; it is assumed to carry what it is given. */
public final class Underlay {

    private final Travel travel;
    private final Goal goal;

    Underlay(Travel travel, Goal goal) {
        this.travel = travel;
        this.goal = goal;
    }

    List<Passage> transmit(Passage passage, Route.Via via) {
        Site from = passage.at();
        Ip dst = passage.packet().tuple().dst().ip();
        Optional<NeighFact> neighbour = Wiring.neighbour(from.netns(), via.nextHop(), via.device());
        Optional<Passage> unplugged = unplugged(passage, via.nextHop(), neighbour);
        if (unplugged.isPresent()) {
            return List.of(unplugged.get());
        }
        if (neighbour.filter(Wiring::unresolved).isPresent()) {
            return List.of(passage.end(Ending.rejected(
                    "icmp-host-unreachable",
                    "nobody answers for " + via.nextHop() + " on " + via.device() + " of " + from.name()
                            + ": neighbour " + neighbour.get().state(),
                    List.of(neighbour.get().source()))));
        }
        Optional<Node> onLink = travel.terrain().otherNode(via.nextHop(), from);
        if (onLink.isPresent()) {
            Optional<Passage> astray = Stations.astray(
                    passage,
                    via,
                    Optional.of(onLink.get().netns()),
                    "node/" + onLink.get().name(),
                    neighbour);
            return astray.or(() -> Twins.nodes(passage, travel.terrain().cluster(), via.device(), via.nextHop()))
                    .map(List::of)
                    .orElseGet(() -> arrive(passage, onLink.get(), via.nextHop()));
        }
        // A node's address on a bridge or tunnel is a pod address to the network between nodes: it does not know it.
        Optional<Node> behind = travel.terrain()
                .otherNode(dst, from)
                .filter(_n -> travel.terrain().use(dst).isEmpty());
        if (behind.isPresent() && (via.gateway() || !passage.packet().inner().isEmpty())) {
            Passage assumed = passage.assume(new Missing(
                    "the network between " + from.name() + " and "
                            + behind.get().name(),
                    "assumed to route " + dst + " by gateway " + via.nextHop(),
                    ""));
            return arrive(assumed, behind.get(), dst);
        }
        return beyond(passage, via, neighbour);
    }

    /** The interface of the node that has the address carries nothing: who still has a neighbour entry waits in vain. */
    private Optional<Passage> unplugged(Passage passage, Ip ip, Optional<NeighFact> neighbour) {
        boolean known = neighbour.filter(entry -> !Wiring.unresolved(entry)).isPresent();
        return travel.terrain()
                .otherNode(ip, passage.at())
                .flatMap(node -> node.netns()
                        .link(Wiring.deviceOf(node.netns(), ip))
                        .flatMap(link -> Wiring.dead(link)
                                .map(why -> passage.end(Ending.lost(
                                        link.name() + " of node/" + node.name() + " " + why,
                                        known ? Symptom.TIMEOUT : Symptom.UNREACHABLE,
                                        List.of(link.source()))))));
    }

    /** On another node, on the device that has the address it was sent to. */
    private List<Passage> arrive(Passage passage, Node node, Ip address) {
        Site to = travel.terrain().host(node);
        String device = Wiring.deviceOf(to.netns(), address);
        if (device.equals("?")) {
            device = towards(to.netns(), passage.packet().tuple().src().ip()).orElse("?");
        }
        Passage crossed = passage.assume(new Missing(
                        "the network between the nodes", "assumed to carry what the nodes send each other", ""))
                .step(
                        Step.Kind.CROSS,
                        "over the network to " + node.name() + (device.equals("?") ? "" : ", device " + device),
                        Basis.ASSUMED,
                        List.of());
        int overhead = passage.packet().overhead();
        Passage wired =
                crossed.through(new Narrow.Network(overhead, passage.at().node(), node.name()));
        Passage sized = Wiring.sized(to.netns(), device)
                .map(link -> wired.through(new Narrow.Device(
                        link.mtu() - overhead,
                        true,
                        link.name() + " of " + node.name(),
                        link.source(),
                        Optional.empty())))
                .orElse(wired);
        return travel.enter(sized.with(sized.packet().arrived(device, "")), to);
    }

    /** The device a host reaches an address by, taken as the one packets from there come in by. */
    static Optional<String> towards(NetNs netns, Ip ip) {
        return Router.lookup(netns, new Router.Query(ip, Router.unspecified(ip.v6()), "lo", 0)).stream()
                .flatMap(choice -> choice.route() instanceof Route.Via via
                        ? java.util.stream.Stream.of(via.device())
                        : java.util.stream.Stream.empty())
                .findFirst();
    }

    private List<Passage> beyond(Passage passage, Route.Via via, Optional<NeighFact> neighbour) {
        Terrain terrain = travel.terrain();
        Packet packet = passage.packet();
        Ip dst = packet.tuple().dst().ip();
        if (goal instanceof Goal.Asker asker
                && asker.expected().dst().ip().equals(dst)
                && terrain.use(dst).isEmpty()) {
            return List.of(back(passage, asker));
        }
        Optional<String> use = terrain.use(dst);
        String way = via.gateway() ? "by gateway " + via.nextHop() : "on " + via.device();
        if (use.isEmpty()) {
            return List.of(outside(passage, via, neighbour, way));
        }
        boolean service = terrain.cluster().serviceAt(dst).isPresent()
                || terrain.cluster().podAt(dst).isEmpty();
        if (service || terrain.nodesRoutePods()) {
            return List.of(passage.end(Ending.lost(
                    passage.at().name() + " sends it out " + way + ", but " + dst + " is " + use.get()
                            + ", which no router outside knows",
                    Symptom.TIMEOUT,
                    via.sources())));
        }
        Node node = terrain.cluster()
                .podAt(dst)
                .flatMap(pod -> terrain.cluster().node(pod.node()))
                .orElse(null);
        if (node == null) {
            return List.of(passage.end(Ending.unknown(
                    new Missing("where " + dst + " is", "its node is not in the bundle", ""), via.sources())));
        }
        return arrive(
                passage.assume(new Missing(
                        "routes of the network between the nodes",
                        "no node has routes to the pods of others, so the network is assumed to have them",
                        "")),
                node,
                dst);
    }

    private static Passage back(Passage passage, Goal.Asker asker) {
        if (passage.packet().role() instanceof Role.IcmpError error) {
            Passage out = passage.step(Step.Kind.CROSS, "out to the sender", Basis.ASSUMED, List.of());
            return out.end(ErrorWay.concerns(error, asker) ? ErrorWay.told(passage) : ErrorWay.stray(passage, error));
        }
        boolean expected = passage.packet().tuple().equals(asker.expected());
        IpPort to = passage.packet().tuple().dst();
        Passage out = passage.step(Step.Kind.CROSS, "out to the client", Basis.ASSUMED, List.of());
        return expected
                ? out.end(new Ending(
                        new Verdict.Delivered(to), Symptom.OK, "the answer reaches the client", List.of(), List.of()))
                : out.end(Arrival.mismatch(passage.packet().tuple(), asker.expected()));
    }

    /** An address that is none of the cluster's. A resolved neighbour shows that the host is there. */
    private Passage outside(Passage passage, Route.Via via, Optional<NeighFact> neighbour, String way) {
        IpPort to = passage.packet().tuple().dst();
        Missing missing = new Missing("the host " + to.ip() + " outside", "nothing of it was captured", "");
        Optional<Passage> bare = bare(passage, via, way);
        if (bare.isPresent()) {
            return bare.get();
        }
        if (!via.gateway() && neighbour.isPresent()) {
            List<Source> by = List.of(neighbour.get().source());
            String reason = "it reaches " + to.ip() + ", a host outside the cluster that answers on " + via.device();
            return passage.step(Step.Kind.CROSS, "out to " + to.ip() + " " + way, Basis.ASSUMED, by)
                    .end(new Ending(new Verdict.Delivered(to), Symptom.OK, reason, by, List.of(missing)));
        }
        String reason = "it leaves the cluster " + way + "; " + to.ip() + " is no address of the cluster";
        return passage.step(Step.Kind.CROSS, "out of the cluster " + way, Basis.DERIVED, via.sources())
                .end(new Ending(new Verdict.Lost(reason), Symptom.UNKNOWN, reason, via.sources(), List.of(missing)));
    }

    /**
     * A packet that leaves with a pod's own address, which is not of the subnet it leaves by: whether the answer finds its way depends on routes outside, which nobody
     * dumped.
     */
    private Optional<Passage> bare(Passage passage, Route.Via via, String way) {
        Ip src = passage.packet().tuple().src().ip();
        boolean onLink = passage.at().netns().addresses().stream()
                .anyMatch(address ->
                        address.dev().equals(via.device()) && new Cidr(address.ip(), address.prefix()).contains(src));
        if (!travel.terrain().podAddress(src) || onLink) {
            return Optional.empty();
        }
        Ip dst = passage.packet().tuple().dst().ip();
        Missing missing = new Missing(
                "routes outside back to " + src,
                "it leaves " + passage.at().name() + " with the pod's own address",
                "tcpdump -ni " + via.device() + " host " + dst + "  # on "
                        + passage.at().name());
        String reason = "it leaves the cluster " + way + " with the pod address " + src + "; whether " + dst
                + " can answer to it is not known";
        return Optional.of(passage.step(Step.Kind.CROSS, "out of the cluster " + way, Basis.DERIVED, via.sources())
                .end(new Ending(new Verdict.Lost(reason), Symptom.UNKNOWN, reason, via.sources(), List.of(missing))));
    }
}
