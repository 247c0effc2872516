package io.packetwalk.flow.loss;

import io.packetwalk.fact.capture.TcpFact;
import io.packetwalk.flow.Sighting;

/** Connections of which large segments vanish: what is lost on the way is seen to be sent again only before the place where it is lost. */
public final class Stalls {

    /** Below this a lost segment says nothing about size: the smallest IPv4 path MTU hosts must accept is 576 (RFC 791). */
    private static final int FULL_SIZE = 536;

    private Stalls() {}

    /** Segments of the client, sent again and never acknowledged, larger than all that were. */
    public static boolean request(TcpFact tcp) {
        return tcp.established() && tcp.largestLostForward() > Math.max(FULL_SIZE, tcp.largestAckedForward());
    }

    /** Segments of the server. */
    public static boolean answer(TcpFact tcp) {
        return tcp.established() && tcp.largestLostBackward() > Math.max(FULL_SIZE, tcp.largestAckedBackward());
    }

    static boolean request(Sighting sighting) {
        return sighting.seen().tcp().filter(Stalls::request).isPresent();
    }

    static boolean answer(Sighting sighting) {
        return sighting.seen().tcp().filter(Stalls::answer).isPresent();
    }
}
