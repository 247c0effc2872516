package io.packetwalk.parse.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.capture.CaptureFile;
import io.packetwalk.capture.GeneratedFrame;
import io.packetwalk.capture.SampleCaptures;
import io.packetwalk.fact.capture.ConversationFact;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A capture cut at any byte gives the flows of the part that is whole, and says that it was cut. */
final class CutCaptureTest {

    /** Cuts of each capture; {@code -Dcuts=1000} for a whole night's worth. */
    private static final int CUTS = Integer.getInteger("cuts", 40);

    private static final int LARGEST = 40_000;

    @Test
    void aCutCaptureGivesTheFlowsOfItsWholePart() {
        SplittableRandom random = new SplittableRandom(14);
        int cuts = 0;
        for (Map.Entry<String, byte[]> sample : SampleCaptures.all().entrySet()) {
            byte[] whole = sample.getValue();
            if (whole.length > LARGEST || whole.length < 1_000) {
                continue;
            }
            Map<Integer, Recorded> parts = new HashMap<>();
            for (int i = 0; i < CUTS; i++) {
                int at = random.nextInt(300, whole.length);
                Recorded cut = Recorded.of(Arrays.copyOf(whole, at));
                Recorded part =
                        parts.computeIfAbsent(lastRecordEnd(whole, at), end -> Recorded.of(Arrays.copyOf(whole, end)));
                if (cut.capture().packets() == part.capture().packets()) {
                    assertThat(flows(cut))
                            .as("%s cut at %d", sample.getKey(), at)
                            .isEqualTo(flows(part));
                } else {
                    // The cut is behind a packet that is whole, in the options of its block.
                    assertThat(whole[0]).isEqualTo((byte) 0x0a);
                    assertThat(cut.capture().packets()).isEqualTo(part.capture().packets() + 1);
                }
                assertThat(part.capture().truncated()).isFalse();
                boolean inside = at != lastRecordEnd(whole, at);
                assertThat(cut.capture().truncated()).isEqualTo(inside);
                assertThat(cut.notes).hasSize(inside ? 1 : 0);
                cuts++;
            }
        }
        assertThat(cuts).isGreaterThan(1_000);
    }

    /** Every link type, tags, tunnels, fragments and extension headers, at a thousand places. */
    @Test
    void aGeneratedCaptureCutAnywhereGivesTheFlowsOfItsWholePart() {
        SplittableRandom random = new SplittableRandom(15);
        CaptureFile file = new CaptureFile(ByteOrder.LITTLE_ENDIAN).section();
        List<Integer> ends = new ArrayList<>();
        Set<Integer> boundaries = new HashSet<>();
        for (int tap = 0; tap < 120; tap++) {
            GeneratedFrame frame = new GeneratedFrame(random.split());
            boundaries.add(file.toBytes().length);
            file.tap(frame.linkType(), 0);
            boundaries.add(file.toBytes().length);
            file.packet(tap, tap * 1_000L, frame.bytes());
            ends.add(file.toBytes().length);
        }
        byte[] whole = file.toBytes();
        Map<Integer, List<ConversationFact>> parts = new HashMap<>();
        for (int i = 0; i < 1_000; i++) {
            int at = random.nextInt(60, whole.length);
            int packets = (int) ends.stream().filter(end -> end <= at).count();
            Recorded cut = Recorded.of(Arrays.copyOf(whole, at));
            List<ConversationFact> expected = parts.computeIfAbsent(
                    packets, count -> flows(Recorded.of(Arrays.copyOf(whole, count == 0 ? 28 : ends.get(count - 1)))));
            if (cut.capture().packets() == packets) {
                assertThat(flows(cut)).as("cut at %d", at).isEqualTo(expected);
            } else {
                // The frame is whole, only the length behind it is cut.
                assertThat(cut.capture().packets()).isEqualTo(packets + 1);
            }
            assertThat(cut.capture().truncated()).as("cut at %d", at).isEqualTo(!boundaries.contains(at));
            assertThat(cut.notes).hasSize(boundaries.contains(at) ? 0 : 1);
        }
        assertThat(flows(Recorded.of(whole)).size()).isGreaterThan(60);
    }

    private static List<ConversationFact> flows(Recorded recorded) {
        return List.copyOf(recorded.conversations());
    }

    /** Where the last whole record or block before {@code limit} ends; all samples are little-endian. */
    private static int lastRecordEnd(byte[] file, int limit) {
        boolean blocks = file[0] == 0x0a;
        int at = blocks ? 0 : 24;
        while (true) {
            int header = blocks ? 8 : 16;
            if (at + header > limit) {
                return at;
            }
            int size = blocks ? number(file, at + 4) : 16 + number(file, at + 8);
            if (at + size > limit) {
                return at;
            }
            at += size;
        }
    }

    private static int number(byte[] file, int at) {
        return (file[at] & 0xff)
                | (file[at + 1] & 0xff) << 8
                | (file[at + 2] & 0xff) << 16
                | (file[at + 3] & 0xff) << 24;
    }
}
