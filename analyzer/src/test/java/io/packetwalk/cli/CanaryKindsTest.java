package io.packetwalk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.collector.Catalogue;
import io.packetwalk.collector.Row;
import io.packetwalk.collector.Sensitivity;
import io.packetwalk.fact.Reading;
import io.packetwalk.parse.intake.Intake;
import io.packetwalk.parse.intake.Parsers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code samples/canaries} has originals in every kind of artifact that is read or collected, and none is left after redaction. */
class CanaryKindsTest {
    private static final Path SAMPLES = Path.of("..", "samples", "canaries");
    private static final String CAPTURE = "pcap";

    /** Counters and versions: nothing in them is anybody's. */
    private static final Set<String> NUMBERS = Set.of(
            "bridge-link",
            "cluster-scale",
            "conntrack-count",
            "conntrack-stats",
            "ethtool-stats",
            "netstat",
            "nstat",
            "snmp",
            "snmp6",
            "softnet-stat",
            "version");

    @TempDir
    private Path here = Path.of("");

    @BeforeEach
    void plant() throws IOException {
        for (String kind : planted()) {
            Path file = here.resolve("planted/nodes/walrus-17").resolve(name(kind));
            Files.createDirectories(file.getParent());
            Files.write(file, kind.equals(CAPTURE) ? Canaries.capture() : Files.readAllBytes(SAMPLES.resolve(kind)));
        }
    }

    @Test
    void everyKindThatTellsOfSomebodyIsPlanted() throws IOException {
        Catalogue catalogue = Catalogue.load();
        Set<String> kinds = catalogue.rows().stream()
                .filter(row -> row.sensitivity() != Sensitivity.NONE)
                .map(Row::format)
                .collect(Collectors.toCollection(TreeSet::new));
        Parsers.ALL.forEach(parser -> kinds.add(parser.format().id()));
        kinds.removeAll(NUMBERS);

        assertThat(planted()).as("files of samples/canaries").containsAll(kinds);
    }

    /** A canary that no parser takes for its kind would prove nothing of that kind. */
    @Test
    void eachIsReadAsItsKind() throws IOException {
        Input input = new Input.Stored(here.resolve("planted"));
        Set<String> parsed = new HashSet<>();
        Parsers.ALL.forEach(parser -> parsed.add(parser.format().id()));
        List<Reading> readings = Intake.of(Bundle.of(List.of(input), Limits.standard(), () -> 0), 1)
                .readings();

        Map<String, String> formats = new TreeMap<>();
        readings.forEach(reading -> formats.put(kind(reading.artifact()), reading.format()));
        assertThat(formats.keySet()).containsAll(planted());
        formats.keySet().retainAll(parsed);
        assertThat(formats).allSatisfy((kind, format) -> assertThat(format).isEqualTo(kind));
    }

    @Test
    void noneIsLeft() throws IOException {
        Map<String, String> before = Canaries.contents(here.resolve("planted"));
        Ran ran = Ran.in(here, "redact", "planted", "-o", "out.tar", "--check");

        assertThat(ran.exit()).as(ran.out() + ran.err()).isZero();
        Map<String, String> after = Canaries.contents(here.resolve("out.tar"));
        assertThat(before)
                .allSatisfy((path, content) ->
                        assertThat(Canaries.seen(content)).as(path).isNotEmpty());
        assertThat(after).hasSameSizeAs(before).allSatisfy((path, content) -> {
            assertThat(Canaries.seen(path)).as(path).isEmpty();
            assertThat(Canaries.seen(content)).as(path).isEmpty();
        });
    }

    private static Set<String> planted() throws IOException {
        try (Stream<Path> files = Files.list(SAMPLES)) {
            Set<String> kinds = files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".md"))
                    .collect(Collectors.toCollection(TreeSet::new));
            kinds.add(CAPTURE);
            return kinds;
        }
    }

    /** Logs and what came from stderr are told by their names. */
    private static String name(String kind) {
        return switch (kind) {
            case "app-log" -> "app-log.log";
            case "cni-log" -> "cni-log.calico-node.log";
            case "packetwalk-manifest" -> "packetwalk-manifest.json";
            case "stderr" -> "stderr.txt.stderr";
            default -> kind + ".txt";
        };
    }

    private static String kind(String artifact) {
        String name = artifact.substring(artifact.lastIndexOf('/') + 1);
        return name.substring(0, name.indexOf('.'));
    }
}
