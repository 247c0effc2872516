package io.packetwalk.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A pod's interface shows segments before the network card cuts them (GSO), the other host's shows the pieces, or what was put together again (GRO): one flow
 * with the same bytes, and nothing sent again.
 */
final class OffloadTest {

    private static final String CLIENT = "10.0.0.1:40000";
    private static final String SERVER = "10.0.0.5:80";

    @Test
    void segmentsCutOnTheWayAreTheSameBytes() throws IOException {
        List<Flow> flows = new Seen()
                .at("client.eth0.pcap", sent(4344))
                .at("wire.eth0.pcap", sent(1448, 1448, 1448))
                .at("server.eth0.pcap", sent(2896, 1448))
                .flows();

        assertThat(flows).singleElement().satisfies(flow -> {
            assertThat(flow.legs()).hasSize(3);
            assertThat(flow.state()).isEqualTo(Flow.State.OK);
            assertThat(flow.tcp().orElseThrow().payloadForward()).isEqualTo(4344);
            assertThat(flow.tcp().orElseThrow().retransmitsForward()).isZero();
            assertThat(flow.loss()).isEmpty();
        });
    }

    @Test
    void aPieceSentAgainIsARepetitionWhereverItIsSeen() throws IOException {
        Seen.Point client = data(sent(4344), 1448, 1448);
        Seen.Point wire = data(sent(1448, 1448, 1448), 1448, 1448);
        List<Flow> atClient = new Seen().at("client.eth0.pcap", client).flows();
        List<Flow> onWire = new Seen().at("wire.eth0.pcap", wire).flows();

        for (List<Flow> flows : List.of(atClient, onWire)) {
            assertThat(flows.getFirst().tcp().orElseThrow().payloadForward()).isEqualTo(4344);
            assertThat(flows.getFirst().tcp().orElseThrow().retransmitsForward())
                    .isEqualTo(1);
        }
    }

    /** A handshake and data in segments of these sizes. */
    private static Seen.Point sent(int... sizes) {
        Seen.Point point = new Seen.Point()
                .packet(Seen.tcp(CLIENT, SERVER, Seen.SYN, 1000, 0, new byte[0]))
                .packet(Seen.tcp(SERVER, CLIENT, Seen.SYN | Seen.ACK, 2000, 1001, new byte[0]))
                .packet(Seen.tcp(CLIENT, SERVER, Seen.ACK, 1001, 2001, new byte[0]));
        int at = 0;
        for (int size : sizes) {
            data(point, at, size);
            at += size;
        }
        return point;
    }

    private static Seen.Point data(Seen.Point point, int from, int size) {
        return point.packet(Seen.tcp(CLIENT, SERVER, Seen.ACK, 1001 + from, 2001, new byte[size]));
    }
}
