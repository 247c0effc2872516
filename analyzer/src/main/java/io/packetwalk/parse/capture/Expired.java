package io.packetwalk.parse.capture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Conversations in which nothing was heard for a while, packed one behind the other: a third of what their records take. One in which something is heard again becomes a
 * record again; when it is packed anew it takes its old place, unless it has outgrown it.
 */
final class Expired {

    /**
     * So long nothing was heard. Longer than two sightings of one packet are ever apart (see {@link Half}), so that what only they need is not packed.
     */
    static final long QUIET_NANOS = 1_000_000_000L;

    private static final int SHIFT = 16;
    private static final int CHUNK = 1 << SHIFT;

    /** Two bytes say how much room there is. */
    private static final int HEAD = 2;

    /** More than any conversation takes: ends of IPv6, two sides in trouble, eight questions with eight answers each. */
    private static final int LONGEST = 4096;

    /** What counts up may take a byte more next time. */
    private static final int SLACK = 8;

    final Words words = new Words();
    private final List<byte[]> chunks = new ArrayList<>();
    private final byte[] entry = new byte[LONGEST];
    private byte[] chunk = new byte[0];
    private int end = CHUNK;

    /** Where the next entry is written before it is {@linkplain #keep kept}. */
    Packing begin(Packing packing) {
        return packing.at(entry, 0);
    }

    /**
     * Keeps what {@code packing} wrote.
     *
     * @param former its place when it was here before, else -1
     * @return its place
     */
    int keep(Packing packing, int former) {
        int length = packing.at;
        if (former >= 0) {
            byte[] there = chunks.get(former >>> SHIFT);
            int at = former & CHUNK - 1;
            if (length <= ((there[at] & 0xff) << 8 | there[at + 1] & 0xff)) {
                System.arraycopy(entry, 0, there, at + HEAD, length);
                return former;
            }
        }
        int room = former >= 0 ? length + SLACK : length;
        if (CHUNK - end < HEAD + room) {
            chunk = new byte[CHUNK];
            chunks.add(chunk);
            end = 0;
        }
        int place = chunks.size() - 1 << SHIFT | end;
        chunk[end] = (byte) (room >>> 8);
        chunk[end + 1] = (byte) room;
        System.arraycopy(entry, 0, chunk, end + HEAD, length);
        end += HEAD + room;
        return place;
    }

    /** Lets {@code packing} read what stands at a place. */
    Packing at(int place, Packing packing) {
        return packing.at(chunks.get(place >>> SHIFT), (place & CHUNK - 1) + HEAD);
    }

    /** Nothing comes any more. */
    void close() {
        if (!chunks.isEmpty()) {
            chunks.set(chunks.size() - 1, Arrays.copyOf(chunk, end));
        }
    }
}
