package io.packetwalk.parse.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.capture.CaptureFile;
import io.packetwalk.capture.Frames;
import io.packetwalk.capture.LinkType;
import io.packetwalk.evidence.Note;
import io.packetwalk.fact.capture.ConversationFact;
import io.packetwalk.fact.capture.Greeting;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What cannot be looked into is said: tunnels that are encrypted, link types that are not read. */
final class UnreadTest {

    private static final String A = "192.0.2.1";
    private static final String B = "192.0.2.2";

    private final CaptureFile file = CaptureFile.pcap(LinkType.RAW);

    @Test
    void aHandshakeOfWireGuardIsKnownOnAnyPort() {
        put(Frames.udp(A, 5000, B, 7777, begins(148, 1)));
        put(Frames.udp(A, 5000, B, 7777, begins(128, 4)));
        assertThat(kinds()).containsExactly("wireguard");
    }

    @Test
    void itsDataIsKnownOnThePortsThatItUses() {
        put(Frames.udp(A, 51820, B, 51820, begins(128, 4)));
        put(Frames.udp(A, 5000, B, 7777, begins(128, 4)));
        put(Frames.udp(A, 5001, B, 51820, begins(127, 4)));
        assertThat(kinds()).containsExactly("wireguard", "", "");
    }

    @Test
    void espIsKnownByItsProtocolAndInUdpByItsPort() {
        put(Frames.ip(A, B, 50, new byte[64]));
        put(Frames.udp(A, 4500, B, 4500, begins(64, 9)));
        put(Frames.udp("192.0.2.3", 4500, B, 4500, begins(64, 0)));
        assertThat(kinds()).as("the third is IKE").containsExactly("esp", "esp", "");
    }

    @Test
    void framesOfARadioAreSkippedWithANote() {
        CaptureFile radio = CaptureFile.pcap(LinkType.RADIOTAP);
        radio.record(1, 0, new byte[60]);
        radio.record(2, 0, new byte[60]);
        Recorded read = Recorded.of(radio.toBytes());
        assertThat(read.conversations()).isEmpty();
        assertThat(read.unmodelled).hasSize(2);
        assertThat(read.notes).singleElement().satisfies(note -> {
            assertThat(note.code()).isEqualTo("capture-link-type");
            assertThat(note.text()).contains("2 of 2 packets", "ieee802_11_radio");
        });
    }

    @Test
    void aProtocolOverALinkThatIsReadIsNoMatterForThatNote() {
        CaptureFile ethernet = CaptureFile.pcap(LinkType.ETHERNET);
        byte[] mpls = new byte[60];
        mpls[12] = (byte) 0x88;
        mpls[13] = 0x47;
        ethernet.record(1, 0, mpls);
        Recorded read = Recorded.of(ethernet.toBytes());
        assertThat(read.unmodelled).hasSize(1);
        assertThat(read.notes).extracting(Note::code).isEmpty();
    }

    private List<String> kinds() {
        return Recorded.of(file.toBytes()).conversations().stream()
                .map(ConversationFact::greeting)
                .map(said -> said.map(Greeting::kind).orElse(""))
                .toList();
    }

    private void put(byte[] packet) {
        file.record(1, 0, packet);
    }

    /** A payload of zeros behind its first byte. */
    private static byte[] begins(int length, int first) {
        byte[] payload = new byte[length];
        payload[0] = (byte) first;
        return payload;
    }
}
