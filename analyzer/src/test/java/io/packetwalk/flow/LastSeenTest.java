package io.packetwalk.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each probe of the lab passes, joined, the place where the lab's own eyes saw it last, and ends as its client observed. */
final class LastSeenTest {

    private static final Path SAMPLES = Path.of("..", "samples");

    static Stream<Map.Entry<String, List<LastSeen.Probe>>> bundles() throws IOException {
        Map<String, List<LastSeen.Probe>> probes = new TreeMap<>();
        for (String line : Files.readAllLines(SAMPLES.resolve("truth/last-seen.tsv"))) {
            if (!line.startsWith("#")) {
                String[] cell = line.split("\t", -1);
                String tuple = LastSeen.Probe.proto(cell[2], cell[3]) + " " + cell[6] + " -> " + cell[7];
                probes.computeIfAbsent(cell[0], _name -> new ArrayList<>())
                        .add(new LastSeen.Probe(cell[1], Set.of(cell[3].split(" ")), cell[4], cell[5], tuple));
            }
        }
        return probes.entrySet().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bundles")
    void aProbeIsSeenWhereTheLabSawItLast(Map.Entry<String, List<LastSeen.Probe>> bundle) throws IOException {
        List<Flow> flows = LastSeen.flows(SAMPLES.resolve("bundles/" + bundle.getKey() + ".tar.gz"));
        for (LastSeen.Probe probe : bundle.getValue()) {
            assertThat(LastSeen.problems(probe, bundle.getValue(), flows))
                    .as(probe.toString())
                    .isEmpty();
        }
    }
}
