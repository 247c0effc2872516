package io.packetwalk.flow.clock;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One-way delays between pairs of hosts. For packets that went from X to Y, f = t_Y - t_X; for those that came back, g = t_X - t_Y. True delays are never
 * negative, so the clock of Y is ahead of X's by no less than -min g and no more than min f, at each moment.
 */
public final class Delays {

    /** What bounds the clock of the host with the higher name against that of the lower. */
    private static final class Pair {
        private final Envelope there = new Envelope();
        private final Envelope back = new Envelope();
        private int packets;
        private @Nullable List<Fit> fitted;

        boolean bothWays() {
            return !there.isEmpty() && !back.isEmpty();
        }

        List<Envelope.Bound> upper() {
            return there.bounds();
        }

        List<Envelope.Bound> lower() {
            return back.bounds().stream()
                    .map(bound -> new Envelope.Bound(bound.time(), -bound.value()))
                    .toList();
        }

        /** Stretches of time with a line each; one when the clocks went evenly, none when nothing bounds both sides. */
        List<Fit> fits() {
            List<Fit> known = fitted;
            if (known == null) {
                known = Fit.of(upper(), lower()).map(List::of).orElseGet(() -> Fit.pieces(upper(), lower()));
                fitted = known;
            }
            return known;
        }

        /** The only bound there is, when packets went one way. */
        Envelope.Bound bound() {
            List<Envelope.Bound> bounds = there.isEmpty() ? lower() : upper();
            Comparator<Envelope.Bound> tighter = Comparator.comparingLong(Envelope.Bound::value);
            return bounds.stream()
                    .min(there.isEmpty() ? tighter.reversed() : tighter)
                    .orElseThrow();
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

    /** A packet left {@code from} at {@code time} and came to {@code to}; {@code nanos} is the difference of what the two clocks said. */
    public void add(String from, String to, Instant time, long nanos) {
        boolean up = from.compareTo(to) < 0;
        Pair pair = pairs.computeIfAbsent(up ? new Hosts(from, to) : new Hosts(to, from), _hosts -> new Pair());
        long at = time.getEpochSecond() * 1_000_000_000L + time.getNano();
        (up ? pair.there : pair.back).add(at, nanos);
        pair.packets++;
    }

    /** Skews against the host with most packets of each set of hosts that share some, by the chain of pairs that is known best. */
    public List<ClockSkew> skews() {
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
            known.put(reference, reference(reference, busiest.getValue()));
            Set<String> near = new HashSet<>(Set.of(reference));
            Optional<ClockSkew> next = next(known, near);
            while (next.isPresent()) {
                known.put(next.get().host(), next.get());
                near.add(next.get().host());
                next = next(known, near);
            }
        }
        return known.values().stream().map(skew -> closed(skew, known)).toList();
    }

    private static ClockSkew reference(String host, int packets) {
        return new ClockSkew(host, host, 0, 0, packets, true, Instant.EPOCH, ClockSkew.Drift.NONE, List.of());
    }

    /** The best known step from a host that is placed to one that is not. */
    private Optional<ClockSkew> next(Map<String, ClockSkew> known, Set<String> near) {
        List<ClockSkew> steps = new ArrayList<>();
        pairs.forEach((hosts, pair) -> {
            if (near.contains(hosts.low) != near.contains(hosts.high)) {
                boolean up = near.contains(hosts.low);
                ClockSkew from = Objects.requireNonNull(known.get(up ? hosts.low : hosts.high));
                steps.add(step(from, up ? hosts.high : hosts.low, pair, up ? 1 : -1));
            }
        });
        return steps.stream().min((a, b) -> Long.compareUnsigned(a.plusMinusMicros(), b.plusMinusMicros()));
    }

    private static ClockSkew step(ClockSkew from, String host, Pair pair, int sign) {
        List<Fit> fits = pair.fits();
        boolean steady = from.steady() && (!pair.bothWays() || fits.size() == 1);
        if (fits.isEmpty()) {
            Envelope.Bound bound = pair.bound();
            Instant at = instant(bound.time());
            long skew = from.microsAt(at) + sign * bound.value() / 1000;
            return new ClockSkew(
                    host, from.reference(), skew, -1, pair.packets, steady, at, ClockSkew.Drift.NONE, List.of());
        }
        Fit last = fits.getLast();
        Instant at = instant(last.middle());
        long skew = from.microsAt(at) + sign * Math.round(last.skew() / 1000);
        long width =
                from.plusMinusMicros() < 0 ? -1 : from.plusMinusMicros() + (long) Math.ceil(last.halfWidth() / 1000);
        ClockSkew.Drift drift = new ClockSkew.Drift(
                from.drift().ppb() + sign * Math.round(last.ppb()),
                from.drift().plusMinusPpb() + (long) Math.ceil(last.plusMinusPpb()));
        return new ClockSkew(host, from.reference(), skew, width, pair.packets, steady, at, drift, jumps(fits, sign));
    }

    private static List<ClockSkew.Step> jumps(List<Fit> fits, int sign) {
        List<ClockSkew.Step> jumps = new ArrayList<>();
        for (int i = 1; i < fits.size(); i++) {
            Fit before = fits.get(i - 1);
            Fit after = fits.get(i);
            long micros = sign * Math.round((after.skew() - before.skew()) / 1000);
            jumps.add(new ClockSkew.Step(instant(before.to()), instant(after.from()), micros));
        }
        return jumps;
    }

    /** Pairs that were not needed must agree with the chain: their own band and that of the chain share a value, or one of the two hosts is not to be trusted. */
    private ClockSkew closed(ClockSkew skew, Map<String, ClockSkew> known) {
        boolean agrees = pairs.entrySet().stream()
                .filter(pair -> pair.getKey().low.equals(skew.host())
                        || pair.getKey().high.equals(skew.host()))
                .filter(pair -> pair.getValue().fits().size() == 1)
                .allMatch(pair -> agrees(
                        pair.getValue().fits().getFirst(),
                        Objects.requireNonNull(known.get(pair.getKey().low)),
                        Objects.requireNonNull(known.get(pair.getKey().high))));
        return agrees
                ? skew
                : new ClockSkew(
                        skew.host(),
                        skew.reference(),
                        skew.skewMicros(),
                        skew.plusMinusMicros(),
                        skew.packets(),
                        false,
                        skew.at(),
                        skew.drift(),
                        skew.steps());
    }

    private static boolean agrees(Fit fit, ClockSkew low, ClockSkew high) {
        if (low.plusMinusMicros() < 0 || high.plusMinusMicros() < 0 || !low.steady() || !high.steady()) {
            return true;
        }
        Instant at = instant(fit.middle());
        double apart = Math.abs(high.microsAt(at) - low.microsAt(at) - fit.skew() / 1000);
        // Rounded to microseconds three times.
        return apart <= low.plusMinusMicros() + high.plusMinusMicros() + fit.halfWidth() / 1000 + 3;
    }

    private static Instant instant(long nanos) {
        return Instant.ofEpochSecond(0, nanos);
    }
}
