package io.packetwalk.walk.travel;

import static io.packetwalk.walk.netfilter.Netfilter.each;

import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.iproute.AddrFact;
import io.packetwalk.fact.system.SysctlFact;
import io.packetwalk.model.rules.Hook;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.walk.Basis;
import io.packetwalk.walk.Doubt;
import io.packetwalk.walk.Ending;
import io.packetwalk.walk.HopLimit;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Packet;
import io.packetwalk.walk.Passage;
import io.packetwalk.walk.Role;
import io.packetwalk.walk.Site;
import io.packetwalk.walk.Step;
import io.packetwalk.walk.Symptom;
import io.packetwalk.walk.Terrain;
import io.packetwalk.walk.cni.CiliumNode;
import io.packetwalk.walk.netfilter.Connection;
import io.packetwalk.walk.netfilter.Netfilter;
import io.packetwalk.walk.route.Route;
import io.packetwalk.walk.route.RouteChecks;
import io.packetwalk.walk.route.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One packet on its way from namespace to namespace.
 *
 * <pre>
 *   send:    route -> OUTPUT -> route again when rewritten -> POSTROUTING -> Links.transmit
 *   enter:   PREROUTING -> martian and reverse path checks -> route -+-> INPUT -> Arrival
 *                                                                    +-> FORWARD -> POSTROUTING -> Links.transmit
 * </pre>
 *
 * Every method returns all alternatives; those that ended carry their {@link Ending}.
 */
public final class Travel {

    private static final int MOST_HOPS = 16;

    private final Terrain terrain;
    private final Netfilter netfilter;
    private final Links links;
    private final Arrival arrival;

    public Travel(Terrain terrain, Goal goal) {
        this.terrain = terrain;
        this.netfilter = new Netfilter(terrain);
        this.links = new Links(this, goal);
        this.arrival = new Arrival(this, goal);
    }

    Terrain terrain() {
        return terrain;
    }

    /** A packet and the route it was given. */
    private record Routed(Passage passage, Route route) {}

    /** A packet that a process (or a tunnel device) in the passage's namespace makes. */
    public List<Passage> send(Passage passage) {
        Optional<Passage> opaque = Opaque.end(passage, terrain);
        if (opaque.isPresent()) {
            return List.of(opaque.get());
        }
        List<Passage> results = new ArrayList<>();
        for (Routed routed : route(passage, "lo")) {
            switch (routed.route()) {
                case Route.Local _l -> results.addAll(sendLocal(sourced(routed.passage())));
                case Route.Via via -> {
                    Passage sourced = sourced(routed.passage(), via);
                    results.addAll(out(sourced.with(sourced.packet().leaving(via.device(), via.nextHop())), via));
                }
                case Route.Refused refused -> results.add(refuse(routed.passage(), refused));
                case Route.None _n -> results.add(noRoute(routed.passage()));
                case Route.Unknown unknown ->
                    results.add(routed.passage().end(Ending.unknown(unknown.missing(), List.of())));
            }
        }
        return results;
    }

    /** The kernel picks the destination itself as source for its own addresses. */
    private static Passage sourced(Passage passage) {
        Ip dst = passage.packet().tuple().dst().ip();
        return source(passage, Optional.of(dst));
    }

    private static Passage sourced(Passage passage, Route.Via via) {
        Optional<Ip> primary = via.src()
                .or(() -> Router.primary(passage.at().netns(), via.device(), via.nextHop())
                        .map(AddrFact::ip));
        return source(passage, primary);
    }

    private static Passage source(Passage passage, Optional<Ip> address) {
        FiveTuple tuple = passage.packet().tuple();
        if (!tuple.src().ip().unspecified() || address.isEmpty()) {
            return passage;
        }
        FiveTuple filled = tuple.withSrc(new IpPort(address.get(), tuple.src().port()));
        Packet packet = passage.packet();
        // An error carries the connection that it is about.
        return packet.role() instanceof Role.IcmpError
                ? passage.with(packet.withTuple(filled))
                : passage.with(packet.withTuple(filled).withConnection(Connection.begin(filled)));
    }

