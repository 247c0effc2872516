package io.packetwalk.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes we are given: a bundle, or a limit that was passed, or an input that cannot be read; nothing else. */
class ArchiveFuzzTest {

    private static final int MUTANTS = 60;
    private static final Limits LIMITS = new Limits(1000, 8 << 20, 4 << 20, 300, 4, 4096, 1 << 20, Duration.ofHours(1));

    static IntStream seeds() {
        return IntStream.range(0, 12);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void mutatedArchivesHarmNobody(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, String> files = new LinkedHashMap<>();
        files.put("case/nodes/w1/uname.txt", "Linux w1 6.1\n");
        files.put("case/" + "long/".repeat(40) + "name", "x".repeat(2000));
        byte[] inner = Archives.gzip(Archives.tar(files));
        byte[] tar = Archives.tar(t -> {
            Archives.file(t, "case/inner.tgz", inner);
            Archives.file(t, "case/inner.zip", Archives.zip(files));
            Archives.file(t, "case/x.zst", Archives.zstd(Archives.bytes("y".repeat(500))));
            Archives.file(t, "case/x.xz", Archives.xz(Archives.bytes("z".repeat(500))));
            Archives.file(t, "case/x.bz2", Archives.bzip2(Archives.bytes("z".repeat(500))));
        });
        byte[] archive = seed % 3 == 0 ? Archives.gzip(tar) : seed % 3 == 1 ? tar : Archives.zip(files);
        int survived = 0;
        for (int i = 0; i < MUTANTS; i++) {
            survived += opens(mutated(archive, random)) ? 1 : 0;
        }
        assertThat(survived).isBetween(0, MUTANTS);
    }

    /** Any exception but these two ends the test. */
    private static boolean opens(byte[] archive) {
        try {
            Unpacked unpacked = Unpacked.of(LIMITS, Unpacked.piped("x", archive));
            assertThat(unpacked.files.keySet()).noneMatch(path -> path.startsWith("/") || path.startsWith("../"));
            return true;
        } catch (LimitExceeded e) {
            assertThat(e.flag()).startsWith("--max-");
            return false;
        } catch (IOException e) {
            throw new AssertionError("only limits may end a reading", e);
        }
    }

    private static byte[] mutated(byte[] archive, SplittableRandom random) {
        byte[] copy = archive.clone();
        int changes = 1 + random.nextInt(12);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(copy.length);
            switch (random.nextInt(3)) {
                case 0 -> copy[at] = (byte) random.nextInt(256);
                case 1 -> copy[at] ^= (byte) (1 << random.nextInt(8));
                default -> {
                    int length = Math.min(random.nextInt(600), copy.length - at);
                    System.arraycopy(copy, at, copy, random.nextInt(copy.length - length), length);
                }
            }
        }
        return copy;
    }
}
