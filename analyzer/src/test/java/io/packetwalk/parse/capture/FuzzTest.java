package io.packetwalk.parse.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.capture.SampleCaptures;
import io.packetwalk.capture.file.CaptureReader;
import io.packetwalk.capture.tree.PacketFields;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the bytes: no exception, and every packet in exactly one state. */
final class FuzzTest {

    private static final Map<String, byte[]> SMALL = new TreeMap<>(SampleCaptures.all());

    static {
        SMALL.values().removeIf(bytes -> bytes.length < 200 || bytes.length > 8_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void brokenCapturesAreData(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        List<byte[]> samples = List.copyOf(SMALL.values());
        for (int round = 0; round < 250; round++) {
            byte[] broken = mutate(samples.get(random.nextInt(samples.size())), random);

            Recorded recorded = Recorded.of(broken);

            boolean cut = recorded.capture().truncated();
            assertThat(recorded.packets()).isEqualTo(recorded.capture().packets() + (cut ? 1 : 0));
            everyTree(broken);
        }
    }

    private static void everyTree(byte[] capture) throws IOException {
        CaptureReader reader = new CaptureReader(new ByteArrayInputStream(capture));
        for (int i = 0; reader.next() && i < 20; i++) {
            assertThat(PacketFields.of(reader.frame()).summary()).isNotEmpty();
        }
    }

    /** Flips bytes, sets lengths to extremes, cuts, and repeats pieces; the first four bytes stay, or it would be no capture. */
    private static byte[] mutate(byte[] sample, SplittableRandom random) {
        byte[] bytes = sample.clone();
        int times = random.nextInt(1, 30);
        for (int i = 0; i < times; i++) {
            int at = random.nextInt(4, bytes.length);
            bytes[at] = switch (random.nextInt(4)) {
                case 0 -> 0;
                case 1 -> (byte) 0xff;
                case 2 -> 0x7f;
                default -> (byte) random.nextInt();
            };
        }
        if (random.nextInt(4) == 0) {
            int from = random.nextInt(4, bytes.length);
            int to = random.nextInt(4, bytes.length);
            int length = Math.min(random.nextInt(64), bytes.length - Math.max(from, to));
            System.arraycopy(sample, from, bytes, to, length);
        }
        return random.nextInt(5) == 0 ? Arrays.copyOf(bytes, random.nextInt(4, bytes.length)) : bytes;
    }
}
