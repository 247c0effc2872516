package io.packetwalk.flow;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * One-way delays between pairs of hosts. For packets that went from X to Y, f = t_Y - t_X; for those that came back, g = t_X - t_Y. True delays are never
 * negative, so the clock of Y is ahead of X's by no less than -min g and no more than min f.
 */
final class Delays {

    /** Smallest delays of a pair, nanoseconds; the lower name first. */
    private static final class Pair {
        private long there = Long.MAX_VALUE;
        private long back = Long.MAX_VALUE;
        private int packets;

        boolean bothWays() {
            return there != Long.MAX_VALUE && back != Long.MAX_VALUE;
        }

        long skew() {
            return bothWays() ? (there - back) / 2 : there != Long.MAX_VALUE ? there : -back;
        }

        long halfWidth() {
            return bothWays() ? (there + back) / 2 : Long.MAX_VALUE;
        }
    }

    /** Two hosts in order of their names. */
    private record Hosts(String low, String high) implements Comparable<Hosts> {
        @Override
        public int compareTo(Hosts other) {
            int byLow = low.compareTo(other.low);
            return byLow != 0 ? byLow : high.compareTo(other.high);
        }
    }

    private final Map<Hosts, Pair> pairs = new TreeMap<>();

    /** A packet left {@code from} and came to {@code to}; {@code nanos} is the difference of what the two clocks said. */
    void add(String from, String to, long nanos) {
        boolean up = from.compareTo(to) < 0;
        Pair pair = pairs.computeIfAbsent(up ? new Hosts(from, to) : new Hosts(to, from), _hosts -> new Pair());
        if (up) {
            pair.there = Math.min(pair.there, nanos);
        } else {
            pair.back = Math.min(pair.back, nanos);
        }
        pair.packets++;
    }

    /** Skews against the host with most packets of each set of hosts that share some, by the chain of pairs that is known best. */
    List<ClockSkew> skews() {
        Map<String, Integer> packets = new TreeMap<>();
        pairs.forEach((hosts, pair) -> {
            packets.merge(hosts.low, pair.packets, Integer::sum);
            packets.merge(hosts.high, pair.packets, Integer::sum);
        });
        Map<String, ClockSkew> known = new TreeMap<>();
        while (known.size() < packets.size()) {
            Map.Entry<String, Integer> busiest = packets.entrySet().stream()
                    .filter(entry -> !known.containsKey(entry.getKey()))
                    .max(Map.Entry.<String, Integer>comparingByValue()
                            .thenComparing(
                                    Map.Entry.<String, Integer>comparingByKey().reversed()))
                    .orElseThrow();
            String reference = busiest.getKey();
            known.put(reference, new ClockSkew(reference, reference, 0, 0, busiest.getValue(), true));
            Set<String> near = new HashSet<>(Set.of(reference));
            Optional<ClockSkew> next = next(known, near);
            while (next.isPresent()) {
                known.put(next.get().host(), next.get());
                near.add(next.get().host());
                next = next(known, near);
            }
        }
        return List.copyOf(known.values());
    }

    /** The best known step from a host that is placed to one that is not. */
    private Optional<ClockSkew> next(Map<String, ClockSkew> known, Set<String> near) {
        List<ClockSkew> steps = new ArrayList<>();
        pairs.forEach((hosts, pair) -> {
            if (near.contains(hosts.low) != near.contains(hosts.high)) {
                boolean up = near.contains(hosts.low);
                ClockSkew from = Objects.requireNonNull(known.get(up ? hosts.low : hosts.high));
                long skew = (up ? pair.skew() : -pair.skew()) / 1000;
                boolean wide = !pair.bothWays() || from.plusMinusMicros() < 0;
                long width = wide ? -1 : from.plusMinusMicros() + Math.abs(pair.halfWidth()) / 1000;
                steps.add(new ClockSkew(
                        up ? hosts.high : hosts.low,
                        from.reference(),
                        from.skewMicros() + skew,
                        width,
                        pair.packets,
                        from.steady() && (!pair.bothWays() || pair.halfWidth() >= 0)));
            }
        });
        return steps.stream().min((a, b) -> Long.compareUnsigned(a.plusMinusMicros(), b.plusMinusMicros()));
    }
}
