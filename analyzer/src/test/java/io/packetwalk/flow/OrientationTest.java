package io.packetwalk.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.capture.Frames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two points of one UDP conversation, of which one began between a question and its answer. */
final class OrientationTest {

    @ParameterizedTest(name = "{0} asks {1}")
    @CsvSource({
        // The port tells, whoever was seen first.
        "10.244.1.5:40000, 10.244.2.7:5000, true",
        "10.244.1.5:40000, 10.244.2.7:5000, false",
        // The ports tell nothing: whoever was seen first.
        "10.244.1.5:2000, 10.244.2.7:5000, true",
        "10.244.1.5:50000, 10.244.2.7:40000, true",
    })
    void pointsAgreeAboutTheClient(String client, String server, boolean questionFirst) throws IOException {
        Seen.Point early = new Seen.Point();
        Seen.Point late = new Seen.Point().later(5);
        Seen.Point all = questionFirst ? early : late;
        Seen.Point rest = questionFirst ? late : early;
        all.packet(udp(client, server, "what?"))
                .packet(udp(server, client, "that"))
                .packet(udp(client, server, "and?"));
        rest.packet(udp(server, client, "that")).packet(udp(client, server, "and?"));

        List<Flow> flows = new Seen().at("a.pcap", all).at("b.pcap", rest).flows();

        assertThat(flows).singleElement().satisfies(flow -> {
            assertThat(flow.client().at()).hasToString(client);
            assertThat(flow.legs()).hasSize(2).allSatisfy(leg -> {
                assertThat(leg.tuple().src()).hasToString(client);
                assertThat(leg.backwardPackets()).isEqualTo(1);
            });
            assertThat(flow.state()).isEqualTo(Flow.State.OK);
        });
    }

    @Test
    void whoWasHeardOnlyIsOneWithWhoAsked() throws IOException {
        String client = "10.244.1.5:40000";
        String server = "10.244.2.7:5000";
        List<Flow> flows = new Seen()
                .at("a.pcap", new Seen.Point().packet(udp(client, server, "what?")))
                .at("b.pcap", new Seen.Point().packet(udp(server, client, "that")))
                .flows();

        assertThat(flows)
                .singleElement()
                .satisfies(flow -> assertThat(flow.client().at()).hasToString(client));
    }

    @Test
    void otherPortsAndOtherTimesAreOtherFlows() throws IOException {
        String client = "10.244.1.5:40000";
        List<Flow> flows = new Seen()
                .at("a.pcap", new Seen.Point().packet(udp(client, "10.244.2.7:5000", "what?")))
                .at("b.pcap", new Seen.Point().packet(udp("10.244.2.7:5001", client, "that")))
                .at("c.pcap", new Seen.Point().later(60_000).packet(udp("10.244.2.7:5000", client, "that")))
                .flows();

        assertThat(flows).hasSize(3);
    }

    private static byte[] udp(String from, String to, String text) {
        return Frames.udp(
                Seen.host(from), Seen.port(from), Seen.host(to), Seen.port(to), text.getBytes(StandardCharsets.UTF_8));
    }
}
