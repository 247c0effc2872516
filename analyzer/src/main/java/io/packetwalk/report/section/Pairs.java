package io.packetwalk.report.section;

import java.util.List;

/**
 * Paired paths: connections to one destination, held against others that differ from them in one thing only. The thing that splits what fails from what
 * works names the layer to look at.
 *
 * @param total destinations with failed connections
 * @param rows those shown, the ones with most failures first
 */
public record Pairs(int total, List<Row> rows) {
    static final Pairs NONE = new Pairs(0, List.of());

    /**
     * One destination.
     *
     * @param name its object and port, or its address
     * @param failed connections to it that failed
     * @param seen all connections to it with a known end
     * @param splits one for each thing in which connections can differ
     */
    public record Row(String name, int failed, int seen, List<Split> splits) {}

    /**
     * One thing in which connections differ.
     *
     * @param thing what differs
     * @param sides its two values or more
     * @param state {@code splits} (one side fails and another works), {@code same} (they fare alike), {@code mixed} (both fail at times) or {@code unseen} (a side
     *     was not captured)
     * @param tells what follows from it, or what to capture
     */
    public record Split(String thing, List<Side> sides, String state, String tells) {}

    /**
     * One side.
     *
     * @param label its value
     * @param answered connections that worked
     * @param seen connections with a known end
     * @param flows ids of a few of them, failed ones first
     */
    public record Side(String label, int answered, int seen, List<String> flows) {}
}
