package io.packetwalk.walk.netfilter;

import io.packetwalk.evidence.Ternary;
import io.packetwalk.model.rules.Cond;
import io.packetwalk.model.rules.Field;
import io.packetwalk.model.rules.Span;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Packet;
import io.packetwalk.walk.Role;
import java.util.List;
import java.util.Optional;

/** What the description of a packet says of the numbers in its headers. The packet of a walk is one that a socket made: no IP options, no fragment. */
final class FieldValues {

    private static final int DONT_FRAGMENT = 0x4000;

    private FieldValues() {}

    /**
     * What is known of a number.
     *
     * @param least it is no smaller
     * @param most it is no larger
     * @param bits these of its bits are known
     * @param value their values
     */
    private record Known(long least, long most, long bits, long value) {
        static Known exactly(long value) {
            return new Known(value, value, -1, value);
        }

        static Known between(long least, long most) {
            return new Known(least, most, 0, 0);
        }

        boolean exact(long mask) {
            return least == most || (mask & ~bits) == 0;
        }

        long at(long mask) {
            return (least == most ? least : value) & mask;
        }
    }

    /** Whether the condition holds; NO where the packet has no such field. */
    static Ternary test(Cond.FieldIn in, Packet packet) {
        Optional<Known> found = known(in.field(), packet);
        if (found.isEmpty()) {
            return Ternary.NO;
        }
        Known known = found.get();
        if (known.exact(in.mask())) {
            long value = known.at(in.mask());
            return Ternary.of(in.spans().stream().anyMatch(span -> span.contains(value)));
        }
        boolean whole = (in.mask() & in.field().most()) == in.field().most();
        return whole ? among(in.spans(), known.least(), known.most()) : Ternary.UNKNOWN;
    }

    private static Ternary among(List<Span> spans, long least, long most) {
        boolean all = spans.stream().anyMatch(span -> span.from() <= least && span.to() >= most);
        boolean some = spans.stream().anyMatch(span -> span.from() <= most && span.to() >= least);
        return all ? Ternary.YES : some ? Ternary.UNKNOWN : Ternary.NO;
    }

    private static Optional<Known> known(Field field, Packet packet) {
        FiveTuple tuple = packet.tuple();
        Proto proto = tuple.proto();
        boolean v6 = tuple.dst().ip().v6();
        boolean tcp = proto.equals(Proto.TCP);
        boolean first = packet.role() instanceof Role.Opening;
        return switch (field) {
            case SOURCE -> address(tuple.src().ip());
            case DESTINATION -> address(tuple.dst().ip());
            case PROTOCOL -> exactly(proto.number());
            case VERSION -> exactly(v6 ? 6 : 4);
            case HEADER_LENGTH -> v6 ? Optional.empty() : exactly(5);
            // A SYN asks for ECN in its TCP header only; its IP header says "not capable" (RFC 3168, 6.1.1).
            case TOS -> Optional.of(tcp && first ? new Known(0, 255, 3, 0) : Known.between(0, 255));
            case LENGTH -> Optional.of(length(packet, v6 ? 40 : 20));
            case PAYLOAD_LENGTH -> v6 ? Optional.of(length(packet, 0)) : Optional.empty();
            case FRAGMENT_OFFSET -> v6 ? Optional.empty() : Optional.of(new Known(0, DONT_FRAGMENT, ~DONT_FRAGMENT, 0));
            case TTL ->
                Optional.of(packet.hopLimit()
                        .map(limit -> Known.exactly(limit.left()))
                        .orElse(Known.between(1, 255)));
            case TCP_ACKNOWLEDGMENT -> where(tcp, first ? Known.exactly(0) : Known.between(0, field.most()));
            case TCP_DATA_OFFSET -> where(tcp, Known.between(5, 15));
            case TCP_WINDOW -> where(tcp, Known.between(0, field.most()));
            case TCP_URGENT -> where(tcp, first ? Known.exactly(0) : Known.between(0, field.most()));
            case UDP_LENGTH -> where(proto.equals(Proto.UDP), Known.between(8, 65535));
            case ICMP_TYPE -> where(proto.icmp(), icmp(packet, true));
            case ICMP_CODE -> where(proto.icmp(), icmp(packet, false));
            case ICMP_ID -> where(proto.icmp(), identifier(packet));
            // INIT carries no tag of the other side yet (RFC 9260, 8.5.1).
            case SCTP_TAG -> where(proto.equals(Proto.SCTP), first ? Known.exactly(0) : Known.between(0, field.most()));
            case DCCP_TYPE -> where(proto.number() == 33, first ? Known.exactly(0) : Known.between(0, field.most()));
            case MARK -> exactly(packet.mark());
            case CONN_MARK -> exactly(packet.connection().mark());
            case ZONE -> exactly(packet.connection().zone());
        };
    }

    private static Optional<Known> exactly(long value) {
        return Optional.of(Known.exactly(value));
    }

    private static Optional<Known> where(boolean there, Known known) {
        return there ? Optional.of(known) : Optional.empty();
    }

    private static Optional<Known> address(Ip ip) {
        if (ip.v6()) {
            return Optional.empty();
        }
        return Optional.of(ip.unspecified() ? Known.between(0, 0xffff_ffffL) : Known.exactly(ip.lo()));
    }

    /** A SYN, its answer and a reset have up to 40 bytes of options and no data; of a segment with data the payload is known; others have any. */
    private static Known length(Packet packet, int header) {
        boolean tcp = packet.tuple().proto().equals(Proto.TCP);
        int least = header + (tcp ? 20 : 8);
        return switch (packet.role()) {
            case Role.Segment data -> Known.between(least + data.bytes(), least + data.bytes() + 40L);
            case Role.Opening _o when tcp -> Known.between(least, least + 40);
            case Role.Answer _a when tcp -> Known.between(least, least + 40);
            case Role.Reset _r -> Known.between(least, least + 40);
            default -> Known.between(least, 65535);
        };
    }

    /** Whether the packet has so many bytes, its IP header included (xt_length.c). */
    static Ternary length(Packet packet, int from, int to) {
        Known known = length(packet, packet.tuple().dst().ip().v6() ? 40 : 20);
        return among(List.of(new Span(from, to)), known.least(), known.most());
    }

    private static Known icmp(Packet packet, boolean type) {
        return switch (packet.role()) {
            case Role.IcmpError error when error.type() < 0 -> Known.between(0, 255);
            case Role.IcmpError error -> Known.exactly(type ? error.type() : error.code());
            case Role.Later _l when type -> Known.between(0, 255);
            default -> Known.exactly(type ? IcmpHeader.echo(packet) : 0);
        };
    }

    private static Known identifier(Packet packet) {
        int id = packet.connection().original().src().port();
        return id == 0 ? Known.between(0, 65535) : Known.exactly(id);
    }
}
