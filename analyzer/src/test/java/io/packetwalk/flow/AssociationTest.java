package io.packetwalk.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.capture.Frames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How SCTP associations end, by their chunks: {@code >} from the client, {@code <} from the server. */
final class AssociationTest {

    private static final String CLIENT = "10.0.0.9:40000";
    private static final String SERVER = "10.0.0.5:36412";
    private static final List<String> TYPES = List.of(
            "data", "init", "init-ack", "sack", "", "", "abort", "shutdown", "", "", "cookie-echo", "cookie-ack");

    @ParameterizedTest
    @CsvSource({
        ">init <init-ack >cookie-echo <cookie-ack >data <sack >shutdown, OK",
        ">init <abort, REFUSED",
        ">init >init >init, NO_REPLY",
        ">init, PARTIAL",
        ">init <init-ack >cookie-echo, HALF_OPEN",
        ">init <init-ack >cookie-echo <cookie-ack <abort, RESET",
        "<init-ack >cookie-echo <cookie-ack >data <sack, OK",
        ">data <sack, OK",
    })
    void anAssociationEndsAsItsChunksSay(String chunks, Flow.State state) throws IOException {
        Seen.Point point = new Seen.Point();
        List<String> all = List.of(chunks.split(" "));
        for (String chunk : all) {
            int type = TYPES.indexOf(chunk.substring(1));
            point.packet(chunk.startsWith(">") ? packet(CLIENT, SERVER, type) : packet(SERVER, CLIENT, type));
        }

        List<Flow> flows = new Seen().at("client.eth0.pcap", point).flows();

        assertThat(flows).singleElement().satisfies(flow -> {
            assertThat(flow.state()).isEqualTo(state);
            assertThat(flow.client().at()).hasToString(CLIENT);
            assertThat(flow.server().at()).hasToString(SERVER);
            assertThat(flow.forward().packets() + flow.backward().packets()).isEqualTo(all.size());
        });
    }

    private static byte[] packet(String from, String to, int chunk) {
        ByteBuffer bytes =
                ByteBuffer.allocate(16).putShort((short) Seen.port(from)).putShort((short) Seen.port(to));
        bytes.putLong(1).put((byte) chunk).put((byte) 0).putShort((short) 4);
        return Frames.ip(Seen.host(from), Seen.host(to), 132, bytes.array());
    }
}
