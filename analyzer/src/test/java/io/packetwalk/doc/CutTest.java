package io.packetwalk.doc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Truncated and damaged dumps. */
class CutTest {

    private static final String SYNTAX = "\"{}[]:,\n -\\&*!|>%@`#\t'";

    @ParameterizedTest
    @ValueSource(strings = {"pods.yaml", "pods.json", "all.yaml", "endpointslices.json"})
    void cutAnywhereKeepsTheItemsBeforeItAndSaysSo(String sample) {
        byte[] whole = Read.sample(sample);
        List<Piece.Document> all = Read.of(whole).documents();
        for (int size = 200; size < whole.length - 40; size += 200) {
            Read read = Read.of(Arrays.copyOf(whole, size));
            List<Piece.Document> kept = read.documents();
            assertThat(kept).as("first %d bytes", size).isEqualTo(all.subList(0, kept.size()));
            assertThat(read.ending().cut()).as("first %d bytes", size).isPresent();
            long lines = read.ending().lines();
            long before =
                    all.stream().filter(document -> document.to() < lines - 1).count();
            assertThat((long) kept.size()).as("first %d bytes", size).isBetween(before - 1, (long) all.size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pods.yaml", "pods.json", "configmaps.yaml", "events.json"})
    void damageNeverThrowsAndNeverLeavesTheLines(String sample) {
        byte[] whole = Read.sample(sample);
        SplittableRandom random = new SplittableRandom(20_261_121);
        for (int round = 0; round < 1500; round++) {
            byte[] bytes = whole.clone();
            for (int hit = random.nextInt(1, 6); hit > 0; hit--) {
                int at = random.nextInt(bytes.length);
                bytes[at] = random.nextBoolean()
                        ? (byte) random.nextInt(256)
                        : (byte) SYNTAX.charAt(random.nextInt(SYNTAX.length()));
            }
            Read read = Read.of(Arrays.copyOf(bytes, random.nextInt(bytes.length / 2, bytes.length + 1)));
            long last = 1;
            for (Piece piece : read.pieces()) {
                assertThat(piece.from()).isBetween(1L, piece.to());
                assertThat(piece.to()).isLessThanOrEqualTo(read.ending().lines() + 1);
                if (!(piece instanceof Piece.Envelope)) {
                    assertThat(piece.from()).isGreaterThanOrEqualTo(last);
                    last = piece.to();
                }
            }
        }
    }
}
