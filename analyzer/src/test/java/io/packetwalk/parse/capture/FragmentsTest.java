package io.packetwalk.parse.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.capture.CaptureFile;
import io.packetwalk.capture.Frames;
import io.packetwalk.capture.LinkType;
import io.packetwalk.fact.capture.ConversationFact;
import io.packetwalk.fact.capture.DnsExchange;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Datagrams in pieces: in order and not, IPv4 and IPv6, inside an overlay, and those of somebody who wants to be misread. */
final class FragmentsTest {

    private static final String A = "10.0.0.1";
    private static final String B = "10.0.0.2";
    private static final String A6 = "fd00::1";
    private static final String B6 = "fd00::2";

    private final CaptureFile file = CaptureFile.pcap(LinkType.RAW);
    private int millis;

    @ParameterizedTest(name = "{0} to {1} in the order {2}")
    @CsvSource({
        "10.0.0.2, 10.0.0.1, 0 1 2",
        "10.0.0.2, 10.0.0.1, 2 1 0",
        "10.0.0.2, 10.0.0.1, 1 0 2",
        "10.0.0.2, 10.0.0.1, 0 1 1 2",
        "fd00::2, fd00::1, 0 1 2",
        "fd00::2, fd00::1, 2 0 1",
    })
    void anAnswerInPiecesIsReadToItsEnd(String server, String client, String order) {
        put(Frames.udp(client, 5_000, server, 53, question()));
        List<byte[]> pieces = pieces(Frames.udp(server, 53, client, 5_000, answer(60)), 7, 400);
        for (String piece : order.split(" ", -1)) {
            put(pieces.get(Integer.parseInt(piece)));
        }

        ConversationFact seen = one();
        assertThat(seen.backward().packets()).isEqualTo(order.split(" ").length);
        assertThat(exchange().answers()).hasSize(60).endsWith("10.1.0.59");
        assertThat(exchange().rcode()).isEqualTo("NOERROR");
        assertThat(exchange().answerPacket()).isPositive();
    }

    @Test
    void anAnswerOfWhichAPieceIsMissingIsReadAsFarAsItGoes() {
        put(Frames.udp(A, 5_000, B, 53, question()));
        List<byte[]> pieces = pieces(Frames.udp(B, 53, A, 5_000, answer(60)), 7, 400);
        put(pieces.get(0));
        put(pieces.get(2));

        assertThat(exchange().rcode()).isEqualTo("NOERROR");
        assertThat(exchange().answers()).hasSizeBetween(20, 25);
    }

    @Test
    void piecesThatOverlapAreNotPutTogether() {
        put(Frames.udp(A, 5_000, B, 53, question()));
        byte[] answer = Frames.udp(B, 53, A, 5_000, answer(60));
        List<byte[]> pieces = pieces(answer, 7, 400);
        byte[] forged = piece(answer, 7, 392, 792, true);
        Arrays.fill(forged, 30, forged.length, (byte) 0x41);
        put(pieces.get(0));
        put(forged);
        put(pieces.get(1));
        put(pieces.get(2));

        assertThat(exchange().answers()).hasSizeBetween(20, 25).doesNotContain("65.65.65.65");
        assertThat(one().backward().packets()).isEqualTo(4);
    }

    @Test
    void aPieceRepeatedWithOtherBytesSpoilsTheDatagram() {
        put(Frames.udp(A, 5_000, B, 53, question()));
        List<byte[]> pieces = pieces(Frames.udp(B, 53, A, 5_000, answer(60)), 7, 400);
        byte[] forged = pieces.get(1).clone();
        forged[forged.length - 1] ^= 1;
        put(pieces.get(0));
        put(pieces.get(1));
        put(forged);
        put(pieces.get(2));

        assertThat(exchange().answers()).hasSizeBetween(20, 25);
    }

    @Test
    void aPieceWithoutItsFirstKeepsNoPorts() {
        put(pieces(Frames.udp(A, 5_000, B, 99, new byte[1000]), 7, 400).get(1));
        put(Frames.udp(A, 5_000, B, 99, new byte[10]));

        assertThat(read()).extracting(seen -> seen.tuple().dst().port()).containsExactlyInAnyOrder(0, 99);
        assertThat(read())
                .allSatisfy(seen ->
                        assertThat(seen.source().from()).isEqualTo(seen.source().to()));
    }

    @Test
    void aFloodOfPiecesIsCountedAndBounded() {
        byte[] packet = Frames.udp(A, 5_000, B, 53, new byte[1000]);
        for (int id = 1; id <= 5_000; id++) {
            put(piece(packet, id, 400, 800, true));
        }

        assertThat(one().forward().packets()).isEqualTo(5_000);
        assertThat(one().tuple().dst().port()).isZero();
    }

    /** Found by the fuzzer: the end of a packet that is as long as its frame overflowed. */
    @Test
    void aFrameThatClaimsAllLengthsThereAreTakesNoRoom() {
        byte[] piece = piece(Frames.udp(A6, 5_000, B6, 53, new byte[1000]), 7, 400, 800, true);
        piece[4] = 0;
        piece[5] = 0;
        file.record(1_700_000_000, 0, piece, -1);

        assertThat(one().tuple().dst().port()).isZero();
        assertThat(one().forward().packets()).isEqualTo(1);
    }

