package io.packetwalk;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Entry;
import io.packetwalk.bundle.EntryVisitor;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.check.Outcome;
import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.Presence;
import io.packetwalk.fact.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is left of somebody's bundle, whole, cut or garbled: nothing crashes, and what is not there is never called empty. */
class LayoutLawTest {
    private static final Path SAMPLES = Path.of("..", "samples", "layouts");
    private static final int DRAWS = 2;

    @TempDir
    private Path here = Path.of("");

    static List<Path> samples() throws IOException {
        try (Stream<Path> files = Files.list(SAMPLES)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void anyPartOfABundleIsRead(Path sample) throws IOException {
        Map<String, byte[]> files = contents(sample);
        for (int seed = 0; seed < DRAWS; seed++) {
            Random random = new Random(seed);
            double share = 0.2 + 0.6 * random.nextDouble();
            Path folder = here.resolve("part" + seed);
            Map<String, byte[]> kept = new TreeMap<>();
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                if (random.nextDouble() < share) {
                    kept.put(file.getKey(), damaged(file.getValue(), random));
                }
            }
            for (Map.Entry<String, byte[]> file : kept.entrySet()) {
                Path path = folder.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.write(path, file.getValue());
            }
            Files.createDirectories(folder);

            Analysis analysis = Analysis.run(open(folder), 1, _cluster -> Optional.empty());

            assertThat(analysis.diagnosis().outcomes().values())
                    .as(sample + " " + seed)
                    .noneMatch(Outcome.Crashed.class::isInstance);
            for (Reading reading : analysis.intake().readings()) {
                if (reading.presence() instanceof Presence.Empty) {
                    assertThat(kept.keySet()).as("empty").anyMatch(reading.artifact()::contains);
                }
            }
        }
    }

    /** Most files as they are, some cut in the middle, some with bytes changed. */
    private static byte[] damaged(byte[] content, Random random) {
        int kind = random.nextInt(8);
        if (kind == 0) {
            return Arrays.copyOf(content, content.length / 2);
        }
        byte[] out = content.clone();
        for (int i = 0; kind == 1 && out.length > 0 && i < 20; i++) {
            out[random.nextInt(out.length)] = (byte) random.nextInt(256);
        }
        return out;
    }

    private static Bundle open(Path path) throws IOException {
        return Bundle.of(List.of(new Input.Stored(path)), Limits.standard(), () -> 0);
    }

    private static Map<String, byte[]> contents(Path sample) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        open(sample).forEach(new EntryVisitor() {
            @Override
            public boolean entry(Entry entry) throws IOException {
                files.put(entry.artifact().path(), entry.content().readAllBytes());
                return true;
            }

            @Override
            public void note(Note note) {
                // Not asked here.
            }

            @Override
            public void restart() {
                files.clear();
            }
        });
        return files;
    }
}
