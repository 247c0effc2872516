package io.packetwalk.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.capture.speech.DnsMessage;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class DnsMessageTest {

    private static final String QUESTION = "03 57 77 57 07 65 78 61 6d 70 6c 65 00 0001 0001";

    private final DnsMessage message = new DnsMessage();

    @Test
    void aQuestionIsReadInLowerCaseWithItsFinalDot() {
        assertThat(read("1234 0100 0001 0000 0000 0000" + QUESTION)).isTrue();
        assertThat(message.id()).isEqualTo(0x1234);
        assertThat(message.response()).isFalse();
        assertThat(message.qname()).isEqualTo("www.example.");
        assertThat(message.qtype()).isEqualTo("A");
    }

    @Test
    void anAnswerIsReadThroughItsPointers() {
        String cname = "c00c 0005 0001 0000003c 0004 01 61 c010";
        String address = "c027 0001 0001 0000003c 0004 c0000201";
        String six = "c027 001c 0001 0000003c 0010 20010db8000000000000000000000001";

        assertThat(read("1234 8180 0001 0003 0000 0000" + QUESTION + cname + address + six))
                .isTrue();
        assertThat(message.response()).isTrue();
        assertThat(message.rcode()).isEqualTo("NOERROR");
        assertThat(message.answers()).containsExactly("a.example.", "192.0.2.1", "2001:db8::1");
    }

    @Test
    void errorsAndTruncationAreTold() {
        assertThat(read("1234 8383 0001 0000 0000 0000" + QUESTION)).isTrue();
        assertThat(message.truncated()).isTrue();
        assertThat(message.rcode()).isEqualTo("NXDOMAIN");
    }

    @Test
    void aCutAnswerKeepsItsQuestion() {
        byte[] whole = bytes("1234 8180 0001 0001 0000 0000" + QUESTION + "c00c 0001 0001 0000003c 0004 c0000201");
        assertThat(message.read(whole, 0, whole.length - 1)).isTrue();
        assertThat(message.qname()).isEqualTo("www.example.");
        assertThat(message.answers()).isEmpty();
    }

    @Test
    void aPointerThatDoesNotGoBackIsRefused() {
        assertThat(read("1234 0100 0001 0000 0000 0000 c00c 0001 0001")).isFalse();
        assertThat(read("1234 0100 0001 0000 0000 0000 01 61 c00e 0001 0001")).isFalse();
    }

    @Test
    void oddOctetsAreEscaped() {
        assertThat(read("1234 0100 0001 0000 0000 0000 04 61 2e 20 ff 00 00ff 0001"))
                .isTrue();
        assertThat(message.qname()).isEqualTo("a\\.\\032\\255.");
        assertThat(message.qtype()).isEqualTo("ANY");
    }

    @Test
    void noiseIsNeverAnException() {
        SplittableRandom random = new SplittableRandom(7);
        byte[] noise = new byte[64];
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            random.nextBytes(noise);
            System.arraycopy(bytes("8180 0001 0005"), 0, noise, 2, 6);
            read += message.read(noise, 0, random.nextInt(noise.length)) ? 1 : 0;
        }
        assertThat(read).isLessThan(20_000);
    }

    private boolean read(String hex) {
        byte[] bytes = bytes(hex);
        byte[] shifted = new byte[bytes.length + 9];
        Arrays.fill(shifted, (byte) 0xff);
        System.arraycopy(bytes, 0, shifted, 5, bytes.length);
        return message.read(shifted, 5, bytes.length);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
