package io.packetwalk.walk.netfilter;

import io.packetwalk.evidence.Source;
import io.packetwalk.model.rules.Action;
import io.packetwalk.model.rules.CtState;
import io.packetwalk.model.rules.End;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.IpPort;
import io.packetwalk.walk.HopLimit;
import io.packetwalk.walk.Packet;
import java.util.Optional;

/** What rules write into a packet, its hop limit, its mark or its connection without asking anybody. */
final class Marks {

    private Marks() {}

    static Packet written(Action.Write write, Packet packet, Source by) {
        Connection connection = packet.connection();
        return switch (write) {
            case Action.SetMark mark -> packet.withMark(changed(mark, packet));
            case Action.SetConnMark mark ->
                packet.withConnection(connection.withMark(connection.mark() & mark.keep() ^ mark.toggle()));
            case Action.Compute compute -> computed(compute, packet);
            case Action.Rewrite rewrite -> rewritten(rewrite, packet);
            case Action.SaveMark save ->
                packet.withConnection(
                        connection.withMark(connection.mark() & ~save.ctMask() ^ packet.mark() & save.markMask()));
            case Action.RestoreMark _r when !connection.tracked() -> packet;
            case Action.RestoreMark restore ->
                packet.withMark(packet.mark() & ~restore.markMask() ^ connection.mark() & restore.ctMask());
            case Action.NoTrack _n
            when connection.tracked() || connection.zone() != 0 -> packet; // xt_CT.c: "previously seen"
            case Action.NoTrack _n -> packet.withConnection(connection.untracked());
            case Action.SetZone _z when connection.tracked() || connection.state() == CtState.UNTRACKED -> packet;
            case Action.SetZone zone -> packet.withConnection(Connection.template(zone.zone()));
            case Action.SetLabel _l when !connection.follows() -> packet;
            case Action.SetLabel label -> packet.withConnection(connection.labelled(label.label()));
            case Action.SetHopLimit limit -> limited(limit, packet, by);
        };
    }

    static long changed(Action.SetMark mark, Packet packet) {
        return packet.mark() & mark.keep() ^ mark.toggle();
    }

    /** More than a number that is not known is not known either, but it is enough. */
    private static Packet limited(Action.SetHopLimit limit, Packet packet, Source by) {
        Optional<Integer> left = limit.add()
                ? packet.hopLimit().map(known -> Math.min(255, known.left() + limit.amount()))
                : Optional.of(limit.amount());
        return left.map(hops -> packet.withHopLimit(new HopLimit(hops, by))).orElse(packet);
    }

    private static Packet computed(Action.Compute compute, Packet packet) {
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
    private static Packet rewritten(Action.Rewrite rewrite, Packet packet) {
        FiveTuple tuple = packet.tuple();
        IpPort old = rewrite.end() == End.SRC ? tuple.src() : tuple.dst();
        IpPort fresh = new IpPort(rewrite.ip().orElse(old.ip()), rewrite.port().orElse(old.port()));
        return packet.withTuple(rewrite.end() == End.SRC ? tuple.withSrc(fresh) : tuple.withDst(fresh));
    }
}
