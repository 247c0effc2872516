package io.packetwalk.model;

import io.packetwalk.fact.conntrack.ConntrackStatFact;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The statistics of connection tracking of one network namespace, which only ever grow since boot: two samples tell what happened between
 * them. Their own values say which came first, so no clock is asked.
 *
 * @param last the later sample, or the only one; one fact for each CPU
 * @param earlier the sample before it; empty when there is none, or when neither has all counters as high as the other (the counters
 *     began anew, or the two are of different commands)
 */
public record ConntrackSamples(List<ConntrackStatFact> last, List<ConntrackStatFact> earlier) {
    /** Tells how many there are now: it falls, too. */
    private static final String GAUGE = "entries";

    public ConntrackSamples {
        last = List.copyOf(last);
        earlier = List.copyOf(earlier);
    }

    /** The samples among the statistics of one namespace; each artifact holds one. */
    static ConntrackSamples of(List<ConntrackStatFact> facts) {
        Map<String, List<ConntrackStatFact>> byArtifact = facts.stream()
                .collect(Collectors.groupingBy(fact -> fact.source().artifact(), TreeMap::new, Collectors.toList()));
        List<ConntrackStatFact> last = List.of();
        List<ConntrackStatFact> earlier = List.of();
        for (List<ConntrackStatFact> sample : byArtifact.values()) {
            if (last.isEmpty()) {
                last = sample;
            } else if (follows(sample, last)) {
                earlier = last;
                last = sample;
            } else if (follows(last, sample) && (earlier.isEmpty() || follows(sample, earlier))) {
                earlier = sample;
            }
        }
        return new ConntrackSamples(last, earlier);
    }

    private static boolean follows(List<ConntrackStatFact> later, List<ConntrackStatFact> before) {
        Map<Integer, ConntrackStatFact> byCpu =
                before.stream().collect(Collectors.toMap(ConntrackStatFact::cpu, Function.identity(), (a, _b) -> a));
        return later.stream().allMatch(fact -> byCpu.containsKey(fact.cpu()) && follows(fact, byCpu.get(fact.cpu())));
    }

    private static boolean follows(ConntrackStatFact later, ConntrackStatFact before) {
        return later.counters().keySet().equals(before.counters().keySet())
                && before.counters().entrySet().stream()
                        .allMatch(counter -> counter.getKey().equals(GAUGE)
                                || later.counters().getOrDefault(counter.getKey(), 0L) >= counter.getValue());
    }

    /** True when there are two samples. */
    public boolean two() {
        return !earlier.isEmpty();
    }

    /** By how much a counter grew between the two samples, of all CPUs; 0 where there is one sample. */
    public long grown(String counter) {
        return two() ? sum(last, counter) - sum(earlier, counter) : 0;
    }

    /** What a counter says of all CPUs since boot. */
    public long sum(String counter) {
        return sum(last, counter);
    }

    private static long sum(List<ConntrackStatFact> sample, String counter) {
        return sample.stream()
                .mapToLong(fact -> fact.counters().getOrDefault(counter, 0L))
                .sum();
    }

    /** The CPUs that counted something of the kind, as the last sample has them. */
    public List<ConntrackStatFact> counting(String counter) {
        return last.stream()
                .filter(fact -> fact.counters().getOrDefault(counter, 0L) > 0)
                .toList();
    }
}
