package io.packetwalk.check.witness;

import io.packetwalk.fact.capture.TcpFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.net.Proto;

/** Connections that were silent, and then lost. */
public final class Idle {

    /** How long connection tracking keeps an established connection without a packet. */
    public static final String TRACKED = "net.netfilter.nf_conntrack_tcp_timeout_established";

    /** A shorter silence is no idle connection. */
    private static final long SHORTEST_MICROS = 60_000_000;

    private Idle() {}

    /** Established, then silent, then lost, without an end that somebody wanted. */
    public static boolean slept(Flow flow) {
        return flow.proto().equals(Proto.TCP)
                && flow.silenceMicros() >= SHORTEST_MICROS
                && flow.tcp()
                        .filter(tcp -> tcp.established() && !tcp.finBackward() && !tcp.finForward())
                        .filter(tcp -> tcp.resetBy() == TcpFact.Side.SERVER || tcp.largestLostForward() > 0)
                        .isPresent();
    }
}
