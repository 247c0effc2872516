package io.packetwalk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.packetwalk.capture.CaptureFile;
import io.packetwalk.capture.Frames;
import io.packetwalk.capture.LinkType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a connection had come to when somebody reset it, in the words of {@code flows}. */
final class ResetRowTest {

    @TempDir
    Path here;

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "a refused SYN,            S R,           server, syn",
        "at once,                  S SA A R,      server, handshake",
        "behind a request,         S SA A D R,    server, data",
        "behind the client's FIN,  S SA A D F R,  server, fin",
        "crossed by a FIN,         S SA A D R F,  server, data",
        "by a client that waited,  S SA A D r,    client, data",
        "seen from the middle,     a R,           server, ''",
    })
    void aResetSaysWhatItCameAfter(String name, String packets, String by, String after) throws IOException {
        CaptureFile file = CaptureFile.pcap(LinkType.RAW);
        int time = 0;
        for (String packet : packets.split(" ", -1)) {
            file.record(1_700_000_000, ++time * 1000L, frame(packet));
        }
        Files.write(here.resolve("x.pcap"), file.toBytes());

        var reset = new ObjectMapper()
                .readTree(Ran.in(here, "flows", "x.pcap", "-o", "json").out())
                .at("/flows/0/rst");

        assertThat(reset.get("by").textValue()).isEqualTo(by);
        assertThat(reset.get("after").textValue()).isEqualTo(after);
    }

    private static byte[] frame(String packet) {
        return switch (packet) {
            case "S" -> sent(2, 100, 0, 0);
            case "SA" -> answered(18, 500, 101, 0);
            case "A", "a" -> sent(16, 101, 501, 0);
            case "D" -> sent(16, 101, 501, 40);
            case "F" -> sent(17, 141, 501, 0);
            case "r" -> sent(4, 141, 0, 0);
            default -> answered(20, 501, 101, 0);
        };
    }

    private static byte[] sent(int flags, long seq, long ack, int payload) {
        return Frames.tcp("10.0.0.1", 40_000, "10.0.0.2", 80, flags, seq, ack, payload);
    }

    private static byte[] answered(int flags, long seq, long ack, int payload) {
        return Frames.tcp("10.0.0.2", 80, "10.0.0.1", 40_000, flags, seq, ack, payload);
    }
}
