package io.packetwalk.parse.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Presence;
import io.packetwalk.fact.Reading;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Laws that hold for every bundle in {@code samples/bundles}. */
class SampleBundlesTest {

    private static final Path SAMPLES = Path.of("..", "samples", "bundles");

    static List<Path> bundles() throws IOException {
        try (Stream<Path> files = Files.list(SAMPLES)) {
            return files.sorted().toList();
        }
    }

    @Test
    void thereAreSamples() throws IOException {
        assertThat(bundles()).hasSizeGreaterThan(9);
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void theStatesOfAllTextArtifactsAddUpToTheirLines(Path file) throws IOException {
        Bundle bundle = bundle(file);
        Intake intake = Intake.of(bundle, 2);
        assertThat(intake.readings()).isNotEmpty();
        for (Reading reading : intake.readings()) {
            if (!reading.artifact().contains(".pcap")) {
                assertThat(reading.coverage().lines())
                        .as(reading.artifact())
                        .isEqualTo(bundle.read(reading.artifact(), entry -> lines(entry.content()))
                                .orElseThrow());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void noReaderCrashesAndNothingIsTruncated(Path file) throws IOException {
        Intake intake = Intake.of(bundle(file), 2);
        assertThat(intake.readings()).allSatisfy(reading -> {
            assertThat(reading.notes()).extracting(Note::code).doesNotContain("parser-crashed");
            assertThat(reading.presence()).isNotInstanceOf(Presence.Truncated.class);
        });
        assertThat(intake.notes()).extracting(Note::code).doesNotContain("archive-truncated", "duplicate-entry");
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void nodeAndPodFoldersGivePlaces(Path file) throws IOException {
        Intake intake = Intake.of(bundle(file), 1);
        assertThat(intake.layout()).isEqualTo("packetwalk");
        assertThat(intake.readings())
                .filteredOn(reading -> reading.artifact().startsWith("nodes/"))
                .isNotEmpty()
                .allSatisfy(reading -> assertThat(reading.place())
                        .isEqualTo(new Place.Node(reading.artifact().split("/", -1)[1])));
    }

    @Test
    void theNumberOfWorkersChangesNothing() throws IOException {
        Path file = bundles().getFirst();
        assertThat(Intake.of(bundle(file), 4)).isEqualTo(Intake.of(bundle(file), 1));
    }

    private static Bundle bundle(Path file) throws IOException {
        return Bundle.of(List.of(new Input.Stored(file)), Limits.standard(), () -> 0);
    }

    private static long lines(InputStream in) {
        try {
            byte[] bytes = in.readAllBytes();
            long newlines = 0;
            for (byte b : bytes) {
                newlines += b == '\n' ? 1 : 0;
            }
            return bytes.length > 0 && bytes[bytes.length - 1] != '\n' ? newlines + 1 : newlines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
