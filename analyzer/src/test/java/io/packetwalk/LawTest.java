package io.packetwalk;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.check.Case;
import io.packetwalk.check.Confidence;
import io.packetwalk.check.Diagnosis;
import io.packetwalk.check.Examination;
import io.packetwalk.check.FlowWalks;
import io.packetwalk.check.Ranked;
import io.packetwalk.check.Role;
import io.packetwalk.fact.Reading;
import io.packetwalk.flow.Stitcher;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.ClusterJoin;
import io.packetwalk.walk.Walker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold for any bundle: the order of files is nothing, and less evidence never makes us surer. */
final class LawTest {

    @ParameterizedTest
    @ValueSource(strings = {"stale-rules-one-node", "lab-missing-route", "healthy-baseline"})
    void theOrderOfFilesDoesNotMatter(String bundle) throws IOException {
        List<Reading> readings = readings(bundle);
        List<Reading> shuffled = new ArrayList<>(readings);
        Collections.shuffle(shuffled, new Random(1));
        assertThat(diagnose(shuffled)).hasToString(diagnose(readings).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wrong-targetport",
                "vxlan-port-blocked",
                "missing-rules-one-node",
                "coredns-down",
                "healthy-baseline"
            })
    void withoutOneKindOfArtifactNothingMoreIsProven(String bundle) throws IOException {
        List<Reading> readings = readings(bundle);
        Set<String> proven = proven(diagnose(readings));
        for (String format : formats(readings)) {
            List<Reading> less = readings.stream()
                    .filter(reading -> !reading.format().equals(format))
                    .toList();
            assertThat(proven).as("proven without " + format).containsAll(proven(diagnose(less)));
        }
    }

    private static Set<String> formats(List<Reading> readings) {
        return readings.stream().map(Reading::format).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> proven(Diagnosis diagnosis) {
        return diagnosis.findings().stream()
                .filter(ranked -> ranked.role() == Role.ROOT_CAUSE)
                .filter(ranked -> ranked.finding().confidence() == Confidence.PROVEN)
                .map(Ranked::fingerprint)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Diagnosis diagnose(List<Reading> readings) {
        Cluster cluster = ClusterJoin.join(readings);
        return Examination.of(new Case(
                cluster,
                Stitcher.stitch(cluster),
                new FlowWalks(cluster, new Walker(cluster)::walk),
                Optional.empty()));
    }

    private static List<Reading> readings(String bundle) throws IOException {
        Path path = Path.of("..", "samples", "bundles", bundle + ".tar.gz");
        Bundle opened = Bundle.of(List.of(new Input.Stored(path)), Limits.standard(), () -> 0);
        return Analysis.run(opened, 2, cluster -> Optional.empty()).intake().readings();
    }
}
