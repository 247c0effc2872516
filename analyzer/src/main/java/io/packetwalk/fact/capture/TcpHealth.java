package io.packetwalk.fact.capture;

/**
 * How well one side's half of a TCP connection went, as one capture point saw it. Counts are of that side's segments and follow tshark's
 * expert counts of the same name.
 *
 * @param windowScale window scale option of its SYN, -1 when absent
 * @param sack whether its SYN permitted selective acknowledgements
 * @param fast data sent again because duplicate acknowledgements asked for it
 * @param timeouts data sent again because nothing came back
 * @param spurious data sent again although it had been acknowledged
 * @param outOfOrder data that arrived behind later data
 * @param duplicateAcks acknowledgements that repeat the one before
 * @param zeroWindows segments that close the window
 * @param zeroWindowMicros how long the window was closed in all, up to the last packet seen
 * @param zeroWindowProbes single bytes sent into a closed window
 * @param keepAlives keep-alive probes
 * @param tries how often, by its timer, it repeated data that the other side has not acknowledged yet; 0 as soon as something more is acknowledged
 * @param silent whether it said nothing: no data was seen, nor acknowledged by the other side, nor left out before its FIN
 * @param acknowledges whether it acknowledged anything
 * @param goodput bytes of its data that the other side acknowledged, each once, per second from the connection's first packet to its last; -1 when no acknowledgement of
 *     one of the sides was seen, no time passed, or neither sent any data
 */
public record TcpHealth(
        int windowScale,
        boolean sack,
        int fast,
        int timeouts,
        int spurious,
        int outOfOrder,
        int duplicateAcks,
        int zeroWindows,
        long zeroWindowMicros,
        int zeroWindowProbes,
        int keepAlives,
        int tries,
        boolean silent,
        boolean acknowledges,
        long goodput) {}
