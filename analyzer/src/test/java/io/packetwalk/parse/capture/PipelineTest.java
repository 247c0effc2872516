package io.packetwalk.parse.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.packetwalk.capture.CaptureFile;
import io.packetwalk.capture.Frames;
import io.packetwalk.capture.LinkType;
import io.packetwalk.capture.SampleCaptures;
import io.packetwalk.fact.capture.ConversationFact;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read does not depend on how many threads read it. */
final class PipelineTest {

    /** Many windows, so that batches really go to other threads; real packets, each round under other addresses. */
    private static final byte[] LARGE = large();

    private static final List<ConversationFact> ALONE = conversations(1);

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 9})
    void anyNumberOfWorkersFindsTheSame(int workers) {
        assertThat(conversations(workers)).isEqualTo(ALONE);
    }

    @Test
    void thereIsMuchToFind() {
        assertThat(LARGE.length).isGreaterThan(6_000_000);
        assertThat(ALONE.size()).isGreaterThan(500);
        assertThat(ALONE).extracting(seen -> seen.source().from()).isSorted();
        assertThat(ALONE).anyMatch(seen -> !seen.dns().isEmpty());
        assertThat(ALONE).anyMatch(seen -> !seen.icmpErrors().isEmpty());
        assertThat(ALONE).anyMatch(seen -> seen.tunnel().isPresent());
        assertThat(ALONE)
                .anyMatch(seen -> seen.tcp().isPresent() && seen.tcp().get().retransmitsForward() > 0);
    }

    @Test
    void aLimitThatEndsReadingEndsTheThreadsToo() {
        InputStream limited = new InputStream() {
            private final InputStream all = new ByteArrayInputStream(LARGE);
            private int left = LARGE.length / 2;

            @Override
            public int read() {
                throw new AssertionError("captures are read in windows");
            }

            @Override
            public int read(byte[] into, int from, int most) throws IOException {
                int got = all.read(into, from, most);
                left -= got;
                if (left < 0) {
                    throw new IOException("the limit");
                }
                return got;
            }
        };

        assertThatThrownBy(() -> Capture.with(3).parse(Recorded.content(limited), new Recorded()))
                .isInstanceOf(IOException.class)
                .hasMessage("the limit");
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("counting") && thread.isAlive());
    }

    @Test
    void aFloodOfTinyFramesIsReadToo() {
        CaptureFile file = CaptureFile.pcap(LinkType.RAW);
        for (int i = 0; i < 60_000; i++) {
            file.record(1, i, Frames.join("45000020 0000 0000 40 11 0000 0a000001", tail(i)));
        }
        List<ConversationFact> alone = read(file.toBytes(), 1);
        assertThat(alone).hasSize(60_000);
        assertThat(read(file.toBytes(), 4)).isEqualTo(alone);
    }

    @Test
    void aboveItsLimitACaptureSaysThatConversationsAreMissing() throws IOException {
        CaptureFile file = CaptureFile.pcap(LinkType.RAW);
        for (int i = 0; i < 10_000; i++) {
            file.record(1, i, Frames.join("45000020 0000 0000 40 11 0000 0a000001", tail(i)));
        }
        Recorded recorded = new Recorded();
        Capture.with(2, new Room(800, 800)).parse(Recorded.content(new ByteArrayInputStream(file.toBytes())), recorded);

        int kept = recorded.conversations().size();
        assertThat(kept).isBetween(700, 800);
        // What came first is whole; of what came later there is some of every time.
        assertThat(recorded.conversations().stream()
                        .filter(seen -> seen.source().from() <= 500))
                .hasSize(500);
        assertThat(recorded.conversations().stream()
                        .filter(seen -> seen.source().from() > 3_000))
                .isNotEmpty();
        assertThat(recorded.capture().beyond()).isEqualTo(10_000 - kept);
        assertThat(recorded.capture().packets()).isEqualTo(10_000);
        assertThat(recorded.notes).singleElement().satisfies(note -> {
            assertThat(note.code()).isEqualTo("capture-flows-limited");
            assertThat(note.text())
                    .contains("room for 800 conversations")
                    .contains("only a sample")
                    .contains(10_000 - kept + " packets");
        });
    }

    @Test
    void aConnectionThatIsNotKeptIsNoPartOfTheOneBeforeOnItsPorts() throws IOException {
        CaptureFile file = CaptureFile.pcap(LinkType.RAW);
        int time = 0;
        for (int isn : new int[] {100, 5_000}) {
            file.record(1, time++, segment(isn, 0x02));
            file.record(1, time++, segment(isn + 1, 0x10));
            file.record(1, time++, segment(isn + 1, 0x11));
        }
        Recorded recorded = new Recorded();
        Capture.with(1, new Room(Shard.COUNT, 0))
                .parse(Recorded.content(new ByteArrayInputStream(file.toBytes())), recorded);

        assertThat(recorded.conversations())
                .singleElement()
                .satisfies(first -> assertThat(first.forward().packets()).isEqualTo(3));
        assertThat(recorded.capture().beyond()).isEqualTo(3);
    }

    /** A TCP segment without data between always the same ports. */
    private static byte[] segment(int seq, int flags) {
        String tcp = "9c40 0050 %08x 00000000 50%02x ffff 0000 0000".formatted(seq, flags);
        return Frames.join("45000028 0000 0000 40 06 0000 0a000001 0a000002" + tcp, new byte[0]);
    }

    /** Destination, ports and an empty datagram. */
    private static byte[] tail(int i) {
        return new byte[] {10, 1, (byte) (i >> 8), (byte) i, 9, (byte) (i >> 16), 0, 99, 0, 12, 0, 0, 1, 2, 3, 4};
    }

    private static List<ConversationFact> conversations(int workers) {
        return read(LARGE, workers);
    }

    private static List<ConversationFact> read(byte[] file, int workers) {
        return List.copyOf(Recorded.of(new ByteArrayInputStream(file), workers).conversations());
    }

    private static byte[] large() {
        SplittableRandom random = new SplittableRandom(4);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<byte[]> samples = SampleCaptures.all().entrySet().stream()
                .filter(sample -> sample.getKey().endsWith(".pcap") && sample.getValue()[20] == LinkType.ETHERNET)
                .map(Map.Entry::getValue)
                .filter(file -> file[21] == 0 && file.length > 1_000)
                .toList();
        out.write(samples.getFirst(), 0, 24);
        for (int round = 0; out.size() < 7_000_000; round++) {
            byte[] file = samples.get(random.nextInt(samples.size())).clone();
            for (int at = 24; at < file.length; ) {
                int captured = file[at + 8] & 0xff | (file[at + 9] & 0xff) << 8;
                if (captured > 40) {
                    file[at + 16 + 28] += (byte) round;
                    file[at + 16 + 32] += (byte) round;
                }
                at += 16 + captured;
            }
            out.write(file, 24, file.length - 24);
        }
        return out.toByteArray();
    }
}
