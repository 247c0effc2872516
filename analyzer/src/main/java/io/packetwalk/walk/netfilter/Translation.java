package io.packetwalk.walk.netfilter;

import io.packetwalk.fact.iproute.AddrFact;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.rules.Action;
import io.packetwalk.model.rules.BaseChain;
import io.packetwalk.model.rules.Hook;
import io.packetwalk.model.rules.Rule;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Ports;
import io.packetwalk.walk.Ending;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Packet;
import io.packetwalk.walk.Passage;
import io.packetwalk.walk.route.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * DNAT, SNAT, MASQUERADE and REDIRECT (nf_nat_core.c, nf_nat_masquerade.c, nf_nat_redirect.c). The source port is kept when it is free, which a first packet
 * assumes.
 */
final class Translation {

    private static final int MOST_TARGETS = 32;

    private Translation() {}

    static List<Passage> apply(Rule rule, BaseChain base, Passage passage) {
        if (base.type() != BaseChain.Type.NAT) {
            return List.of(opaque(rule, passage, "translation outside a nat chain"));
        }
        boolean dst = base.hook() == Hook.PREROUTING || base.hook() == Hook.OUTPUT;
        IpPort to = passage.packet().tuple().dst();
        IpPort from = passage.packet().tuple().src();
        IpPort asked = passage.packet().connection().reply().src();
        return switch (rule.action()) {
            case Action.Dnat _d when !dst -> List.of(misplaced(rule, passage));
            case Action.Dnat dnat
            when dnat.base().isPresent() && asked.port() != 0 ->
                many(rule, passage, dnat.first(), dnat.last(), dnat.shifted(asked.port()), asked, true);
            case Action.Dnat dnat -> toward(rule, passage, dnat.first(), dnat.last(), dnat.ports(), dnat.random());
            case Action.Snat snat ->
                dst
                        ? List.of(misplaced(rule, passage))
                        : from(rule, passage, snat.first(), snat.last(), snat.ports(), snat.random());
            case Action.Masquerade masquerade ->
                dst ? List.of(misplaced(rule, passage)) : masquerade(rule, passage, masquerade);
            case Action.NetMap map ->
                List.of(dst ? toward(passage, mapped(map, to)) : from(passage, mapped(map, from)));
            case Action.Redirect redirect ->
                dst ? redirect(rule, base, passage, redirect) : List.of(misplaced(rule, passage));
            default -> List.of(opaque(rule, passage, "no translation"));
        };
    }

    private static Passage misplaced(Rule rule, Passage passage) {
        return opaque(rule, passage, "a translation that does not belong to this hook");
    }

    private static Passage opaque(Rule rule, Passage passage, String what) {
        return passage.end(Ending.unknown(new Missing(rule.text(), what, ""), List.of(rule.source())));
    }

    /**
     * Of several ports the packet keeps its own if it is among them, and else gets the first, both if free (nf_nat_core.c, get_unique_tuple and
     * nf_nat_l4proto_unique_tuple: only source ports and {@code --random} start anywhere).
     */
    private static List<Passage> toward(
            Rule rule,
            Passage passage,
            Optional<Ip> first,
            Optional<Ip> last,
            Optional<Ports.Range> ports,
            boolean random) {
        IpPort old = passage.packet().connection().reply().src();
        boolean several = ports.isPresent() && ports.get().from() != ports.get().to();
        if (several && (random || old.port() == 0)) {
            return List.of(opaque(rule, passage, "the port is one of " + ports.get()));
        }
        int port = ports.map(range -> several && within(old.port(), range) ? old.port() : range.from())
                .orElse(old.port());
        return many(rule, passage, first, last, port, old, true);
    }

    /** A source that is already as the rule wants it stays (nf_nat_core.c, in_range); which of several ports is free else, no dump tells. */
    private static List<Passage> from(
            Rule rule,
            Passage passage,
            Optional<Ip> first,
            Optional<Ip> last,
            Optional<Ports.Range> ports,
            boolean random) {
        IpPort old = passage.packet().connection().reply().dst();
        Ip low = first.orElse(old.ip());
        if (!random && (ports.isEmpty() || within(old.port(), ports.get()))) {
            boolean stays = low.compareTo(old.ip()) <= 0 && old.ip().compareTo(last.orElse(low)) <= 0;
            return stays ? List.of(from(passage, old)) : many(rule, passage, first, last, old.port(), old, false);
        }
        Ports.Range drawn = ports.orElseGet(() -> drawn(old.port()));
        if (drawn.from() == drawn.to()) {
            return many(rule, passage, first, last, drawn.from(), old, false);
        }
        Packet packet = passage.packet().withDrawn(Optional.of(drawn));
        return many(rule, passage.with(packet), first, last, 0, old, false);
    }

