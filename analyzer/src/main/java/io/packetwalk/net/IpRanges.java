package io.packetwalk.net;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A set of addresses as sorted, disjoint, non-adjacent ranges; both families side by side, IPv4 first.
 *
 * @param ranges the ranges
 */
public record IpRanges(List<Range> ranges) {

    public static final IpRanges NONE = new IpRanges(List.of());

    /**
     * Inclusive range of one family.
     *
     * @param first lowest address
     * @param last highest address
     */
    public record Range(Ip first, Ip last) implements Comparable<Range> {

        public boolean contains(Ip ip) {
            return ip.v6() == first.v6() && first.compareTo(ip) <= 0 && ip.compareTo(last) <= 0;
        }

        @Override
        public int compareTo(Range other) {
            return first.compareTo(other.first);
        }

        @Override
        public String toString() {
            return first + "-" + last;
        }
    }

    public IpRanges {
        List<Range> sorted = new ArrayList<>(ranges);
        sorted.sort(null);
        List<Range> merged = new ArrayList<>();
        for (Range next : sorted) {
            Range before = merged.isEmpty() ? null : merged.getLast();
            if (before != null && touches(before, next)) {
                Ip last = before.last().compareTo(next.last()) >= 0 ? before.last() : next.last();
                merged.set(merged.size() - 1, new Range(before.first(), last));
            } else {
                merged.add(next);
            }
        }
        ranges = List.copyOf(merged);
    }

    private static boolean touches(Range before, Range next) {
        return before.first().v6() == next.first().v6()
                && (next.first().compareTo(before.last()) <= 0 || next.first().equals(after(before.last())));
    }

    public static IpRanges of(Cidr cidr) {
        return new IpRanges(List.of(range(cidr)));
    }

    public static IpRanges of(Collection<Cidr> cidrs) {
        return new IpRanges(cidrs.stream().map(IpRanges::range).toList());
    }

    /** First and last address of a prefix. */
    public static Range range(Cidr cidr) {
        Ip base = cidr.base();
        int length = cidr.length();
        if (!base.v6()) {
            return new Range(base, new Ip(0, base.lo() | 0xffff_ffffL >>> length, false));
        }
        long hi = length >= 64 ? base.hi() : base.hi() | -1L >>> length;
        long lo = length <= 64 ? -1L : length == 128 ? base.lo() : base.lo() | -1L >>> length - 64;
        return new Range(base, new Ip(hi, lo, true));
    }

    /** The address after this one; the family's first after its last. */
    public static Ip after(Ip ip) {
        if (!ip.v6()) {
            return new Ip(0, ip.lo() + 1 & 0xffff_ffffL, false);
        }
        return new Ip(ip.lo() == -1L ? ip.hi() + 1 : ip.hi(), ip.lo() + 1, true);
    }

    /** The address before this one; the family's last before its first. */
    public static Ip before(Ip ip) {
        if (!ip.v6()) {
            return new Ip(0, ip.lo() - 1 & 0xffff_ffffL, false);
        }
        return new Ip(ip.lo() == 0 ? ip.hi() - 1 : ip.hi(), ip.lo() - 1, true);
    }

    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    public boolean contains(Ip ip) {
        return ranges.stream().anyMatch(range -> range.contains(ip));
    }

    /** True when every address of the range is in this set. */
    public boolean covers(Range other) {
        return ranges.stream().anyMatch(range -> range.contains(other.first()) && range.contains(other.last()));
    }

    /** True when an address of the range is in this set. */
    public boolean meets(Range other) {
        return ranges.stream().anyMatch(range -> range.contains(other.first()) || other.contains(range.first()));
    }

    /** Addresses of this set that are not in the other. */
    public IpRanges minus(IpRanges other) {
        List<Range> rest = new ArrayList<>(ranges);
        for (Range cut : other.ranges) {
            List<Range> next = new ArrayList<>();
            for (Range mine : rest) {
                if (!mine.contains(cut.first()) && !cut.contains(mine.first())) {
                    next.add(mine);
                    continue;
                }
                if (mine.first().compareTo(cut.first()) < 0) {
                    next.add(new Range(mine.first(), before(cut.first())));
                }
                if (cut.last().compareTo(mine.last()) < 0) {
                    next.add(new Range(after(cut.last()), mine.last()));
                }
            }
            rest = next;
        }
        return new IpRanges(rest);
    }

    /** Addresses of either. */
    public IpRanges or(IpRanges other) {
        List<Range> all = new ArrayList<>(ranges);
        all.addAll(other.ranges);
        return new IpRanges(all);
    }

    @Override
    public String toString() {
        return String.join(",", ranges.stream().map(Range::toString).toList());
    }
}