    private List<Passage> out(Passage passage, Route.Via first) {
        Packet before = passage.packet();
        return each(netfilter.traverse(Hook.OUTPUT, passage), one -> {
            Packet after = one.packet();
            // nf_ip_reroute and ip_route_me_harder: a changed destination or mark is routed again.
            boolean again = !after.tuple().dst().equals(before.tuple().dst()) || after.mark() != before.mark();
            return again ? reroute(one) : leave(one, first);
        });
    }

    private List<Passage> reroute(Passage passage) {
        List<Passage> results = new ArrayList<>();
        for (Routed routed : route(passage, "lo")) {
            switch (routed.route()) {
                case Route.Local _l -> results.addAll(loop(routed.passage()));
                case Route.Via via ->
                    results.addAll(leave(
                            routed.passage().with(routed.passage().packet().leaving(via.device(), via.nextHop())),
                            via));
                case Route.Refused refused -> results.add(refuse(routed.passage(), refused));
                case Route.None _n -> results.add(noRoute(routed.passage()));
                case Route.Unknown unknown ->
                    results.add(routed.passage().end(Ending.unknown(unknown.missing(), List.of())));
            }
        }
        return results;
    }

    private List<Passage> sendLocal(Passage passage) {
        Packet before =
                passage.packet().leaving("lo", passage.packet().tuple().dst().ip());
        return each(netfilter.traverse(Hook.OUTPUT, passage.with(before)), one -> {
            boolean again = !one.packet().tuple().dst().equals(before.tuple().dst());
            return again ? reroute(one) : loop(one);
        });
    }

    /** Out of the loopback device and in again. */
    private List<Passage> loop(Passage passage) {
        Passage out = passage.with(
                passage.packet().leaving("lo", passage.packet().tuple().dst().ip()));
        return each(
                netfilter.traverse(Hook.POSTROUTING, out),
                one -> enter(one.with(one.packet().arrived("lo", "")), one.at()));
    }

    /** The frame of a packet meets a bridge's own rules. */
    List<Passage> frames(List<Hook> hooks, Passage passage, String in, String out) {
        return netfilter.frames(hooks, passage, in, out);
    }

    private List<Passage> leave(Passage passage, Route.Via via) {
        return each(
                netfilter.traverse(Hook.POSTROUTING, passage),
                one -> one.packet().detour().isPresent() ? detoured(one) : links.transmit(one, via));
    }

    /** A rule sends it straight out of a device. As the frame that it is it goes to whom it was addressed, which no dump says. */
    private List<Passage> detoured(Passage passage) {
        Packet.Detour detour = passage.packet().detour().orElseThrow();
        if (detour.neighbour().isEmpty()) {
            Missing missing = new Missing(
                    "the hardware address of the frame that a rule sends out of " + detour.device() + " of "
                            + passage.at().name(),
                    "who takes it there depends on it",
                    "");
            return List.of(passage.end(Ending.unknown(missing, List.of())));
        }
        Route.Via via =
                new Route.Via(detour.device(), detour.neighbour().get(), true, Optional.empty(), 0, false, List.of());
        Passage on = HopLimit.passedOn(passage);
        return each(List.of(on), one -> each(netfilter.egress(one), two -> links.transmit(two, via)));
    }

    /** A packet that arrives in {@code site}; its device and bridge port are in the packet already. */
    List<Passage> enter(Passage passage, Site site) {
        Passage there = passage.into(site);
        if (there.hops() > MOST_HOPS) {
            return List.of(there.end(Ending.lost("it goes round in circles", Symptom.TIMEOUT, List.of())));
        }
        Optional<CiliumNode> cilium = CiliumNode.of(site, terrain);
        if (cilium.isPresent()) {
            return new CiliumTravel(this, links, cilium.get()).enter(there);
        }
        return Opaque.end(there, terrain).map(List::of).orElseGet(() -> stack(there));
    }

