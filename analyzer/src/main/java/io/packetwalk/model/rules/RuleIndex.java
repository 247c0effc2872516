package io.packetwalk.model.rules;

import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * The rules of a chain by what they can match, in order. kube-proxy writes one rule per Service port into one chain, so a chain of 10,000 rules holds a
 * handful that a given packet can match: those that name its destination, its source or its port, and those that name none of them.
 */
public final class RuleIndex {

    private static final int[] NONE = {};
    private static final int WORTH_IT = 16;

    private final int size;
    private final Map<Ip, int[]> byDestination;
    private final Map<Ip, int[]> bySource;
    private final Map<Integer, int[]> byPort;
    private final int[] always;

    private RuleIndex(
            int size, Map<Ip, int[]> byDestination, Map<Ip, int[]> bySource, Map<Integer, int[]> byPort, int[] always) {
        this.size = size;
        this.byDestination = byDestination;
        this.bySource = bySource;
        this.byPort = byPort;
        this.always = always;
    }

    /** @param destination the one address that a rule asks of the destination, when that is known without looking at the rule */
    static RuleIndex of(List<Rule> rules, IntFunction<Optional<Ip>> destination) {
        if (rules.size() < WORTH_IT) {
            return new RuleIndex(rules.size(), Map.of(), Map.of(), Map.of(), NONE);
        }
        Map<Ip, List<Integer>> destinations = new HashMap<>();
        Map<Ip, List<Integer>> sources = new HashMap<>();
        Map<Integer, List<Integer>> ports = new HashMap<>();
        List<Integer> rest = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            Optional<Ip> known = destination.apply(i);
            List<Integer> place = known.isPresent()
                    ? destinations.computeIfAbsent(known.get(), key -> new ArrayList<>())
                    : placeOf(rules.get(i), destinations, sources, ports, rest);
            place.add(i);
        }
        return new RuleIndex(rules.size(), fixed(destinations), fixed(sources), fixed(ports), fixed(rest));
    }

    private static List<Integer> placeOf(
            Rule rule,
            Map<Ip, List<Integer>> destinations,
            Map<Ip, List<Integer>> sources,
            Map<Integer, List<Integer>> ports,
            List<Integer> rest) {
        Optional<Ip> destination = exact(rule, End.DST);
        if (destination.isPresent()) {
            return destinations.computeIfAbsent(destination.get(), key -> new ArrayList<>());
        }
        Optional<Ip> source = exact(rule, End.SRC);
        if (source.isPresent()) {
            return sources.computeIfAbsent(source.get(), key -> new ArrayList<>());
        }
        return rule.conds().stream()
                .flatMap(cond ->
                        cond instanceof Cond.Port port && port.end() == End.DST ? Stream.of(port) : Stream.empty())
                .map(RuleIndex::single)
                .filter(port -> port >= 0)
                .findFirst()
                .map(port -> ports.computeIfAbsent(port, key -> new ArrayList<>()))
                .orElse(rest);
    }

    private static Optional<Ip> exact(Rule rule, End end) {
        return rule.conds().stream()
                .flatMap(cond -> cond instanceof Cond.Address address && address.end() == end && address.exact()
                        ? Stream.of(address.first())
                        : Stream.empty())
                .findFirst();
    }

    private static int single(Cond.Port port) {
        if (port.ports().ranges().size() != 1) {
            return -1;
        }
        var range = port.ports().ranges().getFirst();
        return range.from() == range.to() ? range.from() : -1;
    }

    private static <K> Map<K, int[]> fixed(Map<K, List<Integer>> lists) {
        Map<K, int[]> arrays = new HashMap<>();
        lists.forEach((key, list) -> arrays.put(key, fixed(list)));
        return arrays;
    }

    private static int[] fixed(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * The first rule at or after {@code from} that a packet may match; the chain's size when there is none. Rules that are skipped cannot match. A source of
     * {@code 0.0.0.0} or {@code ::} means an unknown one, and so does a port of 0 of a protocol with ports; then no rule is skipped.
     */
    public int next(int from, FiveTuple tuple) {
        boolean open = tuple.src().ip().unspecified()
                || tuple.proto().hasPorts() && tuple.dst().port() == 0;
        if (open || size < WORTH_IT) {
            return from;
        }
        int best = after(always, from);
        best = Math.min(best, after(byDestination.getOrDefault(tuple.dst().ip(), NONE), from));
        best = Math.min(best, after(bySource.getOrDefault(tuple.src().ip(), NONE), from));
        return Math.min(best, after(byPort.getOrDefault(tuple.dst().port(), NONE), from));
    }

    private int after(int[] positions, int from) {
        int at = Arrays.binarySearch(positions, from);
        int index = at >= 0 ? at : -at - 1;
        return index < positions.length ? positions[index] : size;
    }
}
