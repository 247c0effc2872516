package io.packetwalk.parse.capture;

import io.packetwalk.capture.Bytes;
import io.packetwalk.capture.packet.Layer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The payload of a fragmented UDP datagram on its way to be whole. Fragments that overlap, other than as the same bytes once more, spoil it, as they do in a kernel
 * (RFC 5722; inet_frag_queue_insert): who sends them wants two readers to see two things.
 */
final class Datagram {

    private static final int UDP_HEADER = 8;

    /** A datagram of 64 KiB in the smallest pieces that a link must carry in one (RFC 8200 section 5) has 54. */
    private static final int MOST = 64;

    final long key;
    final long nanos;

    private byte[] bytes = new byte[0];
    private final int[] from = new int[MOST];
    private final int[] to = new int[MOST];
    private int count;
    private int held;

    /** Length of the payload, -1 until the last fragment came. */
    private int total = -1;

    private boolean spoilt;

    /** @param first the first fragment, whose ports were read */
    Datagram(long key, long nanos, Layer first, byte[] frame) {
        this.key = key;
        this.nanos = nanos;
        put(0, first, frame);
    }

    /** Takes a later fragment; gives the payload when that makes it whole. */
    byte @Nullable [] with(Layer later, byte[] frame) {
        put(offset(later, frame) - UDP_HEADER, later, frame);
        if (spoilt || total != held) {
            return null;
        }
        // Given once: nobody makes us put it together again by repeating a piece.
        spoilt = true;
        return Arrays.copyOf(bytes, total);
    }

    /** In units of eight bytes; of IPv6 it stands in the header right before what the fragment carries (RFC 8200 section 4.5). */
    private static int offset(Layer layer, byte[] frame) {
        return layer.v6
                ? Bytes.u2(frame, layer.transportAt - 6) & 0xfff8
                : (Bytes.u2(frame, layer.at + 6) & 0x1fff) << 3;
    }

    private void put(int at, Layer layer, byte[] frame) {
        int length = layer.end - layer.payloadAt;
        int end = at + length;
        boolean cut = layer.at + layer.ipLength > layer.end;
        if (spoilt || cut || at < 0 || end > 0xffff || length <= 0) {
            spoilt = true;
            return;
        }
        for (int i = 0; i < count; i++) {
            if (at < to[i] && from[i] < end) {
                spoilt = at != from[i]
                        || end != to[i]
                        || !Arrays.equals(bytes, at, end, frame, layer.payloadAt, layer.payloadAt + length);
                return;
            }
        }
        if (count == MOST) {
            spoilt = true;
            return;
        }
        if (bytes.length < end) {
            bytes = Arrays.copyOf(bytes, Math.max(end, Math.min(0xffff, bytes.length * 2)));
        }
        System.arraycopy(frame, layer.payloadAt, bytes, at, length);
        from[count] = at;
        to[count++] = end;
        held += length;
        if (!layer.moreFragments) {
            total = end;
        }
    }
}
