package io.packetwalk.parse.capture;

import io.packetwalk.capture.packet.Layer;

/** One that counts: the packets of some shards, batch by batch. */
final class Tally {

    private final Shard[] shards;

    /** A bit for each shard. */
    private final int mine;

    private final Grouping groups = new Grouping();

    /** What was read to have it in the cache; kept, so that no compiler finds the reading useless. */
    @SuppressWarnings("UnusedVariable") // written for the processor's sake only
    private int warmth;

    /**
     * Counts the packets of each shard whose number leaves the remainder {@code lane}.
     *
     * @param shards all of them
     * @param lanes when divided by this
     */
    Tally(Shard[] shards, int lane, int lanes) {
        this.shards = shards;
        int bits = 0;
        for (int shard = lane; shard < Shard.COUNT; shard += lanes) {
            bits |= 1 << shard;
        }
        this.mine = bits;
    }

    /** Conversation by conversation, so that its record is fetched once for all its packets in the batch: a miss in the cache costs more than counting one. */
    void count(Batch batch) {
        fetch(batch);
        groups.group(batch, mine);
        warm(batch);
        byte[] bytes = batch.bytes;
        for (int group = 0; group < groups.count(); group++) {
            int at = groups.first(group);
            Shard shard = shards[Shard.of(batch.get(at).hash)];
            for (; at >= 0; at = groups.next(at)) {
                shard.take(batch.get(at), bytes);
            }
        }
    }

    /** Reads something of each part of the packets, in the order in which another processor wrote them: one by one, as they are counted, each would be waited for. */
    private void fetch(Batch batch) {
        for (int i = 0; i < batch.size(); i++) {
            Layer layer = batch.get(i).layer;
            warmth += (int) layer.srcLo + layer.sport + layer.tsVal;
        }
    }

    /** Reads all records of a batch once before they are needed, one independent of the other: the processor then waits for ten misses in the cache at a time. */
    private void warm(Batch batch) {
        for (int group = 0; group < groups.count(); group++) {
            long hash = batch.get(groups.first(group)).hash;
            warmth += shards[Shard.of(hash)].conversations.warm(hash);
        }
    }
}
