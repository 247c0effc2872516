package io.packetwalk.walk.netfilter;

import io.packetwalk.evidence.Ternary;
import io.packetwalk.model.rules.Cond;
import io.packetwalk.walk.Packet;
import io.packetwalk.walk.Role;
import java.util.Set;

/** Type and code of an ICMP packet: an echo request (8, in IPv6 128), its answer (0, 129), or an error (RFC 792, RFC 4443). */
final class IcmpHeader {

    private static final int ICMPV6 = 58;
    private static final Set<Integer> ERRORS = Set.of(3, 4, 5, 11, 12);
    private static final Set<Integer> ERRORS6 = Set.of(1, 2, 3, 4);

    private IcmpHeader() {}

    static Ternary test(Cond.IcmpType cond, Packet packet) {
        return switch (packet.role()) {
            case Role.IcmpError error
            when error.type() < 0 ->
                cond.type() >= 0 && !error(packet, cond.type())
                        ? Ternary.NO
                        : cond.type() < 0 && cond.codeFrom() <= 0 && cond.codeTo() >= 255
                                ? Ternary.YES
                                : Ternary.UNKNOWN;
            case Role.IcmpError error ->
                Ternary.of((cond.type() < 0 || cond.type() == error.type())
                        && cond.codeFrom() <= error.code()
                        && error.code() <= cond.codeTo());
            case Role.Later _l when cond.codeFrom() > 0 -> Ternary.NO;
            case Role.Later _l -> cond.type() < 0 ? Ternary.YES : echoes(packet, cond.type());
            default -> Ternary.of((cond.type() < 0 || cond.type() == echo(packet)) && cond.codeFrom() <= 0);
        };
    }

    private static Ternary echoes(Packet packet, int type) {
        boolean v6 = packet.tuple().proto().number() == ICMPV6;
        return v6
                ? type == 128 || type == 129 ? Ternary.UNKNOWN : Ternary.NO
                : type == 0 || type == 8 ? Ternary.UNKNOWN : Ternary.NO;
    }

    private static boolean error(Packet packet, int type) {
        return (packet.tuple().proto().number() == ICMPV6 ? ERRORS6 : ERRORS).contains(type);
    }

    /** Type of an echo request, or of its answer. */
    static int echo(Packet packet) {
        boolean answer =
                packet.role() instanceof Role.Answer || packet.connection().answering();
        return packet.tuple().proto().number() == ICMPV6 ? answer ? 129 : 128 : answer ? 0 : 8;
    }
}
