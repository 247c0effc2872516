package io.packetwalk.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.capture.Frames;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two nodes whose clocks nobody set. Handshakes are joined whatever the clocks say, and tell how the rest is to be read. */
final class FarClocksTest {

    private static final String CLIENT = "10.244.1.5:40000";
    private static final String SERVER = "10.244.2.7:80";

    @ParameterizedTest(name = "{0} ms ahead")
    @ValueSource(ints = {1, 1_800, 30_000, 86_400_000, -30_000, -86_400_000})
    void whatTwoNodesSawIsOneFlow(int ahead) throws IOException {
        List<Flow> flows = new Seen()
                .at("nodes/w1/eth0.pcap", point(64, 86_400_000))
                .at("nodes/w2/eth0.pcap", point(63, 86_400_000 + ahead))
                .with("nodes.json", nodes())
                .flows();

        assertThat(flows)
                .hasSize(2)
                .allSatisfy(flow -> assertThat(flow.legs())
                        .extracting(leg -> leg.place().toString())
                        .containsExactly("node/w1", "node/w2"));
        assertThat(flows).extracting(flow -> flow.proto().toString()).containsExactly("tcp", "udp");
        assertThat(flows)
                .allSatisfy(flow -> assertThat(
                                Duration.between(flow.start(), flow.end()).toMillis())
                        .isLessThan(2_000));
    }

    @ParameterizedTest
    @ValueSource(ints = {30_000, -30_000})
    void whatNoHandshakeTellsStaysApart(int ahead) throws IOException {
        List<Flow> flows = new Seen()
                .at("nodes/w1/eth0.pcap", datagrams(new Seen.Point().later(86_400_000), 64))
                .at("nodes/w2/eth0.pcap", datagrams(new Seen.Point().later(86_400_000 + ahead), 63))
                .with("nodes.json", nodes())
                .flows();

        assertThat(flows).hasSize(2);
    }

    private static Seen.Point point(int ttl, int later) {
        Seen.Point point = new Seen.Point().later(later);
        point.packet(hop(Seen.tcp(CLIENT, SERVER, Seen.SYN, 1000, 0, new byte[0]), ttl));
        point.packet(hop(Seen.tcp(SERVER, CLIENT, Seen.SYN | Seen.ACK, 2000, 1001, new byte[0]), 127 - ttl));
        point.packet(hop(Seen.tcp(CLIENT, SERVER, Seen.ACK, 1001, 2001, new byte[0]), ttl));
        return datagrams(point, ttl);
    }

    private static Seen.Point datagrams(Seen.Point point, int ttl) {
        return point.packet(hop(Frames.udp("10.244.1.5", 5_000, "10.244.2.7", 99, new byte[] {1, 2, 3}), ttl))
                .packet(hop(Frames.udp("10.244.2.7", 99, "10.244.1.5", 5_000, new byte[] {4}), 127 - ttl));
    }

    private static byte[] hop(byte[] packet, int ttl) {
        packet[8] = (byte) ttl;
        return packet;
    }

    private static String nodes() {
        return """
                {"apiVersion":"v1","kind":"List","items":[
                {"apiVersion":"v1","kind":"Node","metadata":{"name":"w1"},"status":{"addresses":[{"type":"InternalIP","address":"192.0.2.11"}]}},
                {"apiVersion":"v1","kind":"Node","metadata":{"name":"w2"},"status":{"addresses":[{"type":"InternalIP","address":"192.0.2.12"}]}}]}
                """;
    }
}
