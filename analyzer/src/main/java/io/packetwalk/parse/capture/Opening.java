package io.packetwalk.parse.capture;

import io.packetwalk.capture.packet.Layer;
import io.packetwalk.capture.speech.ClearText;
import io.packetwalk.fact.capture.Greeting;
import io.packetwalk.fact.capture.TlsAlert;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The first bytes each side of a connection sent, as far as they are of a protocol we know. */
final class Opening {

    /** A ClientHello with keys for quantum computers takes two segments, a chain of certificates five or six. */
    private static final int MOST = 1 << 14;

    private final ClearText text = new ClearText();
    private final @Nullable Stream[] streams = new Stream[2];
    private final boolean[] over = new boolean[2];
    private final int[] segments = new int[2];
    private @Nullable TlsAlert ended;

    /** Counts a segment with data of {@code side}. */
    void heard(int side) {
        segments[side]++;
    }

    /** True when an alert may come, so that it matters who has said something before. */
    boolean mayAlert() {
        return text.kind.equals("tls");
    }

    /** True while data of {@code side} is awaited. */
    boolean awaits(int side) {
        return !over[side];
    }

    /**
     * Takes a segment with data of {@code side}.
     *
     * @param base sequence number of that side's first byte
     */
    void take(byte[] bytes, Layer layer, int side, boolean client, int base) {
        Stream stream = streams[side];
        if (stream == null) {
            stream = new Stream(base, MOST);
            streams[side] = stream;
        }
        if (!stream.take(layer.seq, bytes, layer.payloadAt, layer.payloadCaptured)) {
            return;
        }
        boolean told =
                client ? text.request(stream.bytes(), 0, stream.size()) : text.answer(stream.bytes(), 0, stream.size());
        boolean cut = layer.payloadCaptured < layer.payloadLength;
        if (told || cut || stream.full()) {
            over[side] = true;
            streams[side] = null;
        }
    }

    /** A TLS alert that stands alone in its segment, in the clear. */
    void alert(int description) {
        if (mayAlert()) {
            text.alert(description);
        }
    }

    /** The same when it is fatal, with who sent it: the side {@code from}, whose segment was counted already. */
    void ended(long packet, int description, int from, int client) {
        if (ended == null && mayAlert()) {
            boolean byServer = from != client;
            ended = new TlsAlert(packet, description, byServer, segments[1 - client] > (byServer ? 1 : 0));
        }
    }

    /** As {@link Greeting#passedOn}. */
    long passedOn() {
        return Greeting.passedOn(text.random, text.requestId);
    }

    Optional<Greeting> greeting() {
        return text.kind.isEmpty() && text.proxied.isEmpty()
                ? Optional.empty()
                : Optional.of(new Greeting(
                        text.kind,
                        text.host,
                        text.request,
                        text.status,
                        text.requestId,
                        text.alpn,
                        text.version,
                        text.proxied,
                        text.alpnChosen,
                        text.alert,
                        text.subject.isEmpty() && text.names.isEmpty()
                                ? Optional.empty()
                                : Optional.of(new Greeting.Certificate(
                                        text.subject, text.issuer, text.names, text.validFrom, text.validTo)),
                        text.random,
                        Optional.ofNullable(ended)));
    }
}
