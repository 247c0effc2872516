package io.packetwalk.parse.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.capture.CaptureFile;
import io.packetwalk.capture.Frames;
import io.packetwalk.capture.LinkType;
import io.packetwalk.fact.capture.ConversationFact;
import io.packetwalk.fact.capture.TcpFact;
import io.packetwalk.fact.capture.TcpHealth;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Packet by packet: what a sequence of segments, datagrams and errors is counted as. */
final class ConversationsTest {

    private static final int FIN = 1;
    private static final int SYN = 2;
    private static final int RST = 4;
    private static final int ACK = 16;
    private static final String A = "10.0.0.1";
    private static final String B = "10.0.0.2";

    private final CaptureFile file = CaptureFile.pcap(LinkType.RAW);
    private long millis;
    private int id;

    @Test
    void aHandshakeIsTimedAndCounted() {
        handshake();
        to(ACK, 101, 501, 300);
        from(ACK, 501, 401, 0);
        from(ACK | FIN, 501, 401, 700);
        to(ACK | FIN, 401, 1202, 0);

        TcpFact tcp = tcp();
        assertThat(tcp.established()).isTrue();
        assertThat(tcp.handshakeMicros()).isEqualTo(20_000);
        assertThat(tcp.clientIsn()).isEqualTo(100);
        assertThat(tcp.serverIsn()).isEqualTo(500);
        assertThat(tcp.payloadForward()).isEqualTo(300);
        assertThat(tcp.payloadBackward()).isEqualTo(700);
        assertThat(tcp.largestAckedForward()).isEqualTo(300);
        assertThat(tcp.largestAckedBackward()).isEqualTo(700);
        assertThat(tcp.finForward() && tcp.finBackward()).isTrue();
        assertThat(tcp.retransmitsForward() + tcp.retransmitsBackward()).isZero();
    }

    @Test
    void goodputIsWhatWasAcknowledgedOnceOverTheWholeTime() {
        handshake();
        to(ACK, 101, 501, 1000);
        to(ACK, 1101, 501, 1000);
        to(ACK, 1101, 501, 1000);
        from(ACK, 501, 2101, 4000);
        to(ACK, 2101, 4501, 500);

        TcpFact tcp = tcp();
        double seconds = seconds();
        assertThat(tcp.payloadForward()).isEqualTo(2500);
        assertThat(tcp.forward().goodput()).as("without what is under way").isEqualTo(Math.round(2000 / seconds));
        assertThat(tcp.backward().goodput()).isEqualTo(Math.round(4000 / seconds));

        to(ACK | FIN, 2601, 4501, 0);
        from(ACK | FIN, 4501, 2602, 0);
        assertThat(tcp().forward().goodput()).as("a FIN is no data").isEqualTo(Math.round(2500 / seconds()));
    }

    @Test
    void goodputIsNotKnownOfOneWayOrWithoutData() {
        to(ACK, 101, 501, 1000);
        to(ACK, 1101, 501, 1000);
        assertThat(tcp().forward().goodput())
                .as("nobody was seen acknowledging")
                .isEqualTo(-1);
        from(ACK, 501, 2101, 0);
        assertThat(tcp().forward().goodput()).isEqualTo(Math.round(2000 / seconds()));
        assertThat(tcp().backward().goodput()).isZero();
    }

    @Test
    void aConnectionWithoutDataHasNoGoodput() {
        handshake();
        to(ACK | FIN, 101, 501, 0);
        from(ACK | FIN, 501, 102, 0);
        assertThat(tcp().forward().goodput()).isEqualTo(-1);
    }

    /** How long the conversation lasted. */
    private double seconds() {
        return Duration.between(one().first(), one().last()).toNanos() / 1e9;
    }

    @Test
    void theAnswerToASynIsTheServersEvenWhenTheSynWasNotSeen() {
        from(RST | ACK, 0, 101, 0);

        assertThat(one().tuple().src().port()).isEqualTo(40_000);
        assertThat(tcp().resetBy()).isEqualTo(TcpFact.Side.SERVER);
    }

    @Test
    void aFullSegmentThatNeverArrivesIsLostUntilASmallerOneGetsThrough() {
        handshake();
        to(ACK, 101, 501, 80);
        from(ACK, 501, 181, 0);
        to(ACK, 181, 501, 1448);
        to(ACK, 181, 501, 1448);
        to(ACK, 181, 501, 1448);

        TcpFact stalled = tcp();
        assertThat(stalled.largestAckedForward()).isEqualTo(80);
        assertThat(stalled.largestLostForward()).isEqualTo(1448);
        assertThat(stalled.retransmitsForward()).isEqualTo(2);

        to(ACK, 181, 501, 1400);
        to(ACK, 1581, 501, 48);
        from(ACK, 501, 1629, 0);

        TcpFact healed = tcp();
        assertThat(healed.largestAckedForward()).isEqualTo(1400);
        assertThat(healed.largestLostForward()).isZero();
    }

