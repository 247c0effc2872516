package io.packetwalk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.packetwalk.capture.CaptureFile;
import io.packetwalk.capture.Frames;
import io.packetwalk.capture.LinkType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Payload stays in the capture, however odd the packet that holds it. */
final class PayloadTest {

    private static final String A = "10.0.0.1";
    private static final String B = "10.0.0.2";
    private static final byte[] SECRET =
            ("GET / HTTP/1.1\r\nAuthorization: Bearer TOPSECRET\r\nCookie: s=TOPSECRET\r\n\r\n"
                            + "TOPSECRET ".repeat(40))
                    .getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path here;

    static Stream<Arguments> packets() {
        return Stream.of(
                arguments("TCP", Frames.ip(A, B, 6, tcp(0x50, ""))),
                arguments("TCP with an option of a wrong length", Frames.ip(A, B, 6, tcp(0x60, "02ff0000"))),
                arguments("UDP", Frames.udp(A, 5_000, B, 99, SECRET)),
                arguments("a first fragment", Frames.fragment(Frames.udp(A, 5_000, B, 99, SECRET), 0x2000)),
                arguments("a later fragment", Frames.fragment(Frames.ip(A, B, 17, SECRET), 0x00b9)),
                arguments("SCTP", Frames.ip(A, B, 132, Frames.join("9c40 0b59 00000000 00000000", SECRET))),
                arguments("a ping", Frames.ip(A, B, 1, Frames.join("0800 0000 1234 0001", SECRET))),
                arguments(
                        "an error that quotes much",
                        Frames.ip(A, B, 1, Frames.join("0301 0000 0000 0000", Frames.udp(B, 5_000, A, 99, SECRET)))),
                arguments("a protocol nobody knows", Frames.ip(A, B, 253, SECRET)),
                arguments(
                        "inside an overlay",
                        Frames.udp(
                                A,
                                7,
                                B,
                                4789,
                                Frames.join(
                                        "08000000 00002a00", Frames.ethernet(Frames.udp(A, 5_000, B, 99, SECRET))))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("packets")
    void isInNoView(String name, byte[] packet) throws IOException {
        Files.write(
                here.resolve("x.pcap"),
                CaptureFile.pcap(LinkType.RAW).record(1_700_000_000, 0, packet).toBytes());

        Ran show = Ran.in(here, "show", "x.pcap", "x.pcap#1");
        assertThat(show.exit()).isZero();
        for (Ran ran : List.of(
                show,
                Ran.in(here, "flows", "x.pcap", "-o", "json"),
                Ran.in(here, "search", "x.pcap", "10.0.0.1"),
                Ran.in(here, "analyze", "x.pcap", "-o", "json"))) {
            assertThat(ran.out().replace(" ", "").replaceAll("\n0*[0-9a-f]{4}", ""))
                    .doesNotContain("TOPSECRET")
                    .doesNotContain(hex("TOPS"), hex("Auth"), hex("Cook"));
        }
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] tcp(int offset, String options) {
        byte[] more = HexFormat.of().parseHex(options);
        return ByteBuffer.allocate(20 + more.length + SECRET.length)
                .putShort((short) 40_000)
                .putShort((short) 80)
                .putInt(100)
                .putInt(500)
                .put((byte) offset)
                .put((byte) 24)
                .putShort((short) 1_000)
                .putInt(0)
                .put(more)
                .put(SECRET)
                .array();
    }
}
