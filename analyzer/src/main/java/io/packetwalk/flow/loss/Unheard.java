package io.packetwalk.flow.loss;

import io.packetwalk.fact.capture.ConversationFact;
import io.packetwalk.fact.capture.TcpFact;
import io.packetwalk.flow.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Connections that came about, and then what was said got no answer, however small it is. Either the words were repeated and never acknowledged, or they were acknowledged and the
 * other side stayed silent until somebody gave up.
 */
public final class Unheard {

    /** So many repetitions are what TCP itself takes for trouble on the way (R1 of RFC 9293 section 3.8.3); a capture that ends before shows no failure. */
    private static final int TRIES = 3;

    /** Who closes sooner may just have changed its mind; the shortest usual patience, of a kubelet's probe, is a second. */
    private static final int GAVE_UP_MILLIS = 900;

    /** An answer that the other side's protocol software gives by itself takes no longer. */
    private static final Duration PROMPT = Duration.ofSeconds(5);

    private Unheard() {}

    /** The client's last words. A closed window is no loss: nobody reads them. */
    public static boolean request(TcpFact tcp) {
        return tcp.established()
                && tcp.forward().tries() >= TRIES
                && tcp.backward().zeroWindows() == 0;
    }

    /** The server's first words. Later ones that nobody acknowledges may just tell that the client is gone. */
    public static boolean answer(TcpFact tcp) {
        return tcp.established()
                && tcp.backward().tries() >= TRIES
                && tcp.largestAckedBackward() <= 0
                && tcp.forward().zeroWindows() == 0;
    }

    /**
     * Asked in a protocol in which servers answer, and not one byte came until the client gave up or the server closed. That the capture just ends is none, but for protocols
     * in which the first answer comes at once.
     *
     * @param end when the capture ends
     */
    public static boolean waited(ConversationFact seen, Optional<Instant> end) {
        return seen.tcp()
                .filter(tcp -> tcp.established() && tcp.backward().silent() && asks(seen))
                .filter(tcp -> switch (tcp.closedBy()) {
                    case SERVER -> true;
                    case CLIENT -> tcp.quietMillis() >= GAVE_UP_MILLIS;
                    case NONE ->
                        !http(seen)
                                && end.filter(last -> Duration.between(seen.last(), last)
                                                        .compareTo(PROMPT)
                                                >= 0)
                                        .isPresent();
                })
                .isPresent();
    }

    private static boolean asks(ConversationFact seen) {
        return !seen.dns().isEmpty()
                || http(seen)
                || seen.greeting()
                        .filter(said -> said.kind().equals("tls") || said.kind().equals("http2"))
                        .isPresent();
    }

    /** A server may let a request of HTTP/1 wait as long as it likes. */
    private static boolean http(ConversationFact seen) {
        return seen.greeting()
                .filter(said -> said.kind().equals("http") && !said.request().isEmpty())
                .isPresent();
    }

    static boolean request(Sighting sighting) {
        return sighting.seen().tcp().filter(Unheard::request).isPresent();
    }

    static boolean answer(Sighting sighting) {
        return sighting.seen().tcp().filter(Unheard::answer).isPresent();
    }

    /** The client's repetitions, and the acknowledgements that it did not get. */
    static boolean acknowledgement(Sighting sighting) {
        return sighting.seen()
                .tcp()
                .filter(tcp -> tcp.established() && tcp.forward().spurious() >= TRIES)
                .isPresent();
    }
}
