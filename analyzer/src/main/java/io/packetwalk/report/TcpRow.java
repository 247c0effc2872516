package io.packetwalk.report;

import io.packetwalk.fact.capture.TcpFact;
import io.packetwalk.fact.capture.TcpHealth;
import io.packetwalk.flow.Flow;
import org.jspecify.annotations.Nullable;

/** A connection's health as the contract writes it. */
public final class TcpRow {
    private static final double MICROS_PER_MILLI = 1000.0;

    private TcpRow() {}

    static FlowRow.Tcp of(TcpFact tcp, Flow flow) {
        return new FlowRow.Tcp(
                tcp.syns(),
                tcp.synGapsMillis(),
                millis(tcp.serverRttMicros()),
                millis(tcp.clientRttMicros()),
                new FlowRow.Pair(tcp.clientMss(), tcp.serverMss()),
                new FlowRow.Pair(tcp.largestAckedForward(), tcp.largestAckedBackward()),
                new FlowRow.Pair(tcp.largestLostForward(), tcp.largestLostBackward()),
                new FlowRow.Pair(tcp.payloadForward(), tcp.payloadBackward()),
                side(tcp.forward(), tcp.finForward()),
                side(tcp.backward(), tcp.finBackward()),
                flow.silenceMicros() / MICROS_PER_MILLI);
    }

    /** Null when it is not known. */
    public static FlowRow.@Nullable Pair goodput(TcpFact tcp) {
        return tcp.forward().goodput() < 0
                ? null
                : new FlowRow.Pair(tcp.forward().goodput(), tcp.backward().goodput());
    }

    private static FlowRow.Side side(TcpHealth health, boolean fin) {
        return new FlowRow.Side(
                fin,
                health.windowScale(),
                health.sack(),
                health.fast(),
                health.timeouts(),
                health.spurious(),
                health.outOfOrder(),
                health.duplicateAcks(),
                health.zeroWindows(),
                health.zeroWindowMicros() / MICROS_PER_MILLI,
                health.zeroWindowProbes(),
                health.keepAlives());
    }

    private static @Nullable Double millis(long micros) {
        return micros < 0 ? null : micros / MICROS_PER_MILLI;
    }
}
