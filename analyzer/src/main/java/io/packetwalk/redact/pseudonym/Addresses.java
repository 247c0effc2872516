package io.packetwalk.redact.pseudonym;

import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Addresses under a keyed permutation that keeps subnets subnets. What means the same everywhere keeps its place: loopback, link-local,
 * multicast, {@code 0.0.0.0}; private addresses stay private. The network and broadcast address of a subnet that the bundle names stay
 * its network and broadcast address.
 */
final class Addresses {
    /** Ranges whose addresses stay. */
    private static final List<Cidr> STAY =
            cidrs("0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3", "::/127", "ff00::/8");

    /** Ranges that are permuted within themselves. */
    private static final List<Cidr> WITHIN = cidrs(
            "10.0.0.0/8",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "100.64.0.0/10",
            "fe80::/64",
            "fc00::/8",
            "fd00::/8",
            "64:ff9b::/96",
            "::ffff:0:0/96",
            "2000::/3");

    private static final Cidr MAPPED = cidrs("::ffff:0:0/96").getFirst();
    private static final Cidr NAT64 = cidrs("64:ff9b::/96").getFirst();
    private static final Cidr LINK_LOCAL = cidrs("fe80::/10").getFirst();

    /** Above this a prefix is no subnet but a policy ("all private addresses"). */
    private static final int SUBNET = 12;

    private static final int CACHED = 1 << 17;

    private final Bits four;
    private final Bits six;
    private final Bits hardware;
    private final Map<Integer, Set<Ip>> subnets = new HashMap<>();
    private final Map<Ip, Integer> longest = new HashMap<>();
    private final Map<Ip, Ip> cache = new HashMap<>();

    /**
     * @param subnets prefixes that the bundle names
     * @param salt another permutation of the same key
     */
    Addresses(Key key, Set<Cidr> subnets, int salt) {
        four = new Bits(key, "v4/" + salt);
        six = new Bits(key, "v6/" + salt);
        hardware = new Bits(key, "mac/" + salt);
        for (Cidr subnet : subnets) {
            if (subnet.length() >= SUBNET) {
                this.subnets
                        .computeIfAbsent(subnet.length() + (subnet.base().v6() ? 1000 : 0), _l -> new HashSet<>())
                        .add(subnet.base());
                longest.merge(subnet.base(), subnet.length(), Math::max);
            }
        }
    }

    /** True for an address that means the same everywhere. */
    static boolean stays(Ip ip) {
        return STAY.stream().anyMatch(range -> range.contains(ip));
    }

    Ip of(Ip ip) {
        Ip known = cache.get(ip);
        if (known != null) {
            return known;
        }
        if (cache.size() >= CACHED) {
            cache.clear();
        }
        Ip image = image(ip);
        cache.put(ip, image);
        return image;
    }

    private Ip image(Ip ip) {
        if (stays(ip)) {
            return ip;
        }
        if (MAPPED.contains(ip) || NAT64.contains(ip)) {
            Ip inner = of(new Ip(0, ip.lo() & 0xffff_ffffL, false));
            return new Ip(ip.hi(), ip.lo() & ~0xffff_ffffL | inner.lo(), true);
        }
        if (LINK_LOCAL.contains(ip) && (ip.lo() >>> 24 & 0xffff) == 0xfffeL) {
            return eui64(ip);
        }
        Ip plain = permuted(ip);
        int length = innermost(ip);
        if (length == 0 || length > ip.bits() - 2) {
            return plain;
        }
        // Two swaps within the subnet: its network and its broadcast address stay that, and it is still a permutation.
        Ip zeros = masked(plain, length, false);
        Ip ones = masked(plain, length, true);
        Ip network = permuted(masked(ip, length, false));
        Ip broadcast = swapped(permuted(masked(ip, length, true)), network, zeros);
        return swapped(swapped(plain, network, zeros), broadcast, ones);
    }

    private static Ip swapped(Ip ip, Ip one, Ip other) {
        return ip.equals(one) ? other : ip.equals(other) ? one : ip;
    }

    /** A prefix: its bits permuted, nothing behind them. */
    Cidr of(Cidr cidr) {
        return new Cidr(permutedOrStays(cidr.base()), cidr.length());
    }

    private Ip permutedOrStays(Ip ip) {
        return stays(ip) || MAPPED.contains(ip) || NAT64.contains(ip) ? of(ip) : permuted(ip);
    }

