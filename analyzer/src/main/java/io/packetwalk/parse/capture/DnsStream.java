package io.packetwalk.parse.capture;

import io.packetwalk.capture.packet.Layer;
import io.packetwalk.capture.speech.DnsMessage;

/** DNS messages of one side of a TCP connection, each behind its length (RFC 7766 section 8), however they are cut into segments. */
final class DnsStream {

    /** Two bytes of length, and the longest message. */
    private static final int MOST = 2 + 0xffff;

    /** A question and the header before it: less is no message. */
    private static final int LEAST = 17;

    private final Stream stream;

    /** @param base sequence number of the first byte */
    DnsStream(int base) {
        stream = new Stream(base, MOST);
    }

    /** Takes a segment and gives the messages that are whole now to {@code taker}. */
    void take(byte[] bytes, Layer layer, DnsMessage message, Runnable taker) {
        if (!stream.take(layer.seq, bytes, layer.payloadAt, layer.payloadCaptured)
                && stream.gap()
                && alone(bytes, layer)) {
            stream.restart(layer.seq);
            stream.take(layer.seq, bytes, layer.payloadAt, layer.payloadCaptured);
        }
        while (stream.size() >= 2) {
            int length = (stream.bytes()[0] & 0xff) << 8 | stream.bytes()[1] & 0xff;
            if (length < LEAST) {
                // No message is that short: the boundary was lost.
                stream.restart(layer.seq + layer.payloadLength);
                return;
            }
            if (stream.size() < 2 + length) {
                return;
            }
            if (message.read(stream.bytes(), 2, length)) {
                taker.run();
            }
            stream.drop(2 + length);
        }
    }

    /** A segment behind a gap that holds just one message shows where the next one begins. */
    private static boolean alone(byte[] bytes, Layer layer) {
        int at = layer.payloadAt;
        return layer.payloadCaptured == layer.payloadLength
                && layer.payloadLength > 2 + LEAST
                && ((bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff) == layer.payloadLength - 2;
    }
}
