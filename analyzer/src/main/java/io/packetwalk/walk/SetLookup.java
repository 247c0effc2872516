package io.packetwalk.walk;

import io.packetwalk.evidence.Ternary;
import io.packetwalk.model.rules.AddressSet;
import io.packetwalk.model.rules.AddressSet.Dim;
import io.packetwalk.model.rules.AddressSet.Member;
import io.packetwalk.model.rules.End;
import io.packetwalk.model.rules.Program;
import io.packetwalk.net.IpPort;
import java.util.List;
import java.util.stream.Stream;

/**
 * Membership in an ipset. Of several members that cover a packet the one with the longest prefix counts, so that {@code nomatch} makes holes (ip_set_hash_net.c).
 *
 * @param program for sets of sets
 * @param packet what is looked up
 */
record SetLookup(Program program, Packet packet) {

    Ternary contains(AddressSet set, List<End> ends) {
        IpPort first = end(ends.getFirst());
        if (first.ip().unspecified()) {
            return Ternary.UNKNOWN;
        }
        Ternary found = Ternary.NO;
        int best = -1;
        for (Member member : Stream.concat(
                        set.members().getOrDefault(first.ip(), List.of()).stream(), set.others().stream())
                .toList()) {
            Ternary covers = covers(member, ends);
            int length = prefix(member);
            if (covers.unknown() && found.no()) {
                found = Ternary.UNKNOWN;
            } else if (covers.yes() && length > best) {
                best = length;
                found = Ternary.of(!member.nomatch());
            }
        }
        return found.no() && best < 0 && !set.complete() ? Ternary.UNKNOWN : found;
    }

    private static int prefix(Member member) {
        return member.dims().stream()
                .mapToInt(dim -> dim instanceof Dim.Net net ? net.cidr().length() : 0)
                .sum();
    }

    private IpPort end(End end) {
        return end == End.SRC ? packet.tuple().src() : packet.tuple().dst();
    }

    private Ternary covers(Member member, List<End> ends) {
        if (member.dims().getFirst() instanceof Dim.Other other) {
            return program.set(other.set()).map(set -> contains(set, ends)).orElse(Ternary.UNKNOWN);
        }
        if (ends.size() < member.dims().size()) {
            return Ternary.NO;
        }
        Ternary all = Ternary.YES;
        for (int i = 0; i < member.dims().size(); i++) {
            all = all.and(covers(member.dims().get(i), ends.get(i)));
        }
        return all;
    }

    private Ternary covers(Dim dim, End end) {
        IpPort at = end(end);
        return switch (dim) {
            case Dim.Net net -> Ternary.of(net.cidr().contains(at.ip()));
            case Dim.PortOf port -> {
                boolean proto = port.proto()
                        .map(packet.tuple().proto()::equals)
                        .orElse(packet.tuple().proto().hasPorts());
                boolean known = at.port() != 0 || port.from() == 0 && port.to() == 65535;
                yield !proto
                        ? Ternary.NO
                        : known ? Ternary.of(at.port() >= port.from() && at.port() <= port.to()) : Ternary.UNKNOWN;
            }
            case Dim.Device device -> Ternary.of((end == End.SRC ? packet.in() : packet.out()).equals(device.name()));
            case Dim.Other _o -> Ternary.UNKNOWN;
        };
    }
}
