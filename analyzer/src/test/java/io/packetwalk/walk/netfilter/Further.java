package io.packetwalk.walk.netfilter;

import io.packetwalk.evidence.Source;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.rules.CtState;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Basis;
import io.packetwalk.walk.Forks;
import io.packetwalk.walk.Packet;
import io.packetwalk.walk.Passage;
import io.packetwalk.walk.Role;
import io.packetwalk.walk.Site;
import io.packetwalk.walk.Step;
import io.packetwalk.walk.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** At a bare rule set: what becomes of the packet that follows the first of a connection, which goes by what connection tracking kept of that one. */
final class Further {

    private Further() {}

    /** What comes after the first packet. */
    sealed interface Second {
        /** Whoever the first packet reached answers. */
        record Answer() implements Second {}

        /** The first packet once more, before anybody answered. */
        record Again() implements Second {}

        /** A router behind this host tells that the first packet went no further. */
        record IcmpError(Ip from, int type, int code) implements Second {}
    }

    /**
     * One way of the first packet, and all ways of the second one after it, whatever an open question left behind that did not change the first one's way.
     *
     * @param then empty when the first packet did not go out of this host
     */
    record Pair(Passage first, List<Passage> then) {
        Pair {
            then = List.copyOf(then);
        }
    }

    static List<Pair> trace(Netfilter netfilter, NetNs host, RuleTrace.Request request, Optional<Second> second) {
        Site site = RuleTrace.site(host, request);
        List<Passage> leaves = RuleTrace.leaves(netfilter, site, request, Optional.empty());
        List<Pair> pairs = new ArrayList<>();
        for (Passage first : Forks.decide(leaves)) {
            List<Passage> then = second.isPresent() && gone(first)
                    ? remembered(leaves, first).stream()
                            .flatMap(leaf -> second(netfilter, leaf, request, second.get()).stream())
                            .toList()
                    : List.of();
            pairs.add(new Pair(first, then));
        }
        return pairs;
    }

    /** Of the ways that ended as this one, those of which connection tracking kept something else. */
    private static Collection<Passage> remembered(List<Passage> leaves, Passage first) {
        return leaves.stream()
                .filter(leaf -> gone(leaf)
                        && leaf.packet().tuple().equals(first.packet().tuple()))
                .collect(Collectors.toMap(
                        leaf -> List.of(leaf.tracked(), leaf.packet().drawn()),
                        leaf -> leaf,
                        (known, _same) -> known,
                        LinkedHashMap::new))
                .values();
    }

    private static boolean gone(Passage passage) {
        return passage.ending()
                        .filter(end -> end.verdict() instanceof Verdict.Delivered)
                        .isPresent()
                && !passage.at().owns(passage.packet().tuple().dst().ip());
    }

    private static List<Passage> second(Netfilter netfilter, Passage first, RuleTrace.Request request, Second second) {
        FiveTuple end = first.packet().tuple();
        return switch (second) {
            case Second.Answer _a ->
                arriving(
                        netfilter,
                        first,
                        request,
                        Packet.made(end.reversed(), Role.ANSWER)
                                .withDrawn(first.packet().drawn()));
            case Second.IcmpError error -> {
                Proto proto = end.dst().ip().v6() ? Proto.ICMPV6 : Proto.ICMP;
                FiveTuple outer = new FiveTuple(
                        proto, new IpPort(error.from(), 0), new IpPort(end.src().ip(), 0));
                Role role = new Role.IcmpError(error.type(), error.code(), end);
                yield arriving(netfilter, first, request, Packet.made(outer, role));
            }
            case Second.Again _a -> again(netfilter, first, request);
        };
    }

    /** It comes in where the first packet went out, and leaves where that came in. */
    private static List<Passage> arriving(
            Netfilter netfilter, Passage first, RuleTrace.Request request, Packet packet) {
        FiveTuple tuple = packet.tuple();
        RuleTrace.Request back = new RuleTrace.Request(
                tuple.src(),
                tuple.dst(),
                tuple.proto(),
                Optional.empty(),
                request.out(),
                request.in(),
                request.local(),
                CtState.NEW,
                0);
        Passage coming = first.answer(packet.on(back.in(), ""))
                .step(Step.Kind.ORIGINATE, "the second packet: " + tuple, Basis.DERIVED, List.of());
        return RuleTrace.arriving(netfilter, List.of(coming), back);
    }

    private static List<Passage> again(Netfilter netfilter, Passage first, RuleTrace.Request request) {
        FiveTuple tuple = new FiveTuple(request.proto(), request.from(), request.to());
        Optional<Connection> known = first.tracked().getOrDefault(first.at().place(), List.of()).stream()
                .filter(one -> one.original().equals(tuple))
                .findFirst();
        return RuleTrace.passages(
                netfilter,
                first.at(),
                request,
                known.map(connection -> connection.again(Source.whole("the first packet"))));
    }
}
