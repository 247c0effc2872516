package io.packetwalk.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.conntrack.ConntrackStatFact;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two samples of counters that only grow: what grew, and when nothing can be said. */
class ConntrackSamplesTest {

    private static ConntrackStatFact cpu(String artifact, int cpu, long drop, long failed) {
        return new ConntrackStatFact(
                Source.line(artifact, cpu + 1),
                cpu,
                Map.of("drop", drop, "insert_failed", failed, "entries", 9L - drop % 5));
    }

    @Test
    void theirValuesTellWhichCameFirst() {
        // By name the later one comes first.
        ConntrackSamples samples = ConntrackSamples.of(List.of(
                cpu("conntrack-S-later.txt", 0, 12, 3),
                cpu("conntrack-S-later.txt", 1, 5, 0),
                cpu("conntrack-S.txt", 0, 7, 3),
                cpu("conntrack-S.txt", 1, 5, 0)));

        assertThat(samples.grown("drop")).isEqualTo(5);
        assertThat(samples.grown("insert_failed")).isZero();
        assertThat(samples.sum("drop")).isEqualTo(17);
        assertThat(samples.earlier().getFirst().source().artifact()).isEqualTo("conntrack-S.txt");
    }

    @Test
    void oneSampleGrowsByNothing() {
        ConntrackSamples samples = ConntrackSamples.of(List.of(cpu("conntrack-S.txt", 0, 7, 3)));

        assertThat(samples.two()).isFalse();
        assertThat(samples.grown("drop")).isZero();
        assertThat(samples.counting("drop")).hasSize(1);
    }

    @Test
    void countersThatBeganAnewAreNoGrowth() {
        ConntrackSamples samples = ConntrackSamples.of(List.of(cpu("a.txt", 0, 7, 3), cpu("b.txt", 0, 900, 0)));

        assertThat(samples.two()).isFalse();
    }

    @Test
    void samplesOfDifferentCpusAreNotCompared() {
        ConntrackSamples samples = ConntrackSamples.of(List.of(cpu("a.txt", 0, 7, 3), cpu("b.txt", 1, 900, 8)));

        assertThat(samples.two()).isFalse();
    }
}
