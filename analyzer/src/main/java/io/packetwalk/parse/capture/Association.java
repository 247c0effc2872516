package io.packetwalk.parse.capture;

import io.packetwalk.fact.capture.SctpFact;
import io.packetwalk.fact.capture.TcpFact;

/** The SCTP part of a conversation, in one int of its record: how an association was opened and ended (RFC 9260 section 3.2). */
final class Association {

    private static final int DATA = 0;
    private static final int INIT = 1;
    private static final int INIT_ACK = 2;
    private static final int ABORT = 6;
    private static final int COOKIE_ACK = 11;

    private static final int MOST_INITS = 0xff;
    private static final int ANSWERED = 1 << 8;
    private static final int ESTABLISHED = 1 << 9;
    private static final int OPENED = 1 << 10;
    private static final int ABORTED = 1 << 12;

    private Association() {}

    /** The state after a packet of {@code side} whose first chunk is of type {@code chunk}. */
    static int after(int state, int chunk, int side) {
        return switch (chunk) {
            case INIT -> opened(Math.min((state & MOST_INITS) + 1, MOST_INITS) | state & ~MOST_INITS, side);
            case INIT_ACK -> opened(state | ANSWERED, 1 - side);
            case DATA, COOKIE_ACK -> state | ESTABLISHED;
            case ABORT -> (state & 3 * ABORTED) != 0 ? state : state | (side + 1) * ABORTED;
            default -> state;
        };
    }

    /** The client is who sent the INIT, whatever the addresses say. */
    private static int opened(int state, int client) {
        return (state & 3 * OPENED) != 0 ? state : state | (client + 1) * OPENED;
    }

    /** The side that opened it, {@code otherwise} when that was not seen. */
    static int client(int state, int otherwise) {
        int side = state / OPENED & 3;
        return side == 0 ? otherwise : side - 1;
    }

    static SctpFact fact(int state, int client) {
        int aborted = state / ABORTED & 3;
        return new SctpFact(
                state & MOST_INITS,
                (state & ANSWERED) != 0,
                (state & ESTABLISHED) != 0,
                aborted == 0 ? TcpFact.Side.NONE : aborted - 1 == client ? TcpFact.Side.CLIENT : TcpFact.Side.SERVER);
    }
}
