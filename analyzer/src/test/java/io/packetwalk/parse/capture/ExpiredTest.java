package io.packetwalk.parse.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.capture.SampleCaptures;
import io.packetwalk.fact.capture.ConversationFact;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether conversations are packed while nothing is heard in them changes nothing of what is told of them. */
final class ExpiredTest {

    private static final int MICROSECONDS = 0xa1b2c3d4;
    private static final int HEADER = 24;
    private static final int RECORD = 16;

    /** Real captures, so slow that every conversation falls silent now and then: within a handshake, between a question and its answer, before a repetition. */
    @ParameterizedTest
    @ValueSource(ints = {1, 40, 3_000, 200_000})
    void packedInBetweenIsToldTheSame(int slower) throws IOException {
        int told = 0;
        for (Map.Entry<String, byte[]> sample : SampleCaptures.all().entrySet()) {
            byte[] slow = slowed(sample.getValue(), slower);
            List<ConversationFact> whole = read(slow, Room.STANDARD);
            assertThat(read(slow, new Room(Room.STANDARD.most(), 0)))
                    .as(sample.getKey())
                    .isEqualTo(whole);
            told += whole.size();
        }
        assertThat(told).isGreaterThan(1_000);
    }

    /** Two sides that say anything near to what they could say, with pauses of milliseconds and of seconds. */
    @Test
    void connectionsInAllKindsOfTroubleAreToldTheSame() throws IOException {
        List<ConversationFact> all = new ArrayList<>();
        for (int seed = 1; seed <= 3; seed++) {
            byte[] capture = new Babble(seed).capture(20_000);
            List<ConversationFact> whole = read(capture, Room.STANDARD);
            assertThat(read(capture, new Room(Room.STANDARD.most(), 0)))
                    .as("seed %d", seed)
                    .isEqualTo(whole);
            all.addAll(whole);
        }

        assertThat(all)
                .anyMatch(seen -> seen.tuple().src().ip().v6())
                .anyMatch(seen -> seen.dns().stream().anyMatch(asked -> asked.udpSize() > 0))
                .anyMatch(seen ->
                        seen.tcp().filter(tcp -> tcp.largestLostForward() > 0).isPresent())
                .anyMatch(seen ->
                        seen.tcp().filter(tcp -> !tcp.synGapsMillis().isEmpty()).isPresent());
        assertThat(all.stream()
                        .flatMap(seen -> seen.tcp().stream())
                        .flatMap(tcp -> Stream.of(tcp.forward(), tcp.backward())))
                .anyMatch(sent -> sent.fast() > 0)
                .anyMatch(sent -> sent.spurious() > 0)
                .anyMatch(sent -> sent.outOfOrder() > 0)
                .anyMatch(sent -> sent.tries() > 0)
                .anyMatch(sent -> sent.keepAlives() > 0)
                .anyMatch(sent -> sent.zeroWindowProbes() > 0)
                .anyMatch(sent -> sent.zeroWindowMicros() > 0);
    }

    @Test
    void numbersAreReadAsTheyWereWritten() {
        SplittableRandom random = new SplittableRandom(5);
        Packing packing = new Packing(new byte[64]);
        for (int i = 0; i < 20_000; i++) {
            long any = random.nextLong() >> random.nextInt(64);
            packing.at = 0;
            packing.count(any);
            packing.near(any);
            packing.four((int) any);
            packing.eight(any);
            int end = packing.at;
            packing.at = 0;
            assertThat(List.of(packing.count(), packing.near(), (long) packing.four(), packing.eight()))
                    .containsExactly(any, any, (long) (int) any, any);
            assertThat(packing.at).isEqualTo(end);
        }
        packing.at = 0;
        packing.count(127);
        packing.near(-64);
        assertThat(packing.at).isEqualTo(2);
    }

    @Test
    void whatIsPackedAgainTakesItsPlaceUnlessItHasGrown() {
        Expired expired = new Expired();
        Packing packing = new Packing(new byte[0]);
        int first = keep(expired, packing, -1, 10);
        int second = keep(expired, packing, -1, 20);
        assertThat(keep(expired, packing, first, 9)).isEqualTo(first);
        int grown = keep(expired, packing, first, 11);
        assertThat(grown).isNotIn(first, second);
        assertThat(keep(expired, packing, grown, 15)).isEqualTo(grown);
        assertThat(expired.at(second, packing).count()).isEqualTo(20);
        assertThat(expired.at(grown, packing).count()).isEqualTo(15);
        for (int i = 0; i < 10_000; i++) {
            int place = keep(expired, packing, -1, 100);
            assertThat(expired.at(place, packing).count()).isEqualTo(100);
        }
        expired.close();
        assertThat(expired.at(second, packing).count()).isEqualTo(20);
    }

    /** An entry of so many bytes, which tells its length. */
    private static int keep(Expired expired, Packing packing, int former, int length) {
        expired.begin(packing);
        packing.count(length);
        while (packing.at < length) {
            packing.count(7);
        }
        return expired.keep(packing, former);
    }

    private static List<ConversationFact> read(byte[] capture, Room room) throws IOException {
        Recorded recorded = new Recorded();
        Capture.with(1, room).parse(Recorded.content(new ByteArrayInputStream(capture)), recorded);
        return List.copyOf(recorded.conversations());
    }

    /** Each packet as many times later after the first. Other files than pcap with microseconds in this machine's order are given as they are. */
    private static byte[] slowed(byte[] capture, int slower) {
        ByteBuffer slow = ByteBuffer.wrap(capture.clone()).order(ByteOrder.LITTLE_ENDIAN);
        if (capture.length < HEADER + RECORD || slow.getInt(0) != MICROSECONDS) {
            return capture;
        }
        long first = micros(slow, HEADER);
        for (int at = HEADER; at + RECORD <= capture.length; at += RECORD + slow.getInt(at + 8)) {
            long time = first + (micros(slow, at) - first) * slower;
            slow.putInt(at, (int) (time / 1_000_000));
            slow.putInt(at + 4, (int) (time % 1_000_000));
        }
        return slow.array();
    }

    private static long micros(ByteBuffer capture, int at) {
        return (capture.getInt(at) & 0xffff_ffffL) * 1_000_000 + capture.getInt(at + 4);
    }
}
