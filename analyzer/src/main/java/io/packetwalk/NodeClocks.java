package io.packetwalk;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Window;
import io.packetwalk.fact.Reading;
import io.packetwalk.fact.system.ManifestEntryFact;
import io.packetwalk.fact.system.ManifestFact;
import io.packetwalk.flow.clock.ClockSkew;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How far each node's clock is ahead of another. Best known against the collecting machine's: that machine notes when it began and ended to collect a node, the node
 * notes the same by its own clock: its run lies inside the other's, which bounds the difference on both sides. Else from packets that two hosts captured.
 */
public final class NodeClocks {
    private static final String NODE_ARCHIVE = "node-archive";

    private NodeClocks() {}

    /**
     * A node's clock minus another, in milliseconds.
     *
     * @param node the node
     * @param millis how far it is ahead
     * @param plusMinus how much that may be wrong either way
     * @param against the other clock, and how it was compared
     */
    public record Skew(String node, long millis, long plusMinus, String against) {}

    /** By node; nodes whose difference nothing bounds are left out. */
    public static List<Skew> of(Analysis analysis) {
        Map<String, Skew> skews = new TreeMap<>();
        for (ClockSkew seen : analysis.flows().clocks()) {
            if (seen.steady() && seen.plusMinusMicros() >= 0) {
                skews.put(
                        seen.host(),
                        new Skew(
                                seen.host(),
                                seen.skewMicros() / 1000,
                                seen.plusMinusMicros() / 1000 + 1,
                                seen.reference() + ", by packets that both captured"));
            }
        }
        of(analysis.intake().readings()).forEach(skew -> skews.put(skew.node(), skew));
        return List.copyOf(skews.values());
    }

    static List<Skew> of(List<Reading> readings) {
        Map<String, Window> outside = new TreeMap<>();
        Map<String, Window> inside = new TreeMap<>();
        for (Reading reading : readings) {
            for (Fact fact : reading.facts()) {
                if (fact instanceof ManifestEntryFact entry
                        && entry.id().equals(NODE_ARCHIVE)
                        && entry.place() instanceof Place.Node node) {
                    entry.window().ifPresent(window -> outside.put(node.name(), window));
                } else if (fact instanceof ManifestFact manifest
                        && manifest.scope().equals("node")) {
                    manifest.window().ifPresent(window -> inside.put(manifest.node(), window));
                }
            }
        }
        List<Skew> skews = new ArrayList<>();
        outside.forEach((node, window) ->
                Optional.ofNullable(inside.get(node)).ifPresent(own -> skews.add(skew(node, window, own))));
        return skews;
    }

    private static Skew skew(String node, Window outside, Window inside) {
        long most = Duration.between(outside.from(), inside.from()).toMillis();
        long least = Duration.between(outside.to(), inside.to()).toMillis();
        return new Skew(
                node,
                Math.floorDiv(least + most, 2),
                Math.abs(most - least) / 2 + 1,
                "the collecting machine, by both manifests");
    }
}
