package io.packetwalk.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.ClusterJoin;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Proto;
import io.packetwalk.parse.intake.Intake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What clients really saw, probe by probe, against what the walk engine predicts from the bundle alone. {@code samples/walks/probes.tsv} names the probes where
 * the two differ, and why.
 */
class ProbesTest {

    private static final Path SAMPLES = Path.of("..", "samples");

    private record Probe(
            String bundle, String id, String from, String to, int port, String proto, int size, String says) {

        static Probe of(String line) {
            String[] words = line.split("\t", -1);
            return new Probe(
                    words[0],
                    words[1],
                    words[2],
                    words[3],
                    Integer.parseInt(words[4]),
                    words[5],
                    Integer.parseInt(words[6]),
                    words[8]);
        }

        Question question() {
            int colon = from.lastIndexOf(':');
            int source = colon < 0 ? 0 : Integer.parseInt(from.substring(colon + 1));
            return new Question(origin(), target(), Proto.parse(proto).orElseThrow(), port, size, source);
        }

        private Question.Origin origin() {
            String[] words = from.split(":", -1)[0].split("/", -1);
            return switch (words[0]) {
                case "pod" -> new Question.Origin.InPod(ObjectRef.pod(words[1], words[2]));
                case "node" -> new Question.Origin.OnNode(words[1]);
                default -> new Question.Origin.Outside(Ip.parse(from));
            };
        }

        private Question.Target target() {
            String[] words = to.split("/", -1);
            return switch (words[0]) {
                case "pod" -> new Question.Target.ToPod(ObjectRef.pod(words[1], words[2]));
                case "svc" -> new Question.Target.ToService(ObjectRef.service(words[1], words[2]));
                case "node" -> new Question.Target.ToNode(words[1]);
                default ->
                    Ip.parse(to)
                            .<Question.Target>map(Question.Target.ToAddress::new)
                            .orElseGet(() -> new Question.Target.ToName(to));
            };
        }

        /** Probes of kind "dns" ask for the name only; they are written as UDP to port 80. */
        boolean nameOnly() {
            return proto.equals("udp") && port == 80;
        }
    }

    @TestFactory
    Stream<DynamicContainer> predictionIsWhatTheClientSaw() throws IOException {
        Map<String, List<Probe>> probes = new LinkedHashMap<>();
        try (Stream<String> lines = Files.lines(SAMPLES.resolve("walks/probes.tsv"))) {
            lines.filter(line -> !line.startsWith("#"))
                    .map(Probe::of)
                    .forEach(probe -> probes.merge(
                            probe.bundle(),
                            List.of(probe),
                            (one, other) ->
                                    Stream.concat(one.stream(), other.stream()).toList()));
        }
        return probes.entrySet().stream().map(entry -> {
            Lazy lazy = new Lazy(entry.getKey());
            return DynamicContainer.dynamicContainer(
                    entry.getKey(),
                    entry.getValue().stream()
                            .map(probe -> DynamicTest.dynamicTest(probe.id(), () -> check(probe, lazy.walker()))));
        });
    }

    private static void check(Probe probe, Walker walker) {
        Walk walk = walker.walk(probe.question());

        boolean resolved = walk.resolution().outcome().equals("resolved");
        String says = probe.nameOnly() && resolved ? "ok" : walk.symptom().word();
        assertThat(says)
                .as(
                        "%s %s: %s",
                        probe.bundle(),
                        probe.id(),
                        walk.paths().stream().map(path -> path.reason()).toList())
                .isEqualTo(probe.says());
        assertThat(walk.paths().stream().mapToDouble(path -> path.weight()).sum())
                .isCloseTo(1, within(1e-9));
        assertThat(walk.paths())
                .filteredOn(path -> !path.verdict().word().equals("UNDETERMINED"))
                .filteredOn(path -> path.verdict().word().equals("DROPPED"))
                .allSatisfy(path -> assertThat(path.by()).as(path.reason()).isNotEmpty());
    }

    /** A bundle read when its first probe runs. */
    private static final class Lazy {
        private final String bundle;
        private Optional<Walker> walker = Optional.empty();

        Lazy(String bundle) {
            this.bundle = bundle;
        }

        Walker walker() throws IOException {
            if (walker.isEmpty()) {
                Path archive = SAMPLES.resolve("bundles/" + bundle + ".tar.gz");
                Bundle opened = Bundle.of(List.of(new Input.Stored(archive)), Limits.standard(), System::nanoTime);
                Cluster cluster = ClusterJoin.join(Intake.of(opened, 2).readings());
                walker = Optional.of(new Walker(cluster));
            }
            return walker.get();
        }
    }
}
