package io.packetwalk.model;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.system.CounterFact;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Counters of one network namespace, of every time they were read. They only ever grow since boot: one reading tells of the past, two of the same command tell
 * what happened between them. Their own values say which came first, so no clock is asked.
 *
 * @param first each counter as the first artifact that has it says
 * @param all every counter of every artifact; one that is kept for each CPU stands there as often
 */
public record CounterReadings(Map<String, CounterFact> first, List<CounterFact> all) {

    /** Nothing was read. */
    public static final CounterReadings NONE = new CounterReadings(Map.of(), List.of());

    public CounterReadings {
        first = Map.copyOf(first);
        all = List.copyOf(all);
    }

    static CounterReadings of(List<CounterFact> facts) {
        Map<String, CounterFact> first = new HashMap<>();
        facts.forEach(fact -> first.putIfAbsent(fact.name(), fact));
        return new CounterReadings(first, facts);
    }

    /**
     * A counter that grew.
     *
     * @param name the counter
     * @param by by how much, of all CPUs
     * @param before where the earlier reading stands
     * @param after where the later reading stands
     */
    public record Growth(String name, long by, Source before, Source after) {}

    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** A counter as the first artifact that has it says. */
    public Optional<CounterFact> get(String name) {
        return Optional.ofNullable(first.get(name));
    }

    /** True when a command that prints such counters was read twice. */
    public boolean twice(Predicate<String> names) {
        return samples(names).values().stream()
                .collect(Collectors.groupingBy(Map::keySet, Collectors.counting()))
                .values()
                .stream()
                .anyMatch(count -> count > 1);
    }

    /** Counters that grew between two readings of one command, most first. A reading in which one is lower than in the other is of another boot, or began anew. */
    public List<Growth> grown(Predicate<String> names) {
        List<Map<String, Sum>> samples = List.copyOf(samples(names).values());
        Map<String, Growth> most = new TreeMap<>();
        for (Map<String, Sum> later : samples) {
            for (Map<String, Sum> before : samples) {
                if (follows(later, before)) {
                    later.forEach((name, sum) -> {
                        Sum start = before.getOrDefault(name, sum);
                        Growth growth = new Growth(name, sum.value() - start.value(), start.first(), sum.first());
                        most.merge(name, growth, (one, other) -> other.by() > one.by() ? other : one);
                    });
                }
            }
        }
        return most.values().stream()
                .filter(growth -> growth.by() > 0)
                .sorted(Comparator.comparingLong(Growth::by).reversed())
                .toList();
    }

    /** A counter of one artifact, of all CPUs, and its first line. */
    private record Sum(long value, Source first) {
        Sum plus(Sum other) {
            return new Sum(value + other.value, first);
        }
    }

    private Map<String, Map<String, Sum>> samples(Predicate<String> names) {
        Map<String, Map<String, Sum>> byArtifact = new TreeMap<>();
        for (CounterFact fact : all) {
            if (names.test(fact.name())) {
                byArtifact
                        .computeIfAbsent(fact.source().artifact(), _new -> new TreeMap<>())
                        .merge(fact.name(), new Sum(fact.value(), fact.source()), Sum::plus);
            }
        }
        return byArtifact;
    }

    private static boolean follows(Map<String, Sum> later, Map<String, Sum> before) {
        return later.keySet().equals(before.keySet())
                && before.entrySet().stream()
                        .allMatch(entry -> later.getOrDefault(entry.getKey(), entry.getValue())
                                        .value()
                                >= entry.getValue().value());
    }
}
