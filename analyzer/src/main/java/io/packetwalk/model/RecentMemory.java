package io.packetwalk.model;

import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.netfilter.KernelClockFact;
import io.packetwalk.fact.netfilter.RecentEntryFact;
import io.packetwalk.net.Ip;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * What the lists of xt_recent held when they were dumped.
 *
 * @param entries remembered addresses
 * @param clocks the kernel's clocks at that time; none when they were not dumped, and nothing is known of the lists when there are no entries either
 */
public record RecentMemory(List<RecentEntryFact> entries, List<KernelClockFact> clocks) {

    public static final RecentMemory NONE = new RecentMemory(List.of(), List.of());

    /** How many jiffies may make a second (kernel/Kconfig.hz). */
    private static final long[] HERTZ = {100, 250, 300, 1000};

    private static final long NANOS = 1_000_000_000;
    private static final long BEGIN_SECONDS = 300;

    public RecentMemory {
        entries = List.copyOf(entries);
        clocks = List.copyOf(clocks);
    }

    /** True when the lists were dumped. */
    public boolean known() {
        return !entries.isEmpty() || !clocks.isEmpty();
    }

    /** Entries of one list. */
    public List<RecentEntryFact> of(String list) {
        return entries.stream().filter(entry -> entry.list().equals(list)).toList();
    }

    /**
     * Whether an address was put into a list within so many seconds before the dump; 0 seconds: ever. The age is known in jiffies; where the clocks do not say how many the
     * kernel makes of a second, it may be a matter of that.
     */
    public Ternary holds(String list, Ip address, int seconds) {
        return of(list).stream()
                .filter(entry -> entry.address().equals(address))
                .findFirst()
                .map(entry -> seconds == 0 ? Ternary.YES : within(entry, seconds))
                .orElse(Ternary.NO);
    }

    private Ternary within(RecentEntryFact entry, int seconds) {
        OptionalLong now = clock(KernelClockFact.Unit.JIFFIES);
        if (now.isEmpty() || now.getAsLong() < entry.lastSeen()) {
            return Ternary.UNKNOWN;
        }
        long age = now.getAsLong() - entry.lastSeen();
        long[] hertz = hertz(now.getAsLong());
        boolean all = LongStream.of(hertz).allMatch(each -> age <= seconds * each);
        boolean some = LongStream.of(hertz).anyMatch(each -> age <= seconds * each);
        return all ? Ternary.YES : some ? Ternary.UNKNOWN : Ternary.NO;
    }

    /** Those that fit the time since the kernel came up, give or take a hundredth; all of them when that was not dumped, or is too short. */
    private long[] hertz(long jiffies) {
        OptionalLong up = clock(KernelClockFact.Unit.NANOSECONDS);
        if (up.isEmpty()) {
            return HERTZ;
        }
        long seconds = up.getAsLong() / NANOS;
        long[] fitting = LongStream.of(HERTZ)
                .filter(each -> {
                    long since = jiffies - ((1L << 32) - BEGIN_SECONDS * each);
                    return Math.abs(since - seconds * each) <= seconds * each / 100;
                })
                .toArray();
        return fitting.length == 0 ? HERTZ : fitting;
    }

    private OptionalLong clock(KernelClockFact.Unit unit) {
        return clocks.stream()
                .filter(clock -> clock.unit() == unit)
                .mapToLong(KernelClockFact::value)
                .findFirst();
    }
}
