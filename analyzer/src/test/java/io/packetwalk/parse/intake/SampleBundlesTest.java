package io.packetwalk.parse.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Entry;
import io.packetwalk.bundle.EntryVisitor;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Presence;
import io.packetwalk.fact.Reading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Laws that hold for every bundle in {@code samples/bundles}. */
class SampleBundlesTest {

    private static final Path SAMPLES = Path.of("..", "samples", "bundles");

    static List<Path> bundles() throws IOException {
        try (Stream<Path> files = Files.list(SAMPLES)) {
            return files.filter(file -> file.toString().endsWith(".tar.gz"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void thereAreSamples() throws IOException {
        assertThat(bundles()).hasSizeGreaterThan(9);
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void theStatesOfAllTextArtifactsAddUpToTheirLines(Path file) throws IOException {
        Map<String, Long> counted = new HashMap<>();
        bundle(file).forEach(new LineCounts(counted));
        Map<String, Long> covered = Intake.of(bundle(file), 2).readings().stream()
                .filter(reading -> counted.containsKey(reading.artifact()))
                .collect(Collectors.toMap(
                        Reading::artifact, reading -> reading.coverage().lines(), Long::sum));
        assertThat(covered).isNotEmpty().isEqualTo(counted);
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

    private record LineCounts(Map<String, Long> counted) implements EntryVisitor {
        @Override
        public boolean entry(Entry entry) throws IOException {
            // Captures have packets instead of lines.
            if (!entry.artifact().path().contains(".pcap")) {
                byte[] bytes = entry.content().readAllBytes();
                String text = new String(bytes, StandardCharsets.ISO_8859_1);
                long newlines = text.chars().filter(c -> c == '\n').count();
                counted.put(entry.artifact().path(), text.isEmpty() || text.endsWith("\n") ? newlines : newlines + 1);
            }
            return true;
        }

        @Override
        public void note(Note note) {
            throw new AssertionError(note.toString());
        }

        @Override
        public void restart() {
            counted.clear();
        }
    }
}
