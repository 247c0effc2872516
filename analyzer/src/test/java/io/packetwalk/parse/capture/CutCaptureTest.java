package io.packetwalk.parse.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.capture.SampleCaptures;
import io.packetwalk.fact.capture.ConversationFact;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A capture cut at any byte gives the flows of the part that is whole, and says that it was cut. */
final class CutCaptureTest {

    private static final int CUTS = 40;
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
            for (int i = 0; i < CUTS; i++) {
                int at = random.nextInt(300, whole.length);
                Recorded cut = Recorded.of(Arrays.copyOf(whole, at));
                Recorded part = Recorded.of(Arrays.copyOf(whole, lastRecordEnd(whole, at)));
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
