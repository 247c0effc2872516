package io.packetwalk.report.section;

import java.util.List;

/**
 * When things happened. All times are RFC 3339 in UTC, as the artifacts give them.
 *
 * @param lanes one per node, and one each for the API, logs, DNS and captures, those without events left out
 * @param windows when artifacts were collected and captures ran
 * @param clocks what is known about the clocks of nodes
 * @param traffic conversations by time of start, null when none was seen
 */
public record Timeline(
        List<Lane> lanes,
        List<Span> windows,
        List<Clock> clocks,
        @org.jspecify.annotations.Nullable Traffic traffic) {
    static final Timeline NONE = new Timeline(List.of(), List.of(), List.of(), null);

    /**
     * One row.
     *
     * @param name node name, or {@code API}, {@code logs}, {@code DNS}, {@code captures}
     * @param total events there are
     * @param undated events without a usable time, which are not among them
     * @param events the first of them, warnings before others, in order of time
     */
    public record Lane(String name, int total, int undated, List<Event> events) {}

    /** Something that happened; {@code severity} is {@code info}, {@code warn} or {@code error}. */
    public record Event(String at, String severity, String text, String source) {}

    /** A stretch of time of a lane: artifacts collected there, or one capture. */
    public record Span(String lane, String from, String to, String text) {}

    /** A statement about a clock, and where it stands. */
    public record Clock(String text, String source) {}

    /**
     * Conversations by start.
     *
     * @param from start of the first step
     * @param stepMillis length of a step
     * @param total conversations that began in each step
     * @param failed those of them that failed
     */
    public record Traffic(String from, long stepMillis, List<Integer> total, List<Integer> failed) {}
}
