package io.packetwalk.report.section;

import io.packetwalk.report.Trace;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything the report shows beyond the answer. Reports written before a section existed simply lack it.
 *
 * @param timeline when things happened, and when we looked
 * @param lookups names that clients asked for
 * @param services Services with what stands behind them, and how each node sees them
 * @param nodes where nodes differ
 * @param reach who may reach whom
 * @param comparisons working walks to hold against failing ones
 * @param hashes SHA-256 of cited artifacts, as the bundle's manifest states it
 * @param pairs paired paths of destinations that connections failed to reach, null in reports of earlier versions
 */
public record Sections(
        Timeline timeline,
        Lookups lookups,
        Services services,
        NodeMatrix nodes,
        Reach reach,
        List<Comparison> comparisons,
        Map<String, String> hashes,
        @Nullable Pairs pairs) {
    /** A report that has no sections. */
    public static final Sections NONE = new Sections(
            Timeline.NONE, Lookups.NONE, Services.NONE, NodeMatrix.NONE, Reach.NONE, List.of(), Map.of(), null);

    /** The paired paths; none in a report of an earlier version. */
    public Pairs paired() {
        return pairs == null ? Pairs.NONE : pairs;
    }

    /**
     * A walk that works where another fails.
     *
     * @param walk index of the failing walk in the report
     * @param why what the two have in common
     * @param working the walk that works
     */
    public record Comparison(int walk, String why, Trace working) {}
}
