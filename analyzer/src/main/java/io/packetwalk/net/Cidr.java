package io.packetwalk.net;

import java.util.Optional;

/**
 * A prefix. The base is kept masked, so equal prefixes are equal.
 *
 * @param base network address, host bits zero
 * @param length prefix length, 0 to 32 or 128
 */
public record Cidr(Ip base, int length) implements Comparable<Cidr> {

    public static final Cidr ALL_V4 = new Cidr(Ip.v4(0), 0);
    public static final Cidr ALL_V6 = new Cidr(Ip.v6(0, 0), 0);

    public Cidr {
        if (length < 0 || length > base.bits()) {
            throw new IllegalArgumentException("prefix length " + length + " of " + base);
        }
        base = mask(base, length);
    }

    private static Ip mask(Ip ip, int length) {
        if (!ip.v6()) {
            return new Ip(0, length == 0 ? 0 : ip.lo() & -1L << 32 - length & 0xffff_ffffL, false);
        }
        long hi = length == 0 ? 0 : length >= 64 ? ip.hi() : ip.hi() & -1L << 64 - length;
        long lo = length <= 64 ? 0 : length == 128 ? ip.lo() : ip.lo() & -1L << 128 - length;
        return new Ip(hi, lo, true);
    }

    /** The prefix of exactly one address. */
    public static Cidr host(Ip ip) {
        return new Cidr(ip, ip.bits());
    }

    /** For literals in code and tests. @throws IllegalArgumentException when {@code text} is no prefix */
    public static Cidr of(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException("not a prefix: " + text));
    }

    /** {@code a.b.c.d}, {@code a.b.c.d/len}, {@code a.b.c.d/255.255.0.0}, and the IPv6 forms. */
    public static Optional<Cidr> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return Ip.parse(text).map(Cidr::host);
        }
        Optional<Ip> base = Ip.parse(text.substring(0, slash));
        String tail = text.substring(slash + 1);
        if (base.isEmpty() || tail.isEmpty()) {
            return Optional.empty();
        }
        if (tail.indexOf('.') >= 0) {
            return Ip.parse(tail).flatMap(mask -> lengthOf(mask)).map(length -> new Cidr(base.get(), length));
        }
        if (tail.length() > 3 || !tail.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        int length = Integer.parseInt(tail);
        return length > base.get().bits() ? Optional.empty() : Optional.of(new Cidr(base.get(), length));
    }

    private static Optional<Integer> lengthOf(Ip mask) {
        int length = Long.bitCount(mask.lo());
        return mask(Ip.v4(-1), length).lo() == mask.lo() ? Optional.of(length) : Optional.empty();
    }

    public boolean contains(Ip ip) {
        return ip.v6() == base.v6() && mask(ip, length).equals(base);
    }

    /** True when every address of {@code other} is in this prefix. */
    public boolean covers(Cidr other) {
        return other.length >= length && contains(other.base);
    }

    public boolean overlaps(Cidr other) {
        return covers(other) || other.covers(this);
    }

    @Override
    public int compareTo(Cidr other) {
        int byBase = base.compareTo(other.base);
        return byBase != 0 ? byBase : Integer.compare(length, other.length);
    }

    @Override
    public String toString() {
        return base + "/" + length;
    }
}
