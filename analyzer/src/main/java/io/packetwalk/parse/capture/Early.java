package io.packetwalk.parse.capture;

import org.jspecify.annotations.Nullable;

/**
 * Fragments that came before their first one, held until it comes: queues of a network card reorder them. The oldest gives way to a newcomer when all places are taken, so a
 * flood is bounded; it is counted without ports then.
 */
final class Early {

    /** Must be a power of two. */
    private static final int PLACES = 64;

    private final @Nullable Held[] ring = new Held[PLACES];
    private int next;
    private int size;

    /** A fragment that waits. */
    static final class Held {
        private final long key;

        final Packet packet;

        /** Its IP packet. */
        final byte[] bytes;

        /** @param packet the fragment; its layer's positions are those in {@code bytes} */
        Held(long key, Packet packet, byte[] bytes) {
            this.key = key;
            this.packet = packet;
            this.bytes = bytes;
        }
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Holds one more; gives the one that has to go for it. */
    @Nullable
    Held hold(Held fragment) {
        Held oldest = ring[next];
        ring[next] = fragment;
        next = (next + 1) & (PLACES - 1);
        size += oldest == null ? 1 : 0;
        return oldest;
    }

    /** Takes the oldest of a datagram out, null when there is none. */
    @Nullable
    Held take(long key) {
        for (int i = 0; i < PLACES; i++) {
            int at = (next + i) & (PLACES - 1);
            Held there = ring[at];
            if (there != null && there.key == key) {
                ring[at] = null;
                size--;
                return there;
            }
        }
        return null;
    }

    /** Takes the oldest of all out, null when there is none. */
    @Nullable
    Held oldest() {
        for (int i = 0; i < PLACES; i++) {
            int at = (next + i) & (PLACES - 1);
            Held there = ring[at];
            if (there != null) {
                ring[at] = null;
                size--;
                return there;
            }
        }
        return null;
    }
}
