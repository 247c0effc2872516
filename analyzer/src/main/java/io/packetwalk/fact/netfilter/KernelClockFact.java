package io.packetwalk.fact.netfilter;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;

/**
 * One of the kernel's clocks when it was read ({@code /proc/timer_list}).
 *
 * @param source its line
 * @param unit what it counts
 * @param value how many
 */
public record KernelClockFact(Source source, Unit unit, long value) implements Fact {

    /** What a clock counts. */
    public enum Unit {
        /** Ticks; how many make a second is set when the kernel is built. They begin 300 s before 2^32 (include/linux/jiffies.h, INITIAL_JIFFIES). */
        JIFFIES,
        /** Nanoseconds since the kernel came up. */
        NANOSECONDS
    }
}
