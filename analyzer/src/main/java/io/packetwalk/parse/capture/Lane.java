package io.packetwalk.parse.capture;

import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/** A thread that counts the packets of some shards. */
final class Lane {

    private static final Batch END = new Batch();

    private final BlockingQueue<Batch> waiting;
    private final Thread thread;
    private volatile @Nullable RuntimeException failure;

    /**
     * Starts the thread.
     *
     * @param tally what it counts
     * @param most batches that may wait
     * @param free where batches go that no lane wants any more
     */
    Lane(Tally tally, int most, Queue<Batch> free) {
        waiting = new ArrayBlockingQueue<>(most + 1);
        thread = Thread.ofPlatform().daemon().name("counting").start(() -> run(tally, free));
    }

    private void run(Tally tally, Queue<Batch> free) {
        try {
            for (Batch batch = waiting.take(); batch != END; batch = waiting.take()) {
                try {
                    if (failure == null) {
                        tally.count(batch);
                    }
                } catch (RuntimeException e) {
                    failure = e;
                }
                if (batch.wanted.decrementAndGet() == 0) {
                    free.add(batch);
                }
            }
        } catch (InterruptedException _ended) {
            Thread.currentThread().interrupt();
        }
    }

    void put(Batch batch) throws InterruptedException {
        waiting.put(batch);
    }

    /** Waits until all that was put is counted. */
    void end() throws InterruptedException {
        if (thread.isAlive()) {
            waiting.put(END);
            thread.join();
        }
    }

    /** Throws what the counting threw. */
    void check() {
        RuntimeException thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
    }
}
