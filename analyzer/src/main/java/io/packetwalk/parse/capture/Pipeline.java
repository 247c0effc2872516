package io.packetwalk.parse.capture;

import io.packetwalk.capture.file.Windows;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Batches on their way from the one who reads to the shards that count. The first few the reader counts himself, which is all of a small capture; then
 * threads do, each for some shards. What is counted does not depend on that: a shard sees all its packets in order either way.
 */
final class Pipeline implements Windows, AutoCloseable {

    /** Threads are not worth starting for less. */
    private static final int ALONE = 4;

    /** Batches in memory at a time, a window of the file with each. */
    private static final int BATCHES = 4;

    private final Shard[] shards = new Shard[Shard.COUNT];
    private final Tally all = new Tally(shards, 0, 1);
    private final List<Lane> lanes = new ArrayList<>();
    private final BlockingQueue<Batch> free = new ArrayBlockingQueue<>(BATCHES);
    private final int threads;
    private Batch current = new Batch();
    private int batches = 1;
    private int handed;

    /**
     * Starts none yet.
     *
     * @param workers threads in all, that of the reader included
     * @param room for conversations
     */
    Pipeline(int workers, Room room) {
        threads = Math.clamp(workers - 1L, 0, Shard.COUNT);
        for (int i = 0; i < Shard.COUNT; i++) {
            shards[i] = new Shard(room.part(Shard.COUNT));
        }
    }

    /** The batch for frames that stand in the current window. */
    Batch batch() {
        return current;
    }

    @Override
    public byte[] next(byte[] full) throws IOException {
        if (current.size() == 0) {
            return full;
        }
        current.bytes = full;
        handed++;
        if (threads == 0 || handed <= ALONE) {
            count();
            return full;
        }
        if (lanes.isEmpty()) {
            for (int i = 0; i < threads; i++) {
                lanes.add(new Lane(new Tally(shards, i, threads), BATCHES, free));
            }
        }
        handOver();
        return current.bytes.length == full.length ? current.bytes : new byte[full.length];
    }

    private void count() {
        all.count(current);
        current.clear();
    }

    private void handOver() throws IOException {
        try {
            current.wanted.set(lanes.size());
            for (Lane lane : lanes) {
                lane.check();
                lane.put(current);
            }
            if (batches < BATCHES) {
                batches++;
                current = new Batch();
            } else {
                current = free.take();
                current.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while reading a capture");
        }
    }

    /**
     * Counts what is left and gives the shards, which are complete then.
     *
     * @param bytes the last window
     */
    List<Shard> finish(byte[] bytes) throws IOException {
        current.bytes = bytes;
        if (!lanes.isEmpty()) {
            handOver();
            close();
        } else {
            count();
        }
        lanes.forEach(Lane::check);
        for (Shard shard : shards) {
            shard.conversations.close();
        }
        return List.of(shards);
    }

    /** Ends the threads, after they have counted what they were given. */
    @Override
    public void close() throws IOException {
        try {
            for (Lane lane : lanes) {
                lane.end();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while reading a capture");
        }
    }
}
