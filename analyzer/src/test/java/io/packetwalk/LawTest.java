package io.packetwalk;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.check.Case;
import io.packetwalk.check.Confidence;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Severity;
import io.packetwalk.check.diagnosis.Diagnosis;
import io.packetwalk.check.diagnosis.Examination;
import io.packetwalk.check.diagnosis.Ranked;
import io.packetwalk.check.diagnosis.Role;
import io.packetwalk.check.witness.FlowWalks;
import io.packetwalk.evidence.Place;
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
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "netpol-ingress-deny",
                "mtu-underlay-1450",
                "stale-rules-one-node",
                "healthy-baseline",
                "healthy-baseline-nft"
            })
    void aStrangersPartOfTheEvidenceIsNeverBlamedOnSomethingElse(String bundle) throws IOException {
        List<Reading> readings = readings(bundle);
        Set<String> roots = codes(diagnose(readings), ranked -> ranked.role() == Role.ROOT_CAUSE);
        parts(readings).forEach((name, part) -> {
            Diagnosis diagnosis = diagnose(
                    readings.stream().filter(reading -> part.test(reading)).toList());
            assertThat(diagnosis.outcomes().values())
                    .as("crashed, " + name)
                    .noneMatch(Outcome.Crashed.class::isInstance);
            assertThat(roots).as("proven, " + name).containsAll(codes(diagnosis, LawTest::proven));
            if (roots.isEmpty()) {
                assertThat(codes(diagnosis, LawTest::loud)).as("loud, " + name).isEmpty();
            }
        });
    }

    /** What people send: captures alone, objects alone, one node of several, everything but one kind of object. */
    private static Map<String, Predicate<Reading>> parts(List<Reading> readings) {
        Map<String, Predicate<Reading>> parts = new TreeMap<>();
        parts.put("only captures", reading -> reading.artifact().contains("pcap"));
        parts.put("only objects", reading -> reading.artifact().contains("/kubectl/"));
        parts.put("only nodes", reading -> reading.place() instanceof Place.Node);
        parts.put("no pods' files", reading -> !(reading.place() instanceof Place.Pod));
        parts.put("no objects", reading -> !reading.artifact().contains("/kubectl/"));
        for (String kind : List.of("pods", "services", "networkpolicies", "namespaces", "nodes", "endpointslices")) {
            parts.put(
                    "no " + kind,
                    reading -> !reading.artifact().matches(".*/kubectl/(" + kind + "|endpoints|all)\\..*"));
        }
        Set<Place> nodes = readings.stream()
                .map(Reading::place)
                .filter(Place.Node.class::isInstance)
                .collect(Collectors.toSet());
        for (Place node : nodes) {
            parts.put("no " + node, reading -> !reading.place().equals(node));
            parts.put(
                    "no node but " + node,
                    reading -> !(reading.place() instanceof Place.Node)
                            || reading.place().equals(node));
        }
        return parts;
    }

    private static boolean proven(Ranked ranked) {
        return ranked.role() == Role.ROOT_CAUSE && ranked.finding().confidence() == Confidence.PROVEN;
    }

    private static boolean loud(Ranked ranked) {
        return ranked.role() == Role.ROOT_CAUSE
                || ranked.finding().confidence() != Confidence.POSSIBLE
                        && ranked.finding().severity() != Severity.S3;
    }

    private static Set<String> codes(Diagnosis diagnosis, Predicate<Ranked> which) {
        return diagnosis.findings().stream()
                .filter(which)
                .map(ranked -> ranked.finding().id().code())
                .collect(Collectors.toCollection(TreeSet::new));
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
        return Examination.of(
                new Case(
                        cluster,
                        Stitcher.stitch(cluster),
                        new FlowWalks(cluster, new Walker(cluster)::walk),
                        Optional.empty()),
                2);
    }

    private static List<Reading> readings(String bundle) throws IOException {
        Path path = Path.of("..", "samples", "bundles", bundle + ".tar.gz");
        Bundle opened = Bundle.of(List.of(new Input.Stored(path)), Limits.standard(), () -> 0);
        return Analysis.run(opened, 2, cluster -> Optional.empty()).intake().readings();
    }
}
