package io.packetwalk.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A proxy ends one connection and begins another; what it passes on unchanged says which belong together. */
final class RelaysTest {

    private static final byte[] ANSWER = "HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    @Test
    void aHelloThatWentThroughAProxyIsInBothItsConnections() throws IOException {
        List<Flow> flows = new Seen()
                .at(
                        "lb.eth0.pcap",
                        new Seen.Point()
                                .connection("10.0.0.1:40000", "10.0.0.5:443", 1000, hello(7), new byte[0])
                                .connection("192.168.0.5:50000", "192.168.0.9:8443", 9000, hello(7), new byte[0])
                                .connection("10.0.0.2:40000", "10.0.0.5:443", 70_000, hello(8), new byte[0]))
                .flows();

        assertThat(flows).extracting(Flow::relays).containsExactly(List.of("f2"), List.of("f1"), List.of());
    }

    @Test
    void aRequestIdIsFollowedFromProxyToProxy() throws IOException {
        List<Flow> flows = new Seen()
                .at(
                        "proxy.eth0.pcap",
                        new Seen.Point()
                                .connection("10.0.0.1:40000", "10.0.0.5:80", 1000, request("abc"), ANSWER)
                                .connection("10.0.0.5:50000", "10.0.0.6:8080", 9000, request("abc"), ANSWER)
                                .connection("10.0.0.6:50000", "10.0.0.7:8080", 20_000, request("abc"), ANSWER))
                .flows();

        assertThat(flows).extracting(Flow::relays).containsExactly(List.of("f2"), List.of("f1", "f3"), List.of("f2"));
    }

    @Test
    void anIdThatTwoClientsUseRelatesNothing() throws IOException {
        List<Flow> flows = new Seen()
                .at(
                        "proxy.eth0.pcap",
                        new Seen.Point()
                                .connection("10.0.0.1:40000", "10.0.0.5:80", 1000, request("1"), ANSWER)
                                .connection("10.0.0.2:40000", "10.0.0.5:80", 9000, request("1"), ANSWER)
                                .connection("10.0.0.5:40000", "10.0.0.6:80", 15_000, request("2"), ANSWER))
                .flows();

        assertThat(flows).hasSize(3).allMatch(flow -> flow.relays().isEmpty());
    }

    private static byte[] request(String id) {
        return ("GET / HTTP/1.1\r\nHost: a\r\nX-Request-Id: " + id + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** The shortest ClientHello: version, random, no session, one cipher suite, no compression. */
    private static byte[] hello(int random) {
        ByteBuffer hello = ByteBuffer.allocate(5 + 4 + 41);
        hello.put((byte) 22).putShort((short) 0x0301).putShort((short) 45);
        hello.putInt(1 << 24 | 41).putShort((short) 0x0303);
        hello.putLong(random).putLong(1).putLong(2).putLong(3);
        return hello.put((byte) 0)
                .putShort((short) 2)
                .putShort((short) 0x1301)
                .putShort((short) 0x0100)
                .array();
    }
}
