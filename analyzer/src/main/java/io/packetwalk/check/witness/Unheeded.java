package io.packetwalk.check.witness;

import io.packetwalk.fact.capture.TcpFact;
import io.packetwalk.flow.Flow;
import java.util.Optional;

/** Connections that came about and whose data met with trouble: their handshake says nothing of it. */
final class Unheeded {

    /** A segment of a larger payload has no more than an Ethernet frame takes, less headers and timestamps. */
    private static final int SEGMENT = 1448;

    private Unheeded() {}

    /** Bytes of the segment in question: one that was sent again and never acknowledged, else the request that was not answered. */
    static Optional<Integer> data(Flow flow) {
        return switch (flow.state()) {
            case UNANSWERED, STALLED, RESET, UNREACHABLE ->
                flow.tcp().filter(TcpFact::established).map(Unheeded::bytes).filter(bytes -> bytes > 0);
            case OK, REFUSED, NO_REPLY, HALF_OPEN, DNS_NXDOMAIN, DNS_SERVFAIL, DNS_ERROR, PARTIAL -> Optional.empty();
        };
    }

    private static int bytes(TcpFact tcp) {
        if (tcp.largestLostForward() > 0) {
            return tcp.largestLostForward();
        }
        boolean heard = tcp.largestAckedForward() > 0 || tcp.payloadForward() == 0;
        return heard ? tcp.largestLostBackward() : (int) Math.min(tcp.payloadForward(), SEGMENT);
    }
}