    @Test
    void reorderingIsNoRetransmission() {
        handshake();
        to(ACK, 201, 501, 100);
        millis -= 9;
        to(ACK, 101, 501, 100);
        assertThat(tcp().retransmitsForward()).isZero();

        to(ACK, 401, 501, 100);
        millis += 200;
        to(ACK, 301, 501, 100);
        assertThat(tcp().retransmitsForward()).isEqualTo(1);
        assertThat(tcp().payloadForward()).isEqualTo(400);
    }

    /** The time of the packet before is kept in 32 bits of microseconds, which 36 minutes are half of. */
    @Test
    void equalDatagramsFarApartAreTwo() {
        CaptureFile file = CaptureFile.pcap(LinkType.RAW);
        byte[] datagram = Frames.udp(A, 40_000, B, 9_000, new byte[] {1, 2, 3});
        file.record(1, 0, datagram);
        file.record(1 + 40 * 60, 0, datagram);

        assertThat(Recorded.of(file.toBytes()).conversations())
                .singleElement()
                .satisfies(seen -> assertThat(seen.unanswered()).isEqualTo(2));
    }

    @Test
    void repetitionsAreOfThreeKinds() {
        handshake();
        to(ACK, 101, 501, 100);
        to(ACK, 201, 501, 100);
        to(ACK, 301, 501, 100);
        from(ACK, 501, 201, 0);
        from(ACK, 501, 201, 0);
        from(ACK, 501, 201, 0);
        to(ACK, 201, 501, 100);
        from(ACK, 501, 401, 0);
        to(ACK, 301, 501, 100);
        to(ACK, 401, 501, 100);
        millis += 300;
        to(ACK, 401, 501, 100);

        TcpHealth forward = tcp().forward();
        assertThat(forward.fast()).isEqualTo(1);
        assertThat(forward.spurious()).isEqualTo(1);
        assertThat(forward.timeouts()).isEqualTo(1);
        assertThat(tcp().retransmitsForward()).isEqualTo(3);
        assertThat(tcp().backward().duplicateAcks()).isEqualTo(2);
        assertThat(one().silenceMicros()).isEqualTo(310_000);
    }

    @Test
    void aClosedWindowIsTimedAndItsProbesAreNoData() {
        handshake();
        to(ACK, 101, 501, 100);
        window(0, 501, 201);
        to(ACK, 201, 501, 1);
        window(0, 501, 201);
        window(100, 501, 201);
        to(ACK, 201, 501, 100);
        to(ACK, 300, 501, 0);

        TcpFact tcp = tcp();
        assertThat(tcp.zeroWindows()).isEqualTo(2);
        assertThat(tcp.backward().zeroWindowMicros()).isEqualTo(30_000);
        assertThat(tcp.forward().zeroWindowProbes()).isEqualTo(1);
        assertThat(tcp.forward().keepAlives()).isEqualTo(1);
        assertThat(tcp.retransmitsForward()).isZero();
    }

    @Test
    void theSilenceBeforeEachRepeatedSynIsKept() {
        to(SYN, 100, 0, 0);
        millis += 990;
        to(SYN, 100, 0, 0);
        millis += 1_990;
        to(SYN, 100, 0, 0);
        from(SYN | ACK, 500, 101, 0);
        to(ACK, 101, 501, 0);

        assertThat(tcp().synGapsMillis()).containsExactly(1_000, 2_000);
        assertThat(tcp().serverRttMicros())
                .as("which SYN was answered nobody can tell")
                .isEqualTo(-1);
        assertThat(tcp().clientRttMicros()).isEqualTo(10_000);
    }

    @Test
    void fragmentsCountWithTheirFirst() {
        byte[] packet = Frames.udp(A, 5_000, B, 99, new byte[40]);
        put(Frames.fragment(packet, 0x2000));
        put(Frames.fragment(packet, 0x0005));

        assertThat(one().forward().packets()).isEqualTo(2);
    }

    @Test
    void sequenceNumbersMayWrap() {
        to(SYN, 0xffff_fff0L, 0, 0);
        from(SYN | ACK, 0xffff_ffffL, 0xffff_fff1L, 0);
        to(ACK, 0xffff_fff1L, 0, 100);
        from(ACK, 0, 0x55, 50);
        to(ACK, 0x55, 50, 0);

        assertThat(tcp().established()).isTrue();
        assertThat(tcp().largestAckedForward()).isEqualTo(100);
        assertThat(tcp().largestAckedBackward()).isEqualTo(50);
    }

    @Test
    void oneFrameSeenTwiceIsNoRetransmission() {
        byte[] syn = segment(A, 40_000, B, 80, SYN, 100, 0, 0);
        byte[] routed = syn.clone();
        routed[8]--;
        put(syn);
        millis -= 10;
        put(routed);

        assertThat(tcp().syns()).isEqualTo(1);
        assertThat(one().forward().packets()).isEqualTo(2);
    }

