package io.packetwalk.walk.netfilter;

import io.packetwalk.evidence.Ternary;
import io.packetwalk.model.rules.AddressSet;
import io.packetwalk.model.rules.AddressSet.Dim;
import io.packetwalk.model.rules.AddressSet.Member;
import io.packetwalk.model.rules.Cond;
import io.packetwalk.model.rules.End;
import io.packetwalk.model.rules.Program;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Packet;
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
        if (first.ip().unspecified() || !set.opaque().isEmpty()) {
            return Ternary.UNKNOWN;
        }
        Ternary found = Ternary.NO;
        long best = -1;
        boolean open = false;
        long only = longestWithDevices(set, first);
        for (Member member : Stream.concat(
                        set.members().getOrDefault(first.ip(), List.of()).stream(), set.others().stream())
                .toList()) {
            Ternary covers = covers(member, ends);
            long length = prefix(member);
            open |= covers.unknown();
            if (only >= 0 && prefix(member) != only) {
                continue;
            }
            if (covers.yes() && length > best) {
                best = length;
                found = Ternary.of(!member.nomatch());
            }
        }
        boolean none = best < 0;
        return none && (open || !set.complete()) ? Ternary.UNKNOWN : found;
    }

    /**
     * In a {@code hash:net,iface} set the longest network that covers the address decides, whatever its interfaces: a shorter one is not looked at any more
     * (ip_set_hash_gen.h, mtype_test_cidrs: the loop ends when {@code multi} counted an element). -1 for other sets, or when none covers it.
     */
    private static long longestWithDevices(AddressSet set, IpPort at) {
        return Stream.concat(set.members().getOrDefault(at.ip(), List.of()).stream(), set.others().stream())
                .filter(member -> member.dims().getLast() instanceof Dim.Device
                        && member.dims().getFirst() instanceof Dim.Net net
                        && net.cidr().contains(at.ip()))
                .mapToLong(SetLookup::prefix)
                .max()
                .orElse(-1);
    }

    /** The kernel tries prefix lengths from long to short, those of the first dimension in the outer loop. */
    private static long prefix(Member member) {
        long length = 0;
        for (Dim dim : member.dims()) {
            length = length * 256 + (dim instanceof Dim.Net net ? net.cidr().length() : 0);
        }
        return length;
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
            case Dim.PortOf port -> port(port, at);
            case Dim.Icmp icmp -> icmp(icmp);
            case Dim.Device device -> device(device, end);
            case Dim.Mark mark -> Ternary.of((packet.mark() & mark.mask()) == mark.value());
            case Dim.Hardware _h -> Ternary.UNKNOWN;
            case Dim.Other _o -> Ternary.UNKNOWN;
        };
    }

    /** A protocol without ports is kept with port 0 (ip_set_getport.c). */
    private Ternary port(Dim.PortOf port, IpPort at) {
        Proto own = packet.tuple().proto();
        if (!port.proto().map(own::equals).orElse(own.hasPorts())) {
            return Ternary.NO;
        }
        if (!own.hasPorts()) {
            return Ternary.of(port.from() == 0);
        }
        boolean known = at.port() != 0 || port.from() == 0 && port.to() == 65535;
        return known ? Ternary.of(at.port() >= port.from() && at.port() <= port.to()) : Ternary.UNKNOWN;
    }

    private Ternary icmp(Dim.Icmp icmp) {
        return icmp.proto().equals(packet.tuple().proto())
                ? Matching.icmp(new Cond.IcmpType(icmp.type(), icmp.code(), icmp.code()), packet)
                : Ternary.NO;
    }

    private Ternary device(Dim.Device device, End end) {
        String there = end == End.SRC
                ? device.bridgePort() ? packet.bridgeIn() : packet.in()
                : device.bridgePort() ? packet.bridgeOut() : packet.out();
        return there.equals("?")
                ? Ternary.UNKNOWN
                : Ternary.of(device.prefix() ? there.startsWith(device.name()) : there.equals(device.name()));
    }
}
