package io.packetwalk.walk.netfilter;

import io.packetwalk.model.rules.CtState;
import io.packetwalk.model.rules.Hook;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.IpPort;
import io.packetwalk.walk.Basis;
import io.packetwalk.walk.Packet;
import io.packetwalk.walk.Passage;
import io.packetwalk.walk.Role;
import io.packetwalk.walk.Step;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * ICMP errors in connection tracking. One belongs to the connection of the packet that it carries, and goes the other way; where that connection is translated, the
 * error's own address and the header inside are, too, so that each end reads of the packet that it sent (RFC 5508; nf_conntrack_proto_icmp.c, nf_nat_proto.c).
 */
final class Related {

    private Related() {}

    /** The connection that the error is about; an error about none is INVALID (nf_conntrack_inet_error). */
    static Passage track(Passage passage, Role.IcmpError error) {
        Packet packet = passage.packet();
        FiveTuple inverted = error.about().reversed();
        // The error must go to whom the answer to the packet inside would go.
        Optional<Connection> known = !inverted.dst()
                        .ip()
                        .equals(packet.tuple().dst().ip())
                ? Optional.empty()
                : passage.tracked().getOrDefault(passage.at().place(), List.of()).stream()
                        .filter(one -> one.zone() == packet.connection().zone())
                        .flatMap(one -> one.reply().equals(inverted)
                                ? Stream.of(one.related(true))
                                : one.original().equals(inverted) ? Stream.of(one.related(false)) : Stream.empty())
                        .findFirst();
        return known.map(connection -> passage.with(packet.withConnection(connection))
                        .step(
                                Step.Kind.TRACK,
                                "an error about the tracked connection " + connection.original() + ": RELATED",
                                Basis.DERIVED,
                                List.of()))
                .orElseGet(() -> passage.with(
                                packet.withConnection(packet.connection().in(CtState.INVALID)))
                        .step(
                                Step.Kind.TRACK,
                                "an error about no connection that is tracked here: INVALID",
                                Basis.DERIVED,
                                List.of()));
    }

    /** At PREROUTING and OUTPUT: to whom the packet inside came from, before translations. */
    static Passage destination(Hook hook, Passage passage, Role.IcmpError error) {
        Connection connection = passage.packet().connection();
        IpPort was = connection.answering()
                ? connection.reply().dst()
                : connection.original().dst();
        IpPort is = connection.answering()
                ? connection.original().src()
                : connection.reply().src();
        return !applies(connection) || was.equals(is)
                ? passage
                : rewritten(
                        hook,
                        passage,
                        passage.packet().tuple().withDst(new IpPort(is.ip(), 0)),
                        error.about(error.about().withSrc(is)));
    }

    /** At POSTROUTING and INPUT: from whom the packet inside was sent to, before translations. */
    static Passage source(Hook hook, Passage passage, Role.IcmpError error) {
        Connection connection = passage.packet().connection();
        IpPort was = connection.answering()
                ? connection.reply().src()
                : connection.original().src();
        IpPort is = connection.answering()
                ? connection.original().dst()
                : connection.reply().dst();
        return !applies(connection) || was.equals(is)
                ? passage
                : rewritten(
                        hook,
                        passage,
                        passage.packet().tuple().withSrc(new IpPort(is.ip(), 0)),
                        error.about(error.about().withDst(is)));
    }

    private static boolean applies(Connection connection) {
        return connection.state() == CtState.RELATED;
    }

    private static Passage rewritten(Hook hook, Passage passage, FiveTuple to, Role.IcmpError error) {
        Packet before = passage.packet();
        Packet after = before.withTuple(to).withRole(error);
        return passage.with(after)
                .step(new Step(
                        passage.at().node(),
                        passage.at().label(),
                        Step.Kind.TRANSLATE,
                        hook.word(),
                        "",
                        "",
                        "the error goes from " + to.src().ip() + " to "
                                + to.dst().ip() + " about " + error.about() + ", as the connection remembers",
                        before.hop(),
                        after.hop(),
                        before.connection().entry().isPresent() ? Basis.OBSERVED : Basis.DERIVED,
                        before.connection().entry().stream().toList()));
    }
}