    private Ip permuted(Ip ip) {
        byte[] bits = bytes(ip);
        Set<Integer> still = new HashSet<>();
        for (List<Cidr> ranges : List.of(STAY, WITHIN)) {
            for (Cidr range : ranges) {
                if (range.base().v6() == ip.v6()) {
                    int common = common(ip, range.base(), range.length());
                    // The way down to the range is not flipped, so nothing is moved into it or out of it.
                    for (int depth = 0; depth <= Math.min(common, range.length() - 1); depth++) {
                        still.add(depth);
                    }
                }
            }
        }
        // 10.244.0.0/16 and 10.244.0.0/24 have one network address: it must be one afterwards, too.
        subnets.forEach((marked, networks) -> {
            int length = marked % 1000;
            if (marked >= 1000 == ip.v6() && length < ip.bits()) {
                Ip network = masked(ip, length, false);
                if (networks.contains(network)) {
                    int end = Math.min(longest.getOrDefault(network, length) - 1, common(ip, network, ip.bits()));
                    for (int depth = length; depth <= end; depth++) {
                        still.add(depth);
                    }
                }
            }
        });
        return ip(ip.v6() ? six.permuted(bits, still) : four.permuted(bits, still), ip.v6());
    }

    /** Length of the smallest named subnet around an address, 0 when there is none. */
    private int innermost(Ip ip) {
        int best = 0;
        for (Map.Entry<Integer, Set<Ip>> each : subnets.entrySet()) {
            int length = each.getKey() % 1000;
            boolean family = each.getKey() >= 1000 == ip.v6();
            if (family && length > best && length < ip.bits() && each.getValue().contains(masked(ip, length, false))) {
                best = length;
            }
        }
        return best;
    }

    /** The image of a hardware address of 48 bits. Zeros, broadcast and multicast stay; so do the two bits that say what kind it is. */
    long hardware(long mac) {
        if (mac == 0 || (mac >>> 40 & 1) != 0) {
            return mac;
        }
        byte[] bytes = new byte[6];
        for (int i = 0; i < 6; i++) {
            bytes[i] = (byte) (mac >>> 40 - 8 * i);
        }
        byte[] out = hardware.permuted(bytes, Set.of(6, 7));
        long image = 0;
        for (byte b : out) {
            image = image << 8 | b & 0xff;
        }
        return image;
    }

    /** A link-local address made from a hardware address (RFC 4291 appendix A) follows that one. */
    private Ip eui64(Ip ip) {
        long lo = ip.lo() ^ 0x0200_0000_0000_0000L;
        long mac = lo >>> 40 << 24 | lo & 0xff_ffff;
        long image = hardware(mac);
        long out = image >>> 24 << 40 | 0xff_fe00_0000L | image & 0xff_ffff;
        return new Ip(ip.hi(), out ^ 0x0200_0000_0000_0000L, true);
    }

    private static int common(Ip a, Ip b, int limit) {
        long hi = a.hi() ^ b.hi();
        long lo = a.lo() ^ b.lo();
        int same = a.v6()
                ? hi != 0 ? Long.numberOfLeadingZeros(hi) : 64 + Long.numberOfLeadingZeros(lo)
                : Long.numberOfLeadingZeros(lo) - 32;
        return Math.min(same, limit);
    }

    private static Ip masked(Ip ip, int length, boolean ones) {
        byte[] bytes = bytes(ip);
        for (int bit = length; bit < ip.bits(); bit++) {
            int one = 1 << 7 - bit % 8;
            bytes[bit / 8] = (byte) (ones ? bytes[bit / 8] | one : bytes[bit / 8] & ~one);
        }
        return ip(bytes, ip.v6());
    }

    private static byte[] bytes(Ip ip) {
        return ip.v6()
                ? ByteBuffer.allocate(16).putLong(ip.hi()).putLong(ip.lo()).array()
                : ByteBuffer.allocate(4).putInt((int) ip.lo()).array();
    }

    private static Ip ip(byte[] bytes, boolean v6) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return v6 ? new Ip(buffer.getLong(), buffer.getLong(), true) : Ip.v4(buffer.getInt());
    }

    private static List<Cidr> cidrs(String... texts) {
        List<Cidr> cidrs = new ArrayList<>();
        for (String text : texts) {
            cidrs.add(Cidr.of(text));
        }
        return List.copyOf(cidrs);
    }
}