    /** IPv6 has no identification that would tell a packet from its second sighting. */
    @Test
    void threeAcknowledgementsAtOnceAskForARepetitionInIpv6Too() {
        put(Frames.tcp("fd00::1", 40_000, "fd00::2", 80, ACK, 101, 501, 100));
        put(Frames.tcp("fd00::1", 40_000, "fd00::2", 80, ACK, 201, 501, 100));
        byte[] asking = Frames.tcp("fd00::2", 80, "fd00::1", 40_000, ACK, 501, 101, 0);
        for (int i = 0; i < 4; i++) {
            put(asking);
            millis -= 10;
        }
        millis += 10;
        put(Frames.tcp("fd00::1", 40_000, "fd00::2", 80, ACK, 101, 501, 100));

        assertThat(tcp().backward().duplicateAcks()).isEqualTo(3);
        assertThat(tcp().forward().fast()).isEqualTo(1);
    }

    @Test
    void aNewSequenceNumberOnTheSamePortsIsANewConversation() {
        handshake();
        to(SYN, 9_000, 0, 0);
        to(SYN, 9_000, 0, 0);

        List<ConversationFact> conversations = conversations();
        assertThat(conversations).hasSize(2);
        assertThat(conversations.getLast().tcp().orElseThrow().syns()).isEqualTo(2);
        assertThat(conversations.getLast().tcp().orElseThrow().clientIsn()).isEqualTo(9_000);
    }

    @Test
    void anErrorFindsTheConversationItQuotesAndBeginsOneOtherwise() {
        byte[] query = Frames.udp(A, 5_000, B, 53, new byte[20]);
        put(query);
        put(Frames.ip("10.0.0.254", A, 1, Frames.join("0303 0000 0000 0000", Arrays.copyOf(query, 28))));
        byte[] other = Frames.udp(A, 6_000, B, 99, new byte[20]);
        put(Frames.ip("10.0.0.254", A, 1, Frames.join("0301 0000 0000 0000", Arrays.copyOf(other, 28))));

        List<ConversationFact> conversations = conversations();
        assertThat(conversations).hasSize(2);
        assertThat(conversations.getFirst().icmpErrors()).hasSize(1);
        assertThat(conversations.getFirst().forward().packets()).isEqualTo(1);
        assertThat(conversations.getLast().tuple()).hasToString("udp 10.0.0.1:6000 -> 10.0.0.2:99");
        assertThat(conversations.getLast().forward().packets()).isZero();
        assertThat(conversations.getLast().icmpErrors().getFirst().code()).isEqualTo(1);
    }

    @Test
    void equalPayloadsHaveEqualFingerprintsWhateverTheAddresses() {
        put(Frames.udp(A, 5_000, B, 99, new byte[] {1, 2, 3}));
        put(Frames.udp("192.0.2.7", 6_000, B, 99, new byte[] {1, 2, 3}));
        put(Frames.udp("192.0.2.8", 6_000, B, 99, new byte[] {1, 2, 4}));

        List<List<Long>> prints =
                conversations().stream().map(ConversationFact::udpFingerprints).toList();
        assertThat(prints.get(0)).hasSize(1).isEqualTo(prints.get(1)).isNotEqualTo(prints.get(2));
    }

    @Test
    void anAnswerFromPort53SeenFirstIsTheServers() {
        put(Frames.udp(B, 53, A, 5_000, new byte[20]));
        assertThat(one().tuple()).hasToString("udp 10.0.0.1:5000 -> 10.0.0.2:53");
        assertThat(one().backward().packets()).isEqualTo(1);
    }

    @Test
    void manyConversationsKeepTheirOrder() {
        for (int i = 0; i < 5_000; i++) {
            put(Frames.udp(A, 1_000 + i, B, 99, new byte[4]));
        }
        List<ConversationFact> conversations = conversations();
        assertThat(conversations).hasSize(5_000);
        assertThat(conversations).extracting(seen -> seen.source().from()).isSorted();
    }

    private void handshake() {
        to(SYN, 100, 0, 0);
        from(SYN | ACK, 500, 101, 0);
        to(ACK, 101, 501, 0);
    }

    private void to(int flags, long seq, long ack, int payload) {
        put(segment(A, 40_000, B, 80, flags, seq, ack, payload));
    }

    private void window(int window, long seq, long ack) {
        byte[] segment = segment(B, 80, A, 40_000, ACK, seq, ack, 0);
        segment[20 + 14] = (byte) (window >>> 8);
        segment[20 + 15] = (byte) window;
        put(segment);
    }

    private void from(int flags, long seq, long ack, int payload) {
        put(segment(B, 80, A, 40_000, flags, seq, ack, payload));
    }

    /** Each segment gets its own IP identification, as a sender's kernel gives it. */
    private byte[] segment(String src, int sport, String dst, int dport, int flags, long seq, long ack, int payload) {
        byte[] segment = Frames.tcp(src, sport, dst, dport, flags, seq, ack, payload);
        id++;
        segment[4] = (byte) (id >>> 8);
        segment[5] = (byte) id;
        return segment;
    }

    private void put(byte[] packet) {
        file.record(1_000 + millis / 1000, millis % 1000 * 1000, packet);
        millis += 10;
    }

    private List<ConversationFact> conversations() {
        return Recorded.of(file.toBytes()).conversations();
    }

    private ConversationFact one() {
        assertThat(conversations()).hasSize(1);
        return conversations().getFirst();
    }

    private TcpFact tcp() {
        return one().tcp().orElseThrow();
    }
}
