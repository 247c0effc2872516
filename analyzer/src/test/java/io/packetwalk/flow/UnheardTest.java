package io.packetwalk.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Connections that came about and then got no answer: what is a failure, and what a capture merely does not show. */
final class UnheardTest {

    private static final String A = "10.0.0.1:40000";
    private static final String B = "10.0.0.2:80";
    private static final byte[] NONE = {};
    private static final byte[] WORDS = "hello".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HTTP_2 = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Seen.Point point = new Seen.Point().handshake(A, B, 1000);

    @Test
    void aSmallRequestThatIsRepeatedAndNeverAcknowledgedFailed() throws IOException {
        client(1001, WORDS);
        for (int wait : new int[] {200, 200, 400}) {
            point.later(wait);
            client(1001, WORDS);
        }
        assertThat(state()).isEqualTo(Flow.State.UNANSWERED);
        assertThat(state().failed()).isTrue();
    }

    @Test
    void aCaptureThatEndsAfterTheRequestOrItsFirstRepetitionsShowsNoFailure() throws IOException {
        client(1001, WORDS);
        assertThat(state()).isEqualTo(Flow.State.OK);

        point.later(200);
        client(1001, WORDS);
        point.later(400);
        client(1001, WORDS);
        assertThat(state()).isEqualTo(Flow.State.OK);
    }

    @Test
    void repetitionsThatFollowEachOtherAtOnceAreNoTries() throws IOException {
        for (int i = 0; i < 5; i++) {
            client(1001, WORDS);
        }
        assertThat(state()).isEqualTo(Flow.State.OK);
    }

    @Test
    void aRequestThatGotThroughAtLastDidNotFail() throws IOException {
        for (int i = 0; i < 5; i++) {
            client(1001, WORDS);
            point.later(400);
        }
        server(Seen.ACK, 1501, 1006, NONE);
        assertThat(state()).isEqualTo(Flow.State.OK);
    }

    @Test
    void anAcknowledgementThatSaysNothingNewIsNoProgress() throws IOException {
        for (int i = 0; i < 4; i++) {
            client(1001, WORDS);
            point.later(400);
        }
        close(1006);
        server(Seen.ACK, 1501, 1001, NONE);
        assertThat(state()).isEqualTo(Flow.State.UNANSWERED);
        Flow flow = new Seen().at("a.pcap", point).flows().getFirst();
        assertThat(flow.tcp().orElseThrow().forward().tries()).isEqualTo(3);
    }

    @Test
    void aLaterRequestOnAConnectionThatWentDeadFailed() throws IOException {
        client(1001, WORDS);
        server(Seen.ACK, 1501, 1006, GET);
        for (int i = 0; i < 4; i++) {
            client(1006, WORDS);
            point.later(400);
        }
        assertThat(state()).isEqualTo(Flow.State.UNANSWERED);

        server(Seen.RST, 1528, 0, NONE);
        assertThat(state()).as("what the client saw in the end").isEqualTo(Flow.State.RESET);
    }

    @Test
    void whoDoesNotReadIsNotLost() throws IOException {
        client(1001, WORDS);
        byte[] closed = Seen.tcp(B, A, Seen.ACK, 1501, 1006, NONE);
        closed[34] = 0;
        closed[35] = 0;
        point.packet(closed);
        for (int i = 0; i < 5; i++) {
            client(1006, WORDS);
            point.later(400);
        }
        assertThat(state()).isEqualTo(Flow.State.OK);
    }

    @Test
    void anAnswerThatIsNeverAcknowledgedFailed() throws IOException {
        client(1001, GET);
        for (int i = 0; i < 4; i++) {
            server(Seen.ACK, 1501, 1001 + GET.length, WORDS);
            point.later(400);
        }
        assertThat(state()).isEqualTo(Flow.State.UNANSWERED);
    }

    @Test
    void laterAnswersNobodyAcknowledgesMayTellThatTheClientIsGone() throws IOException {
        client(1001, GET);
        server(Seen.ACK, 1501, 1001 + GET.length, WORDS);
        point.packet(Seen.tcp(A, B, Seen.ACK, 1001 + GET.length, 1506, NONE));
        for (int i = 0; i < 4; i++) {
            server(Seen.ACK, 1506, 1001 + GET.length, WORDS);
            point.later(400);
        }
        assertThat(state()).isEqualTo(Flow.State.OK);
    }

