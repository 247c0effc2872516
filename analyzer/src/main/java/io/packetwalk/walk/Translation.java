package io.packetwalk.walk;

import io.packetwalk.fact.iproute.AddrFact;
import io.packetwalk.model.rules.Action;
import io.packetwalk.model.rules.BaseChain;
import io.packetwalk.model.rules.Hook;
import io.packetwalk.model.rules.Rule;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Ports;
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
        return switch (rule.action()) {
            case Action.Dnat dnat ->
                dst
                        ? many(rule, passage, dnat.first(), dnat.last(), dnat.ports(), to, true)
                        : List.of(misplaced(rule, passage));
            case Action.Snat snat ->
                dst
                        ? List.of(misplaced(rule, passage))
                        : many(rule, passage, snat.first(), snat.last(), snat.ports(), from, false);
            case Action.Masquerade _m -> List.of(dst ? misplaced(rule, passage) : masquerade(rule, passage));
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

    private static List<Passage> many(
            Rule rule,
            Passage passage,
            Optional<Ip> first,
            Optional<Ip> last,
            Optional<Ports.Range> ports,
            IpPort old,
            boolean dst) {
        boolean several = ports.isPresent() && ports.get().from() != ports.get().to();
        if (several && dst) {
            return List.of(opaque(rule, passage, "the port is one of " + ports.get()));
        }
        // Which source port of several is free, no dump tells; no later rule is likely to ask.
        int port = several ? 0 : ports.map(Ports.Range::from).orElse(old.port());
        Ip from = first.orElse(old.ip());
        Ip to = last.orElse(from);
        if (from.hi() != to.hi() || to.lo() - from.lo() < 0 || to.lo() - from.lo() >= MOST_TARGETS) {
            return List.of(opaque(rule, passage, "the address is one of many"));
        }
        int count = (int) (to.lo() - from.lo()) + 1;
        List<Passage> results = new ArrayList<>();
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

    static Passage toward(Passage passage, IpPort target) {
        Packet packet = passage.packet();
        return passage.with(packet.withTuple(packet.tuple().withDst(target))
                .withConnection(packet.connection().boundDst(target)));
    }

    private static Passage from(Passage passage, IpPort source) {
        Packet packet = passage.packet();
        return passage.with(packet.withTuple(packet.tuple().withSrc(source))
                        .withConnection(packet.connection().boundSrc(source)))
                .masked();
    }

    private static Passage masquerade(Rule rule, Passage passage) {
        Packet packet = passage.packet();
        Ip nextHop = packet.nextHop().orElse(packet.tuple().dst().ip());
        Optional<AddrFact> address = Router.primary(passage.at().netns(), packet.out(), nextHop);
        boolean bare = !passage.at().host()
                && passage.at().netns().links().isEmpty()
                && passage.at().netns().addresses(packet.out()).isEmpty();
        if (bare) {
            // A bare rule set: that the source is rewritten is all that can be said.
            return from(
                    passage,
                    new IpPort(
                            Router.unspecified(nextHop.v6()),
                            packet.tuple().src().port()));
        }
        if (address.isEmpty()) {
            Missing missing = new Missing(
                    "addresses of " + packet.out() + " on " + passage.at().name(),
                    "masquerading takes one of them",
                    "ip addr show");
            return passage.end(Ending.unknown(missing, List.of(rule.source())));
        }
        return from(passage, new IpPort(address.get().ip(), packet.tuple().src().port()));
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
                : many(rule, passage, own, own, redirect.ports(), packet.tuple().dst(), true);
    }
}
