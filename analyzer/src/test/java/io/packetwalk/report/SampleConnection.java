package io.packetwalk.report;

import io.packetwalk.fact.capture.TcpFact;
import io.packetwalk.fact.capture.TcpHealth;
import java.util.List;

/** A connection that went well: 300 bytes there and 140,000 back in seven seconds. */
final class SampleConnection {

    private SampleConnection() {}

    static TcpFact tcp() {
        return new TcpFact(
                1,
                1,
                100,
                500,
                1460,
                1410,
                true,
                2_000,
                0,
                0,
                300,
                1410,
                0,
                0,
                0,
                TcpFact.Side.NONE,
                0,
                -1,
                TcpFact.Side.CLIENT,
                100,
                true,
                true,
                300,
                140_000,
                401,
                140_501,
                half(43),
                half(20_000),
                List.of(),
                1_000,
                1_000);
    }

    private static TcpHealth half(long goodput) {
        return new TcpHealth(7, true, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, false, true, goodput);
    }
}
