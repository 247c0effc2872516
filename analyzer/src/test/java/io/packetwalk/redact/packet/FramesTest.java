package io.packetwalk.redact.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.capture.Frames;
import io.packetwalk.capture.LinkType;
import io.packetwalk.net.Ip;
import io.packetwalk.redact.pseudonym.Key;
import io.packetwalk.redact.pseudonym.Pseudonyms;
import io.packetwalk.redact.pseudonym.Vocabulary;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Addresses in frames change, checksums stay right, lengths stay what they were on the wire. */
class FramesTest {
    private final Pseudonyms pseudonyms = new Pseudonyms(new Key(new byte[32]), new Vocabulary(Set.of()), Map.of());

    @Test
    void checksumsOfAddressesThatChangedAreRight() {
        byte[] frame = Frames.udp("10.1.2.3", 4000, "192.0.2.9", 53, query());

        int kept = new io.packetwalk.redact.packet.Frames(pseudonyms, Payloads.DROP).scrub(frame, LinkType.RAW);

        assertThat(kept).isEqualTo(frame.length);
        assertThat(sum(frame, 0, 20, 0)).isEqualTo(0xffff);
        assertThat(udpSum(frame, 0)).isEqualTo(0xffff);
        assertThat(Arrays.copyOfRange(frame, 12, 16)).isNotEqualTo(new byte[] {10, 1, 2, 3});
        assertThat(Arrays.copyOfRange(frame, 12, 16))
                .isEqualTo(ByteBuffer.allocate(4)
                        .putInt((int) pseudonyms.address(Ip.of("10.1.2.3")).lo())
                        .array());
    }

    @Test
    void aPacketInATunnelIsChangedAndAllChecksumsAroundIt() {
        byte[] inner = Frames.ethernet(Frames.udp("10.1.2.3", 4000, "10.1.9.9", 53, query()));
        byte[] frame = Frames.udp("192.0.2.1", 5000, "192.0.2.2", 4789, Frames.join("0800000000000100", inner));

        new io.packetwalk.redact.packet.Frames(pseudonyms, Payloads.DROP).scrub(frame, LinkType.RAW);

        int at = 28 + 8 + 14;
        assertThat(sum(frame, 0, 20, 0)).isEqualTo(0xffff);
        assertThat(udpSum(frame, 0)).isEqualTo(0xffff);
        assertThat(sum(frame, at, 20, 0)).isEqualTo(0xffff);
        assertThat(udpSum(frame, at)).isEqualTo(0xffff);
        assertThat(Arrays.copyOfRange(frame, at + 12, at + 16)).isNotEqualTo(new byte[] {10, 1, 2, 3});
    }

    @Test
    void payloadsAreCutAndEqualDatagramsStayEqual() {
        byte[] one = Frames.udp(
                "10.1.2.3",
                4000,
                "10.1.9.9",
                9000,
                "the same secret words".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        byte[] two = Frames.udp(
                "10.1.2.4",
                4001,
                "10.1.9.9",
                9000,
                "the same secret words".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        byte[] tcp = Frames.tcp("10.1.2.3", 4000, "10.1.9.9", 80, 24, 1, 1, 100);
        io.packetwalk.redact.packet.Frames frames = new io.packetwalk.redact.packet.Frames(pseudonyms, Payloads.DROP);

        int kept = frames.scrub(one, LinkType.RAW);
        frames.scrub(two, LinkType.RAW);

        assertThat(kept).isEqualTo(28 + 21);
        assertThat(new String(one, java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("secret");
        assertThat(Arrays.copyOfRange(one, 28, kept)).isEqualTo(Arrays.copyOfRange(two, 28, kept));
        assertThat(frames.scrub(tcp, LinkType.RAW)).isEqualTo(40);
    }

    private static byte[] query() {
        return new byte[] {
            0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 5, 'h', 'e', 'l', 'l', 'o', 4, 'c', 'o', 'r', 'p', 0, 0, 1, 0, 1
        };
    }

    private static int udpSum(byte[] frame, int ip) {
        int length = (frame[ip + 24] & 0xff) << 8 | frame[ip + 25] & 0xff;
        return sum(frame, ip + 20, length, sum(frame, ip + 12, 8, 17 + length));
    }

    private static int sum(byte[] bytes, int at, int length, int begin) {
        int sum = begin;
        for (int i = 0; i < length; i++) {
            sum += (bytes[at + i] & 0xff) << (i % 2 == 0 ? 8 : 0);
        }
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return sum;
    }
}
