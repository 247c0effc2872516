package io.packetwalk.cli;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryNotificationInfo;
import java.lang.management.MemoryPoolMXBean;
import javax.management.NotificationEmitter;

/**
 * A limit of the heap that may be passed. The collector for throughput lets what died pile up until the machine's limit, and a hard limit low enough to prevent that would
 * make bundles fail that fit well. So whenever what is old grows past a mark, all that died is thrown away, and the mark moves to a little above what is left, or further where little had died.
 */
final class SoftHeap {

    /** The limit in MB; without it nothing is done. {@code scripts/packetwalk} sets it for large inputs. */
    static final String PROPERTY = "packetwalk.softHeap";

    /** Room above what must stay: less would collect too often, more is memory for nothing. */
    private static final double ROOM = 1.08;

    /** Room after a collection that was hardly worth it, because nearly all must stay. */
    private static final double MORE_ROOM = 1.15;

    private static final double HARDLY = 0.9;

    private final MemoryPoolMXBean old;
    private final long least;

    private SoftHeap(MemoryPoolMXBean old, long least) {
        this.old = old;
        this.least = least;
    }

    /** Watches from now on, if the property and the collector are such. */
    static void watch() {
        long megabytes = Long.getLong(PROPERTY, 0);
        if (megabytes <= 0) {
            return;
        }
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getName().endsWith("Old Gen")
                    && pool.isUsageThresholdSupported()
                    && ManagementFactory.getMemoryMXBean() instanceof NotificationEmitter emitter) {
                SoftHeap heap = new SoftHeap(pool, megabytes << 20);
                emitter.addNotificationListener((told, _pool) -> heap.passed(told.getType()), null, null);
                heap.mark(0, ROOM);
            }
        }
    }

    private void passed(String what) {
        if (what.equals(MemoryNotificationInfo.MEMORY_THRESHOLD_EXCEEDED)) {
            long before = old.getUsage().getUsed();
            System.gc();
            long kept = old.getUsage().getUsed();
            mark(kept, kept > before * HARDLY ? MORE_ROOM : ROOM);
        }
    }

    private void mark(long kept, double room) {
        long most = old.getUsage().getMax();
        long mark = Math.max(least, (long) (kept * room));
        old.setUsageThreshold(most < 0 ? mark : Math.min(mark, most));
    }
}