    /** Where a rule names no ports, a source port stays in its class; one that nobody named is no privileged one (nf_nat_core.c, nf_nat_l4proto_unique_tuple). */
    private static Ports.Range drawn(int old) {
        return old == 0 || old >= 1024
                ? new Ports.Range(1024, 65535)
                : old < 512 ? new Ports.Range(1, 511) : new Ports.Range(600, 1023);
    }

    private static boolean within(int port, Ports.Range range) {
        return range.from() <= port && port <= range.to();
    }

    private static List<Passage> many(
            Rule rule, Passage passage, Optional<Ip> first, Optional<Ip> last, int port, IpPort old, boolean dst) {
        Ip from = first.orElse(old.ip());
        Ip to = last.orElse(from);
        if (from.hi() != to.hi() || to.lo() - from.lo() < 0 || to.lo() - from.lo() >= MOST_TARGETS) {
            return List.of(opaque(rule, passage, "the address is one of many"));
        }
        int count = (int) (to.lo() - from.lo()) + 1;
        List<Passage> results = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            IpPort target = new IpPort(new Ip(from.hi(), from.lo() + i, from.v6()), port);
            Passage share = passage.times(1.0 / count);
            results.add(dst ? toward(share, target) : from(share, target));
        }
        return results;
    }

    /** Network of the rule, host of the packet (xt_NETMAP.c). */
    private static IpPort mapped(Action.NetMap map, IpPort old) {
        long hi = map.first().hi() ^ map.last().hi();
        long lo = map.first().lo() ^ map.last().lo();
        Ip ip = new Ip(
                map.first().hi() & ~hi | old.ip().hi() & hi,
                map.first().lo() & ~lo | old.ip().lo() & lo,
                old.ip().v6());
        return new IpPort(ip, old.port());
    }

    /** What is translated is the connection (nf_nat_core.c, nf_nat_setup_info): where it stays as it is, what rules wrote into the header stays, too. */
    static Passage toward(Passage passage, IpPort target) {
        Packet packet = passage.packet();
        boolean same = packet.connection().reply().src().equals(target);
        return passage.with(packet.translated(
                same ? packet.tuple() : packet.tuple().withDst(target),
                packet.connection().boundDst(target)));
    }

    private static Passage from(Passage passage, IpPort source) {
        Packet packet = passage.packet();
        boolean same = packet.connection().reply().dst().equals(source);
        return passage.masked(packet.translated(
                same ? packet.tuple() : packet.tuple().withSrc(source),
                packet.connection().boundSrc(source)));
    }

    private static List<Passage> masquerade(Rule rule, Passage passage, Action.Masquerade masquerade) {
        Packet packet = passage.packet();
        Ip nextHop = packet.nextHop().orElse(packet.tuple().dst().ip());
        NetNs netns = passage.at().netns();
        boolean bare = !passage.at().host()
                && netns.links().isEmpty()
                && (netns.addresses().isEmpty() || netns.addresses(packet.out()).isEmpty());
        if (bare) {
            // A bare rule set: that the source is rewritten is all that can be said.
            Optional<Ip> some = Optional.of(Router.unspecified(nextHop.v6()));
            return from(rule, passage, some, some, masquerade.ports(), masquerade.random());
        }
        if (nextHop.v6() && passage.at().owns(packet.tuple().dst().ip())) {
            // The destination itself is the best source for it (RFC 6724, rule 1).
            Optional<Ip> same = Optional.of(packet.tuple().dst().ip());
            return from(rule, passage, same, same, masquerade.ports(), masquerade.random());
        }
        Optional<AddrFact> address = Router.primary(netns, packet.out(), nextHop);
        if (address.isEmpty()) {
            Missing missing = new Missing(
                    "addresses of " + packet.out() + " on " + passage.at().name(),
                    "masquerading takes one of them",
                    "ip addr show");
            return List.of(passage.end(Ending.unknown(missing, List.of(rule.source()))));
        }
        Optional<Ip> own = address.map(AddrFact::ip);
        return from(rule, passage, own, own, masquerade.ports(), masquerade.random());
    }

    private static List<Passage> redirect(Rule rule, BaseChain base, Passage passage, Action.Redirect redirect) {
        Packet packet = passage.packet();
        boolean v6 = packet.tuple().dst().ip().v6();
        Optional<Ip> own = base.hook() == Hook.OUTPUT
                ? Optional.of(v6 ? Ip.v6(0, 1) : Ip.of("127.0.0.1"))
                : Router.primary(
                                passage.at().netns(),
                                packet.in(),
                                packet.tuple().src().ip())
                        .map(AddrFact::ip);
        return own.isEmpty()
                ? List.of(opaque(rule, passage, "the address of " + packet.in() + " is not known"))
                : toward(rule, passage, own, own, redirect.ports(), redirect.random());
    }
}
