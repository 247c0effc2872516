package io.packetwalk.walk.travel;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.iproute.LinkFact;
import io.packetwalk.model.NetNs;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.walk.Basis;
import io.packetwalk.walk.Ending;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Packet;
import io.packetwalk.walk.Passage;
import io.packetwalk.walk.Shell;
import io.packetwalk.walk.Step;
import io.packetwalk.walk.Symptom;
import io.packetwalk.walk.route.Route;
import java.util.List;
import java.util.Optional;

/**
 * Tunnel devices. The packet goes on inside another one, which the node sends like any process of its own: through OUTPUT and POSTROUTING here, PREROUTING and
 * INPUT there.
 */
public final class Tunnels {

    /** The kernel gives up sooner (net/core/dev.c, XMIT_RECURSION_LIMIT is 8; ip_tunnel_xmit refuses a route into itself at once). */
    private static final int DEEPEST = 4;

    private final Travel travel;
    private final VxlanDevice vxlan;
    private final NamedTunnel named;
    private final WireGuardDevice wireGuard;

    Tunnels(Travel travel) {
        this.travel = travel;
        this.vxlan = new VxlanDevice(travel.terrain(), this);
        this.named = new NamedTunnel(travel.terrain(), this);
        this.wireGuard = new WireGuardDevice(this);
    }

    /** Empty when the device is no tunnel. */
    Optional<List<Passage>> transmit(Passage passage, Route.Via via, LinkFact link) {
        if (link.vxlan().isPresent()) {
            return Optional.of(vxlan.transmit(passage, via, link, link.vxlan().get()));
        }
        return switch (link.kind()) {
            case "geneve", "gre", "ip6gre", "ip6tnl", "ipip", "sit" -> Optional.of(named.transmit(passage, via, link));
            case "wireguard" -> Optional.of(wireGuard.transmit(passage, link));
            case "vxlan", "gretap", "ip6gretap", "tun", "openvswitch", "macvlan", "ipvlan", "xfrm" ->
                Optional.of(List.of(passage.end(Ending.unknown(
                        new Missing(
                                "what " + link.name() + " of " + passage.at().name() + " does with it",
                                "devices of kind " + link.kind() + " are not evaluated",
                                "ip -d link show " + link.name()),
                        List.of(link.source())))));
            case "" ->
                tunnelOfSomeKind(passage, link)
                        ? Optional.of(List.of(passage.end(unsaid(passage, link))))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** Without {@code -d} the kind is not printed, yet some devices show that they are no Ethernet: they ask nobody for addresses, or forward to hosts. */
    private static boolean tunnelOfSomeKind(Passage passage, LinkFact link) {
        boolean pointed = link.flags().contains("POINTOPOINT") || link.flags().contains("NOARP");
        return pointed
                || passage.at().netns().fdb().stream()
                        .anyMatch(entry ->
                                entry.dev().equals(link.name()) && entry.dst().isPresent());
    }

    private static Ending unsaid(Passage passage, LinkFact link) {
        return Ending.unknown(
                new Missing(
                        "what " + link.name() + " of " + passage.at().name() + " is",
                        "it is no Ethernet device, and its kind was not printed",
                        "ip -d link show " + link.name()),
                List.of(link.source()));
    }

    /** Sends the packet inside another one. */
    List<Passage> encapsulate(Passage passage, FiveTuple outer, Shell shell, List<Source> sources) {
        Packet before = passage.packet();
        if (before.depth() >= DEEPEST) {
            return List.of(passage.end(Ending.lost(
                    "packets of the tunnel are routed into the tunnel again on "
                            + passage.at().name(),
                    Symptom.TIMEOUT,
                    sources)));
        }
        Packet around = Packet.around(before, outer, shell);
        String network = shell.id() < 0 ? "" : " " + shell.id();
        Step step = new Step(
                passage.at().node(),
                passage.at().label(),
                Step.Kind.ENCAP,
                "",
                "",
                "",
                shell.kind().word() + network + ": inside "
                        + (outer.src().ip().unspecified() ? outer.proto() + " to " + outer.dst() : outer),
                before.hop(),
                around.hop(),
                Basis.DERIVED,
                sources);
        return travel.send(passage.with(around).step(step));
    }

    /** A tunnel packet that reached the host it is addressed to. */
    static Optional<List<Passage>> unwrap(Travel travel, Passage passage) {
        Packet outer = passage.packet();
        if (outer.inner().isEmpty()) {
            return Optional.empty();
        }
        NetNs netns = passage.at().netns();
        Optional<LinkFact> link = switch (outer.shell().kind()) {
            case VXLAN ->
                VxlanDevice.device(
                        netns, outer.shell().id(), outer.tuple().dst().port());
            case GENEVE, GRE, IP -> NamedTunnel.device(netns, outer);
            case WIREGUARD -> WireGuardDevice.device(netns, outer.tuple().dst().port());
            case NONE -> Optional.empty();
        };
        if (link.isEmpty() && netns.complete("ip-link")) {
            String reason =
                    passage.at().name() + " has no " + outer.shell().kind().word() + " device for " + outer.tuple();
            return Optional.of(List.of(passage.end(Ending.dropped(reason, List.of()))));
        }
        Optional<Passage> refused = link.flatMap(known -> Wiring.dead(known)
                .map(why -> passage.end(Ending.dropped(
                        known.name() + " of " + passage.at().name() + " " + why, List.of(known.source()))))
                .or(() -> WireGuardDevice.refused(passage, known)));
        if (refused.isPresent()) {
            return Optional.of(List.of(refused.get()));
        }
        String device = link.map(LinkFact::name).orElse("?");
        Packet inner = outer.inner().get().arrived(device, "");
        Step step = new Step(
                passage.at().node(),
                passage.at().label(),
                Step.Kind.DECAP,
                "",
                "",
                "",
                "out of the tunnel by " + device,
                outer.hop(),
                inner.hop(),
                link.isPresent() ? Basis.DERIVED : Basis.ASSUMED,
                link.map(known -> List.of(known.source())).orElse(List.of()));
        return Optional.of(travel.enter(passage.with(inner).step(step), passage.at()));
    }
}
