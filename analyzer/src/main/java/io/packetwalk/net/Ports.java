package io.packetwalk.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A set of ports as sorted, disjoint, non-adjacent ranges.
 *
 * @param ranges the ranges
 */
public record Ports(List<Range> ranges) {

    public static final Ports ALL = new Ports(List.of(new Range(0, 65535)));

    /**
     * Inclusive range.
     *
     * @param from first port
     * @param to last port, not below {@code from}
     */
    public record Range(int from, int to) implements Comparable<Range> {
        public boolean contains(int port) {
            return port >= from && port <= to;
        }

        @Override
        public int compareTo(Range other) {
            return Integer.compare(from, other.from);
        }

        @Override
        public String toString() {
            return from == to ? Integer.toString(from) : from + "-" + to;
        }
    }

    public Ports {
        List<Range> sorted = new ArrayList<>(ranges);
        sorted.sort(null);
        List<Range> merged = new ArrayList<>();
        for (Range next : sorted) {
            Range last = merged.isEmpty() ? null : merged.getLast();
            if (last != null && next.from() <= last.to() + 1) {
                merged.set(merged.size() - 1, new Range(last.from(), Math.max(last.to(), next.to())));
            } else {
                merged.add(next);
            }
        }
        ranges = List.copyOf(merged);
    }

    public static Ports of(int port) {
        return new Ports(List.of(new Range(port, port)));
    }

    public static Ports range(int from, int to) {
        return new Ports(List.of(new Range(from, to)));
    }

    /** A decimal port from 0 to 65535 without sign or leading blanks. */
    public static Optional<Integer> parsePort(String text) {
        if (text.isEmpty() || text.length() > 5 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        int port = Integer.parseInt(text);
        return port > 65535 ? Optional.empty() : Optional.of(port);
    }

    /** {@code 80}, {@code 80:90} or {@code 80-90} (open ends as iptables has them), comma-separated lists of those; empty otherwise. */
    public static Optional<Ports> parse(String text) {
        List<Range> ranges = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            String[] ends = part.split("[:-]", 2);
            Optional<Integer> from = ends[0].isEmpty() && ends.length == 2 ? Optional.of(0) : parsePort(ends[0]);
            Optional<Integer> to =
                    ends.length == 1 ? from : ends[1].isEmpty() ? Optional.of(65535) : parsePort(ends[1]);
            if (from.isEmpty() || to.isEmpty() || to.get() < from.get()) {
                return Optional.empty();
            }
            ranges.add(new Range(from.get(), to.get()));
        }
        return Optional.of(new Ports(ranges));
    }

    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** Ports of either. */
    public Ports or(Ports other) {
        List<Range> all = new ArrayList<>(ranges);
        all.addAll(other.ranges);
        return new Ports(all);
    }

    /** Ports of both. */
    public Ports and(Ports other) {
        List<Range> both = new ArrayList<>();
        int i = 0;
        int k = 0;
        while (i < ranges.size() && k < other.ranges.size()) {
            Range mine = ranges.get(i);
            Range theirs = other.ranges.get(k);
            int from = Math.max(mine.from(), theirs.from());
            int to = Math.min(mine.to(), theirs.to());
            if (from <= to) {
                both.add(new Range(from, to));
            }
            if (mine.to() < theirs.to()) {
                i++;
            } else {
                k++;
            }
        }
        return new Ports(both);
    }

    /** Ports of this set that are not in the other. */
    public Ports minus(Ports other) {
        List<Range> rest = new ArrayList<>();
        for (Range mine : ranges) {
            int from = mine.from();
            for (Range theirs : other.ranges) {
                if (theirs.to() < from || theirs.from() > mine.to()) {
                    continue;
                }
                if (theirs.from() > from) {
                    rest.add(new Range(from, theirs.from() - 1));
                }
                from = theirs.to() + 1;
            }
            if (from <= mine.to()) {
                rest.add(new Range(from, mine.to()));
            }
        }
        return new Ports(rest);
    }

    public boolean contains(int port) {
        for (Range range : ranges) {
            if (range.contains(port)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return String.join(",", ranges.stream().map(Range::toString).toList());
    }
}
