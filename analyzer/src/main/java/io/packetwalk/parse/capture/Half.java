package io.packetwalk.parse.capture;

import io.packetwalk.capture.packet.Layer;
import io.packetwalk.fact.Counters;
import io.packetwalk.fact.capture.ConversationFact.LinkDirection;
import io.packetwalk.fact.table.Rows;
import java.time.Instant;
import java.util.Optional;

/** The packets of one side of a conversation. Kept in {@value #WIDTH} ints of its record. */
final class Half {

    static final int WIDTH = 8;

    /**
     * Two sightings of one packet by one capture (bridge and port, both ends of a veth) are microseconds apart, with nothing from the
     * other side between: a SYN-ACK repeated by its timer and one more for a repeated SYN may follow each other as closely.
     */
    private static final int ECHO_MICROS = 100;

    /** And the same non-zero IP identification within this time is the same packet: Linux counts it up per connection (inet_id). */
    private static final int SAME_ID_MICROS = 1_000_000;

    long packets;
    private long bytes;
    short ttl = -1;
    private byte direction;
    private long firstNanos;

    /** The packet before: its identification, a digest of what repetitions have in common, and its time; the time wraps after 71 minutes. */
    private int lastId;

    private int lastDigest;
    private int lastMicros;

    private boolean loaded;

    boolean loaded() {
        return loaded;
    }

    /** Another conversation's is wanted. */
    void forget() {
        loaded = false;
    }

    void load(int[] page, int at) {
        loaded = true;
        packets = page[at] & 0xffff_ffffL;
        int mixed = page[at + 2];
        bytes = (long) (mixed >>> 16) << 32 | page[at + 1] & 0xffff_ffffL;
        ttl = (short) ((mixed & 0x1ff) - 1);
        direction = (byte) (mixed >>> 9 & 3);
        lastId = page[at + 3];
        lastDigest = page[at + 4];
        lastMicros = page[at + 5];
        firstNanos = Rows.get(page, at + 6);
    }

    /** Only when it is loaded: what was not asked for has not changed. */
    void save(int[] page, int at) {
        if (!loaded) {
            return;
        }
        page[at] = (int) packets;
        page[at + 1] = (int) bytes;
        page[at + 2] = (int) (bytes >>> 32) << 16 | direction << 9 | ttl + 1;
        page[at + 3] = lastId;
        page[at + 4] = lastDigest;
        page[at + 5] = lastMicros;
        Rows.put(page, at + 6, firstNanos);
    }

    /** What is told of it. The packet before is left out: nothing that comes now is the same one, see {@link Expired#QUIET_NANOS}. */
    void pack(Packing out, long since) {
        out.count(packets);
        if (packets > 0) {
            out.count(bytes);
            out.count(ttl + 1 | direction << 9);
            out.near(firstNanos - since);
        }
    }

    void unpack(Packing in, long since) {
        clear();
        packets = in.count();
        if (packets > 0) {
            bytes = in.count();
            int mixed = (int) in.count();
            ttl = (short) ((mixed & 0x1ff) - 1);
            direction = (byte) (mixed >>> 9);
            firstNanos = since + in.near();
        }
    }

    /** As before the first packet. */
    void clear() {
        loaded = true;
        packets = 0;
        bytes = 0;
        ttl = -1;
        direction = 0;
        firstNanos = 0;
    }

    /**
     * Counts a packet; true when it is one more sighting of the packet before it.
     *
     * @param soon whether the conversation's packet before it was less than {@link Expired#QUIET_NANOS} ago
     * @param next whether the packet before it in the conversation was of this side too
     */
    boolean count(Layer layer, long nanos, int way, boolean next, boolean soon) {
        int digest = digest(layer);
        int micros = (int) (nanos / 1000);
        boolean again = soon && packets > 0 && digest == lastDigest && again(layer, micros - lastMicros, way, next);
        if (packets == 0) {
            ttl = (short) layer.ttl;
            firstNanos = nanos;
            direction = (byte) way;
        }
        packets++;
        bytes += layer.ipLength;
        lastId = layer.ipId;
        lastDigest = digest;
        lastMicros = micros;
        return again;
    }

    private static int digest(Layer layer) {
        int digest = (layer.ipLength * 31 + layer.seq) * 0x9e37_79b1 + layer.ack;
        digest = (digest ^ digest >>> 15) * 0x85eb_ca6b + layer.tsVal;
        return (digest ^ digest >>> 13) * 0xc2b2_ae35 + layer.flags;
    }

    private boolean again(Layer layer, int micros, int way, boolean next) {
        return layer.v6 || layer.ipId == 0
                ? next && micros < ECHO_MICROS && !(acknowledges(layer) && layer.ttl == ttl && way == direction)
                : layer.ipId == lastId && micros < SAME_ID_MICROS;
    }

    /** Acknowledgements alone do follow each other at once and unchanged: three of them ask for a repetition (RFC 5681 section 3.2). */
    private static boolean acknowledges(Layer layer) {
        return layer.proto == Capture.TCP && layer.payloadLength == 0 && layer.flags == Layer.ACK;
    }

    Counters counters() {
        return new Counters(packets, bytes);
    }

    /** Time of the first packet, empty when there was none. */
    Optional<Instant> first() {
        return packets == 0 ? Optional.empty() : Optional.of(Capture.instant(firstNanos));
    }

    LinkDirection link() {
        return direction == 2 ? LinkDirection.OUT : direction == 1 ? LinkDirection.IN : LinkDirection.UNKNOWN;
    }
}
