package io.packetwalk.walk.netfilter;

import io.packetwalk.model.rules.Action;
import io.packetwalk.model.rules.End;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.walk.Packet;
import io.packetwalk.walk.Role;
import java.util.Optional;

/**
 * Translation of IPv6 prefixes without a memory (RFC 6296; net/ipv6/netfilter/ip6t_NPT.c): the prefix is written, and one word behind it takes up the difference, so that
 * the checksum of what the packet carries stays right.
 */
final class Prefixes {

    private static final int ALL = 0xffff;

    private Prefixes() {}

    /** Empty when it cannot be told: an error's inner header is written, too, and a host part of ones only has no word to take the difference. */
    static Optional<Packet> translated(Action.Npt npt, Packet packet) {
        FiveTuple tuple = packet.tuple();
        IpPort old = npt.end() == End.SRC ? tuple.src() : tuple.dst();
        if (packet.role() instanceof Role.IcmpError || !old.ip().v6()) {
            return Optional.empty();
        }
        if (old.ip().unspecified()) {
            return Optional.of(packet); // an address that is not known is not known afterwards
        }
        return mapped(npt, old.ip()).map(ip -> {
            IpPort fresh = new IpPort(ip, old.port());
            return packet.withTuple(npt.end() == End.SRC ? tuple.withSrc(fresh) : tuple.withDst(fresh));
        });
    }

    private static Optional<Ip> mapped(Action.Npt npt, Ip ip) {
        int length = Math.max(npt.from().length(), npt.to().length());
        long host = length == 64 ? 0 : -1L >>> length;
        long hi = ip.hi() & host | npt.to().base().hi() & ~host;
        int adjustment = plus(sum(npt.from().base()), ~sum(npt.to().base()) & ALL);
        if (length <= 48) {
            return Optional.of(Ip.v6(hi & ~ALL | adjusted((int) hi & ALL, adjustment), ip.lo()));
        }
        for (int shift = 48; shift >= 0; shift -= 16) {
            int word = (int) (ip.lo() >>> shift) & ALL;
            if (word != ALL) {
                long rest = ip.lo() & ~((long) ALL << shift);
                return Optional.of(Ip.v6(hi, rest | (long) adjusted(word, adjustment) << shift));
            }
        }
        return Optional.empty();
    }

    /** Of the two zeros of ones' complement the one without bits. */
    private static int adjusted(int word, int adjustment) {
        int sum = plus(word, adjustment);
        return sum == ALL ? 0 : sum;
    }

    private static int sum(Ip ip) {
        int sum = 0;
        for (int shift = 48; shift >= 0; shift -= 16) {
            sum = plus(sum, (int) (ip.hi() >>> shift) & ALL);
            sum = plus(sum, (int) (ip.lo() >>> shift) & ALL);
        }
        return sum;
    }

    private static int plus(int left, int right) {
        int sum = left + right;
        return (sum & ALL) + (sum >>> 16);
    }
}