    @Test
    void piecesOfACarryingPacketBelongToTheOverlay() {
        byte[] inner = Frames.ethernet(Frames.udp("10.244.0.5", 4_000, "10.244.1.7", 99, new byte[1400]));
        byte[] outer = Frames.udp(A, 49_152, B, 4789, Frames.join("08000000 00002a00", inner));
        pieces(outer, 7, 1200).forEach(this::put);

        assertThat(read()).hasSize(2);
        assertThat(read().getFirst().carrier()).isTrue();
        assertThat(read().getFirst().forward().packets()).isEqualTo(2);
    }

    @Test
    void whatIsInsideAnOverlayIsPutTogetherThereToo() {
        put(inside(Frames.udp(A, 5_000, B, 53, question())));
        pieces(Frames.udp(B, 53, A, 5_000, answer(60)), 7, 400).forEach(piece -> put(inside(piece)));

        assertThat(read().getLast().dns())
                .singleElement()
                .satisfies(asked -> assertThat(asked.answers()).hasSize(60));
    }

    @Test
    void oneDatagramInPiecesIsOneThatWasNotAnswered() {
        put(Frames.udp(A, 5_000, B, 99, new byte[10]));
        put(Frames.udp(B, 99, A, 5_000, new byte[10]));
        pieces(Frames.udp(A, 5_000, B, 99, new byte[1000]), 7, 400).forEach(this::put);

        assertThat(one().unanswered()).isEqualTo(1);
    }

    @Test
    void piecesInAnyOrderOfManyDatagramsAreAllFound() {
        assertThat(Recorded.of(shuffled()).conversations())
                .hasSize(8)
                .allSatisfy(seen -> assertThat(seen.dns())
                        .singleElement()
                        .satisfies(asked -> assertThat(asked.answers()).hasSize(60)));
    }

    /** A capture of eight answers in pieces, those of each in no order. */
    static byte[] shuffled() {
        Random random = new Random(20_261_127);
        CaptureFile capture = CaptureFile.pcap(LinkType.RAW);
        for (int i = 0; i < 8; i++) {
            List<byte[]> pieces = new ArrayList<>(pieces(
                    i % 2 == 0
                            ? Frames.udp(B, 53, A, 5_000 + i, answer(60))
                            : Frames.udp(B6, 53, A6, 5_000 + i, answer(60)),
                    i,
                    200 + 8 * i));
            Collections.shuffle(pieces, random);
            pieces.forEach(piece -> capture.record(1_700_000_000, 0, piece));
        }
        return capture.toBytes();
    }

    private static byte[] inside(byte[] packet) {
        return Frames.udp("192.0.2.1", 7, "192.0.2.2", 4789, Frames.join("08000000 00002a00", Frames.ethernet(packet)));
    }

    private DnsExchange exchange() {
        assertThat(one().dns()).hasSize(1);
        return one().dns().getFirst();
    }

    private ConversationFact one() {
        assertThat(read()).hasSize(1);
        return read().getFirst();
    }

    private List<ConversationFact> read() {
        return Recorded.of(file.toBytes()).conversations();
    }

    private void put(byte[] packet) {
        millis++;
        file.record(1_700_000_000 + millis / 1000, millis % 1000 * 1000L, packet);
    }

    private static byte[] question() {
        return message(0x0100, 0);
    }

    private static byte[] answer(int addresses) {
        return message(0x8180, addresses);
    }

    /** A question for a.example, with so many A records. */
    private static byte[] message(int flags, int addresses) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(12)
                .putShort((short) 77)
                .putShort((short) flags)
                .putShort((short) 1)
                .putShort((short) addresses)
                .array());
        out.write(1);
        out.write('a');
        out.write(7);
        out.writeBytes("example".getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(new byte[] {0, 0, 1, 0, 1});
        for (int i = 0; i < addresses; i++) {
            out.writeBytes(new byte[] {(byte) 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 30, 0, 4, 10, 1, 0, (byte) i});
        }
        return out.toByteArray();
    }

    /** A packet cut into pieces of so many bytes, which must be a multiple of eight. */
    private static List<byte[]> pieces(byte[] packet, int id, int size) {
        int header = (packet[0] & 0xf0) == 0x60 ? 40 : 20;
        List<byte[]> pieces = new ArrayList<>();
        int length = packet.length - header;
        for (int from = 0; from < length; from += size) {
            pieces.add(piece(packet, id, from, Math.min(length, from + size), from + size < length));
        }
        return pieces;
    }

    private static byte[] piece(byte[] packet, int id, int from, int to, boolean more) {
        boolean six = (packet[0] & 0xf0) == 0x60;
        int header = six ? 40 : 20;
        ByteBuffer piece = ByteBuffer.allocate(header + (six ? 8 : 0) + to - from);
        piece.put(packet, 0, header);
        if (six) {
            piece.put(6, (byte) 44).putShort(4, (short) (8 + to - from));
            piece.put((byte) 17)
                    .put((byte) 0)
                    .putShort((short) (from | (more ? 1 : 0)))
                    .putInt(id + 1);
        } else {
            piece.putShort(2, (short) (20 + to - from))
                    .putShort(4, (short) (id + 1))
                    .putShort(6, (short) (from / 8 | (more ? 0x2000 : 0)));
        }
        return piece.put(packet, header + from, to - from).array();
    }
}