    /** Up into the kernel: netfilter, then routes. */
    List<Passage> stack(Passage passage) {
        return each(netfilter.traverse(Hook.PREROUTING, passage), this::incoming);
    }

    /** Bridged inside {@code site}: the hooks run when br_netfilter calls them, but nothing is routed. */
    List<Passage> bridged(Passage passage, Site site, String bridge, String outPort) {
        Packet before = passage.packet();
        return each(netfilter.traverse(Hook.PREROUTING, passage.into(site)), one -> {
            if (!one.packet().tuple().dst().equals(before.tuple().dst())) {
                return incoming(one);
            }
            Packet across = one.packet()
                    .leaving(bridge, one.packet().tuple().dst().ip())
                    .bridgedTo(outPort);
            return each(
                    netfilter.traverse(Hook.FORWARD, one.with(across)),
                    two -> netfilter.traverse(Hook.POSTROUTING, two));
        });
    }

    private List<Passage> incoming(Passage passage) {
        if (passage.packet().detour().isPresent()) {
            return detoured(passage);
        }
        Optional<Passage> dropped = RouteChecks.source(passage);
        if (dropped.isPresent()) {
            return List.of(dropped.get());
        }
        Ternary reverse = RouteChecks.reversePath(passage);
        if (reverse.no()) {
            return List.of(RouteChecks.reversePathDrop(passage));
        }
        if (reverse.unknown()) {
            String key = passage.at().place() + "|rp_filter|" + passage.packet().in() + "|"
                    + passage.packet().tuple();
            Missing missing = new Missing(
                    "rp_filter of " + passage.packet().in() + " on "
                            + passage.at().name(),
                    "the way back to " + passage.packet().tuple().src().ip() + " is by another device",
                    "sysctl net.ipv4.conf.all.rp_filter net.ipv4.conf."
                            + passage.packet().in() + ".rp_filter");
            List<Passage> both = new ArrayList<>();
            both.add(RouteChecks.reversePathDrop(passage.suppose(new Doubt(key, true, missing))));
            both.addAll(routed(passage.suppose(new Doubt(key, false, missing))));
            return both;
        }
        return routed(passage);
    }

    private List<Passage> routed(Passage passage) {
        List<Passage> results = new ArrayList<>();
        for (Routed routed : route(passage, passage.packet().in())) {
            Passage one = routed.passage();
            switch (routed.route()) {
                case Route.Local _l ->
                    results.addAll(each(netfilter.traverse(Hook.INPUT, one), after -> received(one, after)));
                case Route.Via via -> results.addAll(forward(one, via));
                case Route.Refused refused -> results.add(refuse(one, refused));
                case Route.None _n -> results.add(noRoute(one));
                case Route.Unknown unknown -> results.add(one.end(Ending.unknown(unknown.missing(), List.of())));
            }
        }
        return results;
    }

    /**
     * IPVS takes a packet out of INPUT with another destination. It goes on as if this host had made it, through OUTPUT and POSTROUTING and never through FORWARD
     * (ip_vs_xmit.c, ip_vs_nat_xmit), or to a process here when the real server is this host.
     */
    private List<Passage> received(Passage before, Passage after) {
        if (after.packet().tuple().dst().equals(before.packet().tuple().dst())) {
            return arrival.receive(after);
        }
        List<Passage> results = new ArrayList<>();
        Passage made = after.with(after.packet()
                .on("", "")
                .withConnection(after.packet().connection().taken()));
        for (Routed routed : route(made, "lo")) {
            Passage one = routed.passage();
            switch (routed.route()) {
                case Route.Local _l -> results.addAll(arrival.receive(one));
                case Route.Via via ->
                    results.addAll(each(
                            netfilter.traverse(
                                    Hook.OUTPUT, one.with(one.packet().leaving(via.device(), via.nextHop()))),
                            two -> leave(two, via)));
                case Route.Refused refused -> results.add(refuse(one, refused));
                case Route.None _n -> results.add(noRoute(one));
                case Route.Unknown unknown -> results.add(one.end(Ending.unknown(unknown.missing(), List.of())));
            }
        }
        return results;
    }

