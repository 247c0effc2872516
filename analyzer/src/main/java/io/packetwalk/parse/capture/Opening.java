package io.packetwalk.parse.capture;

import io.packetwalk.capture.ClearText;
import io.packetwalk.capture.Layer;
import io.packetwalk.fact.capture.Greeting;
import java.util.Optional;

/** The first data each side of a connection sent, as far as it is of a protocol we know. */
final class Opening {

    private final ClearText text = new ClearText();
    private boolean lowSpoke;
    private boolean highSpoke;

    /** True while data of {@code side} is awaited. */
    boolean awaits(int side) {
        return side == 0 ? !lowSpoke : !highSpoke;
    }

    /** Takes the first segment with data of {@code side}. */
    void take(byte[] bytes, Layer layer, int side, boolean client) {
        if (side == 0) {
            lowSpoke = true;
        } else {
            highSpoke = true;
        }
        if (client) {
            text.request(bytes, layer.payloadAt, layer.payloadCaptured);
        } else {
            text.answer(bytes, layer.payloadAt, layer.payloadCaptured);
        }
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
                        text.proxied));
    }
}