    @Test
    void aClientThatGivesUpOnAnAcknowledgedRequestFailed() throws IOException {
        client(1001, GET);
        server(Seen.ACK, 1501, 1001 + GET.length, NONE);
        point.later(1000);
        close(1001 + GET.length);
        assertThat(state()).isEqualTo(Flow.State.UNANSWERED);
    }

    @Test
    void aClientThatChangesItsMindDidNotFail() throws IOException {
        client(1001, GET);
        server(Seen.ACK, 1501, 1001 + GET.length, NONE);
        point.later(100);
        close(1001 + GET.length);
        assertThat(state()).isEqualTo(Flow.State.OK);
    }

    @Test
    void whatIsNoQuestionNeedsNoAnswer() throws IOException {
        client(1001, WORDS);
        server(Seen.ACK, 1501, 1006, NONE);
        point.later(5000);
        close(1006);
        assertThat(state()).as("a log sent over TCP").isEqualTo(Flow.State.OK);
    }

    @Test
    void aServerThatClosesInsteadOfAnsweringFailedItsClient() throws IOException {
        client(1001, GET);
        server(Seen.ACK | Seen.FIN, 1501, 1001 + GET.length, NONE);
        assertThat(state()).isEqualTo(Flow.State.UNANSWERED);
    }

    @Test
    void anAnswerThatTheCaptureMissedIsThere() throws IOException {
        client(1001, GET);
        server(Seen.ACK | Seen.FIN, 1901, 1001 + GET.length, NONE);
        assertThat(state()).as("400 bytes lie between").isEqualTo(Flow.State.OK);
    }

    @Test
    void aRequestMayWaitForLongerThanTheCaptureAFirstSettingsFrameMayNot() throws IOException {
        client(1001, GET);
        server(Seen.ACK, 1501, 1001 + GET.length, NONE);
        point.handshake("10.0.0.3:40000", B, 7000);
        point.packet(Seen.tcp("10.0.0.3:40000", B, Seen.ACK, 7001, 7501, HTTP_2));
        point.packet(Seen.tcp(B, "10.0.0.3:40000", Seen.ACK, 7501, 7001 + HTTP_2.length, NONE));
        point.later(6000).packet(Seen.tcp("10.0.0.9:1", "10.0.0.8:1", Seen.SYN, 1, 0, NONE));
        assertThat(new Seen().at("a.pcap", point).flows())
                .extracting(Flow::state)
                .containsExactly(Flow.State.OK, Flow.State.UNANSWERED, Flow.State.PARTIAL);
    }

    @Test
    void aPointThatSeesOneWayOnlyTellsNothing() throws IOException {
        Seen.Point half = new Seen.Point()
                .packet(Seen.tcp(A, B, Seen.SYN, 1000, 0, NONE))
                .packet(Seen.tcp(A, B, Seen.ACK, 1001, 1501, NONE))
                .packet(Seen.tcp(A, B, Seen.ACK, 1001, 1501, WORDS))
                .later(3000)
                .packet(Seen.tcp(A, B, Seen.ACK, 1006, 1777, NONE));
        assertThat(new Seen().at("a.pcap", half).flows())
                .singleElement()
                .extracting(Flow::state)
                .isEqualTo(Flow.State.PARTIAL);
    }

    private Flow.State state() throws IOException {
        return new Seen().at("a.pcap", point).flows().getFirst().state();
    }

    private void client(long seq, byte[] data) {
        point.packet(Seen.tcp(A, B, Seen.ACK, seq, 1501, data));
    }

    private void close(long seq) {
        point.packet(Seen.tcp(A, B, Seen.ACK | Seen.FIN, seq, 1501, NONE));
    }

    private void server(int flags, long seq, long ack, byte[] data) {
        point.packet(Seen.tcp(B, A, flags, seq, ack, data));
    }
}