    private List<Passage> forward(Passage passage, Route.Via via) {
        Packet packet = passage.packet();
        if (!passage.at().host()
                && passage.at().dumped()
                && !passage.at().owns(packet.tuple().dst().ip())) {
            String reason = passage.at().name() + " does not have the address "
                    + packet.tuple().dst().ip();
            return List.of(passage.end(Ending.lost(reason, Symptom.TIMEOUT, via.sources())));
        }
        Optional<SysctlFact> off = RouteChecks.forwarding(passage)
                .filter(setting -> setting.value().equals("0"));
        if (off.isPresent()) {
            // ip_route_input_slow: without forwarding the packet is counted and dropped, nobody is told.
            String reason =
                    passage.at().name() + " does not forward: " + off.get().key() + " = 0";
            return List.of(passage.end(Ending.dropped(reason, List.of(off.get().source()))));
        }
        Passage known = RouteChecks.forwarding(passage).isPresent()
                ? passage
                : passage.assume(new Missing(
                        "IP forwarding on " + passage.at().name(), "assumed to be on", "sysctl net.ipv4.ip_forward"));
        Passage on = HopLimit.passedOn(known);
        if (!on.live()) {
            return List.of(on);
        }
        Passage leaving = on.with(on.packet().leaving(via.device(), via.nextHop()));
        return each(netfilter.traverse(Hook.FORWARD, leaving), one -> leave(one, via));
    }

    private List<Routed> route(Passage passage, String iif) {
        Packet packet = passage.packet();
        Router.Query query = new Router.Query(
                packet.tuple().dst().ip(), packet.tuple().src().ip(), iif, packet.mark(), Optional.of(packet.tuple()));
        List<Routed> routed = new ArrayList<>();
        for (Route.Choice choice : Router.lookup(passage.at().netns(), query)) {
            Passage share = passage.times(choice.share());
            routed.add(new Routed(
                    switch (choice.route()) {
                        case Route.Local local ->
                            share.step(
                                    Step.Kind.ROUTE,
                                    packet.tuple().dst().ip() + " is an address of "
                                            + passage.at().name(),
                                    Basis.DERIVED,
                                    local.sources());
                        case Route.Via via ->
                            share.step(
                                    Step.Kind.ROUTE,
                                    "to " + packet.tuple().dst().ip() + (via.gateway() ? " via " + via.nextHop() : "")
                                            + " dev " + via.device() + (via.byDefault() ? " (default route)" : ""),
                                    passage.at().dumped() ? Basis.DERIVED : Basis.ASSUMED,
                                    via.sources());
                        case Route.Refused _r -> share;
                        case Route.None _n -> share;
                        case Route.Unknown _u -> share;
                    },
                    choice.route()));
        }
        return routed;
    }

    /**
     * {@code unreachable} and {@code prohibit} tell the sender; {@code blackhole} is silent for forwarded packets, and an error (EINVAL) only for the host's own
     * (net/ipv4/fib_semantics.c, fib_props).
     */
    private static Passage refuse(Passage passage, Route.Refused refused) {
        String reason = passage.at().name() + " has a route of type " + refused.type() + " to "
                + passage.packet().tuple().dst().ip();
        boolean silent =
                refused.type().equals("blackhole") && !passage.packet().in().isEmpty();
        Passage met = passage.step(Step.Kind.ROUTE, reason, Basis.DERIVED, refused.sources());
        return met.end(
                silent
                        ? Ending.dropped(reason, refused.sources())
                        : Ending.rejected(
                                refused.type().equals("prohibit") ? "icmp-admin-prohibited" : "icmp-host-unreachable",
                                reason,
                                refused.sources()));
    }

    private static Passage noRoute(Passage passage) {
        String reason = passage.at().name() + " has no route to "
                + passage.packet().tuple().dst().ip();
        List<Source> none = List.of();
        return passage.step(Step.Kind.ROUTE, reason, Basis.DERIVED, none)
                .end(Ending.rejected("icmp-net-unreachable", reason, none));
    }
}
