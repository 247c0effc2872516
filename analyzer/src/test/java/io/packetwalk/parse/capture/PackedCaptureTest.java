package io.packetwalk.parse.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.capture.SampleCaptures;
import io.packetwalk.evidence.Presence;
import io.packetwalk.fact.Reading;
import io.packetwalk.fact.capture.CaptureFact;
import io.packetwalk.fact.capture.ConversationFact;
import io.packetwalk.parse.intake.Intake;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A compressed capture gives the flows of the plain one; cut or damaged anywhere, those of what can still be unpacked, and says so. */
final class PackedCaptureTest {

    private static final int CUTS = Integer.getInteger("cuts", 40);

    /** How a capture may be compressed. */
    enum Packing {
        GZIP {
            @Override
            byte[] pack(byte[] bytes) throws IOException {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                try (OutputStream packed = new GZIPOutputStream(out)) {
                    packed.write(bytes);
                }
                return out.toByteArray();
            }
        },
        XZ {
            @Override
            byte[] pack(byte[] bytes) throws IOException {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                try (OutputStream packed = new XZCompressorOutputStream(out)) {
                    packed.write(bytes);
                }
                return out.toByteArray();
            }
        },
        ZSTD {
            @Override
            byte[] pack(byte[] bytes) {
                return Zstd.compress(bytes);
            }
        };

        abstract byte[] pack(byte[] bytes) throws IOException;
    }

    private static final byte[] PLAIN = SampleCaptures.one("healthy-baseline", "pod.default.client-a.eth0.pcap");

    @ParameterizedTest
    @EnumSource
    void aCompressedCaptureGivesTheFlowsOfThePlainOne(Packing packing) throws IOException {
        Reading reading = read(packing.pack(PLAIN));

        assertThat(reading.presence()).isEqualTo(new Presence.Collected());
        assertThat(conversations(reading)).hasSameSizeAs(Recorded.of(PLAIN).conversations());
    }

    @ParameterizedTest
    @EnumSource
    void cutAnywhereItGivesTheFlowsOfWhatCanBeUnpacked(Packing packing) throws IOException {
        SplittableRandom random = new SplittableRandom(16);
        byte[] packed = packing.pack(PLAIN);
        for (int i = 0; i < CUTS; i++) {
            int at = random.nextInt(1, packed.length);
            Reading reading = read(Arrays.copyOf(packed, at));

            holds(reading, packing + " cut at " + at);
        }
    }

    @ParameterizedTest
    @EnumSource
    void damagedAnywhereItIsReadOrSaysSo(Packing packing) throws IOException {
        SplittableRandom random = new SplittableRandom(17);
        byte[] packed = packing.pack(PLAIN);
        for (int i = 0; i < CUTS; i++) {
            byte[] damaged = packed.clone();
            int at = random.nextInt(damaged.length);
            damaged[at] ^= (byte) random.nextInt(1, 256);
            Reading reading = read(damaged);

            assertThat(reading.notes())
                    .as("%s damaged at %d", packing, at)
                    .noneMatch(note -> note.code().equals("parser-crashed"));
        }
    }

    /** Either the beginning could not be told for a capture at all, or its flows begin as those of the whole one. */
    private static void holds(Reading reading, String what) {
        assertThat(reading.notes()).as(what).noneMatch(note -> note.code().equals("parser-crashed"));
        Optional<CaptureFact> capture = capture(reading);
        if (capture.isEmpty()) {
            assertThat(reading.facts()).as(what).isEmpty();
            return;
        }
        long packets = capture.get().packets();
        List<ConversationFact> part =
                Recorded.of(Arrays.copyOf(PLAIN, end(packets))).conversations();
        assertThat(conversations(reading)).as(what).hasSameSizeAs(part);
        boolean whole = end(packets) == PLAIN.length;
        assertThat(reading.presence())
                .as(what)
                .satisfies(presence -> assertThat(presence instanceof Presence.Truncated || whole)
                        .isTrue());
    }

    /** Where so many records end. */
    private static int end(long packets) {
        int at = 24;
        for (long i = 0; i < packets; i++) {
            at += 16 + (PLAIN[at + 8] & 0xff | (PLAIN[at + 9] & 0xff) << 8);
        }
        return at;
    }

    private static Reading read(byte[] packed) throws IOException {
        Input input = new Input.Piped("client-a.pcap.packed", new ByteArrayInputStream(packed));
        return Intake.of(Bundle.of(List.of(input), Limits.standard(), () -> 0), 1)
                .readings()
                .getFirst();
    }

    private static Optional<CaptureFact> capture(Reading reading) {
        return reading.facts().stream()
                .filter(CaptureFact.class::isInstance)
                .map(CaptureFact.class::cast)
                .findFirst();
    }

    private static List<ConversationFact> conversations(Reading reading) {
        return capture(reading).orElseThrow().conversations();
    }
}
