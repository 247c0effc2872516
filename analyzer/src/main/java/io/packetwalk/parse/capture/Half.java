package io.packetwalk.parse.capture;

import io.packetwalk.capture.Layer;
import io.packetwalk.fact.Counters;
import io.packetwalk.fact.capture.ConversationFact.LinkDirection;
import java.time.Instant;
import java.util.Optional;

/** The packets of one side of a conversation. */
final class Half {

    /** Stands for the side that sent nothing yet. */
    static final Half SILENT = new Half();

    /**
     * Two sightings of one packet by one capture (bridge and port, both ends of a veth) are microseconds apart, with nothing from the
     * other side between: a SYN-ACK repeated by its timer and one more for a repeated SYN may follow each other as closely.
     */
    private static final long ECHO_NANOS = 100_000;

    /** And the same non-zero IP identification within this time is the same packet: Linux counts it up per connection (inet_id). */
    private static final long SAME_ID_NANOS = 1_000_000_000;

    long packets;
    private long bytes;
    short ttl = -1;
    private byte direction;

    private int lastId;
    private int lastLength;
    private int lastSeq;
    private int lastAck;
    private int lastFlags;
    private int lastTsVal;
    private long lastNanos;
    private long firstNanos;

    /**
     * Counts a packet; true when it is one more sighting of the packet before it.
     *
     * @param next whether the packet before it in the conversation was of this side too
     */
    boolean count(Layer layer, long nanos, int way, boolean next) {
        boolean again = packets > 0 && again(layer, nanos, next);
        if (packets == 0) {
            ttl = (short) layer.ttl;
            firstNanos = nanos;
            direction = (byte) way;
        }
        packets++;
        bytes += layer.ipLength;
        lastId = layer.ipId;
        lastLength = layer.ipLength;
        lastSeq = layer.seq;
        lastAck = layer.ack;
        lastFlags = layer.flags;
        lastTsVal = layer.tsVal;
        lastNanos = nanos;
        return again;
    }

    private boolean again(Layer layer, long nanos, boolean next) {
        boolean same = layer.ipLength == lastLength
                && layer.seq == lastSeq
                && layer.ack == lastAck
                && layer.flags == lastFlags
                && layer.tsVal == lastTsVal;
        if (!same) {
            return false;
        }
        return layer.v6 || layer.ipId == 0
                ? next && nanos - lastNanos < ECHO_NANOS
                : layer.ipId == lastId && nanos - lastNanos < SAME_ID_NANOS;
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
