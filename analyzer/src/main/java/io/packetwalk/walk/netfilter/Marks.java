package io.packetwalk.walk.netfilter;

import io.packetwalk.model.rules.Action;
import io.packetwalk.model.rules.End;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.IpPort;
import io.packetwalk.walk.Packet;

/** What rules write into a packet, its mark or its connection without asking anybody. */
final class Marks {

    private Marks() {}

    static Packet computed(Action.Compute compute, Packet packet) {
        boolean asks = compute.terms().stream().anyMatch(term -> !term.packet());
        if (asks && !packet.connection().tracked()) {
            return packet;
        }
        long value = compute.toggle();
        for (Action.Term term : compute.terms()) {
            long mark = term.packet() ? packet.mark() : packet.connection().mark();
            value ^= (term.shift() < 0 ? mark >>> -term.shift() : mark << term.shift()) & term.keep();
        }
        return compute.packet()
                ? packet.withMark(value)
                : packet.withConnection(packet.connection().withMark(value));
    }

    /** The connection keeps the tuple it has: answers to the new address are those of another connection. */
    static Packet rewritten(Action.Rewrite rewrite, Packet packet) {
        FiveTuple tuple = packet.tuple();
        IpPort old = rewrite.end() == End.SRC ? tuple.src() : tuple.dst();
        IpPort fresh = new IpPort(rewrite.ip().orElse(old.ip()), rewrite.port().orElse(old.port()));
        return packet.withTuple(rewrite.end() == End.SRC ? tuple.withSrc(fresh) : tuple.withDst(fresh));
    }
}
