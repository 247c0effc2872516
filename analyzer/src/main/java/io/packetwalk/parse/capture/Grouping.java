package io.packetwalk.parse.capture;

/**
 * Puts the packets of a batch with equal hashes, those of one conversation, into groups, in the order in which they came. A window of 1 MiB holds a thousand packets
 * and more, but only of one or two hundred conversations.
 */
final class Grouping {

    /** One more than the number of the packet a group begins with, by its hash; 0 is free. */
    private int[] slots = new int[0];

    /** The packet each group begins with, and its slot. */
    private int[] firsts = new int[0];

    private int[] taken = new int[0];

    /** By the first packet of a group, the latest. */
    private int[] latest = new int[0];

    /** By packet, the next of its group. */
    private int[] next = new int[0];

    private int count;

    /** Groups the packets of the shards in {@code mine}, a bit for each. */
    void group(Batch batch, int mine) {
        begin(batch.size());
        int mask = slots.length - 1;
        for (int i = 0; i < batch.size(); i++) {
            long hash = batch.get(i).hash;
            if ((mine >>> Shard.of(hash) & 1) == 0) {
                continue;
            }
            int slot = (int) (hash >>> 32) & mask;
            while (slots[slot] != 0 && batch.get(slots[slot] - 1).hash != hash) {
                slot = slot + 1 & mask;
            }
            next[i] = -1;
            if (slots[slot] == 0) {
                slots[slot] = i + 1;
                latest[i] = i;
                firsts[count] = i;
                taken[count++] = slot;
            } else {
                int first = slots[slot] - 1;
                next[latest[first]] = i;
                latest[first] = i;
            }
        }
    }

    private void begin(int size) {
        for (int group = 0; group < count; group++) {
            slots[taken[group]] = 0;
        }
        count = 0;
        if (next.length < size) {
            int room = Integer.highestOneBit(size) * 2;
            slots = new int[2 * room];
            firsts = new int[room];
            taken = new int[room];
            latest = new int[room];
            next = new int[room];
        }
    }

    int count() {
        return count;
    }

    /** Number of the packet a group begins with. */
    int first(int group) {
        return firsts[group];
    }

    /** Number of the packet after this one in its group, -1 behind the last. */
    int next(int packet) {
        return next[packet];
    }
}
