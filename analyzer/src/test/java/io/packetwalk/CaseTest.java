package io.packetwalk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.check.Case;
import io.packetwalk.check.Confidence;
import io.packetwalk.check.Evidence;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Severity;
import io.packetwalk.check.diagnosis.Diagnosis;
import io.packetwalk.check.diagnosis.Examination;
import io.packetwalk.check.diagnosis.Ranked;
import io.packetwalk.check.witness.FlowWalks;
import io.packetwalk.cli.Asked;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.fact.Reading;
import io.packetwalk.flow.Stitcher;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.ClusterJoin;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Question;
import io.packetwalk.walk.Walker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every folder of {@code samples/cases} holds what its {@code expect.yaml} says; see the README there. */
final class CaseTest {

    private static final Path SAMPLES = Path.of("..", "samples");

    @TestFactory
    Stream<DynamicNode> cases() throws IOException {
        try (Stream<Path> folders = Files.list(SAMPLES.resolve("cases"))) {
            return folders.filter(Files::isDirectory).sorted().toList().stream().map(CaseTest::container);
        }
    }

    private static DynamicNode container(Path folder) {
        try {
            JsonNode expected =
                    new YAMLMapper().readTree(folder.resolve("expect.yaml").toFile());
            List<Input> inputs = new ArrayList<>();
            if (expected.has("bundle")) {
                JsonNode bundle = expected.get("bundle");
                for (JsonNode each : bundle.isArray() ? bundle : List.of(bundle)) {
                    inputs.add(new Input.Stored(SAMPLES.resolve("bundles").resolve(each.asText())));
                }
            } else {
                inputs.add(new Input.Stored(folder.resolve("bundle")));
            }
            Analysis analysis = Analysis.run(
                    Bundle.of(inputs, Limits.standard(), () -> 0),
                    2,
                    cluster -> Optional.ofNullable(expected.get("asked"))
                            .map(symptom -> Asked.symptom(symptom.asText(), cluster)));
            return DynamicContainer.dynamicContainer(folder.getFileName().toString(), tests(analysis, expected));
        } catch (IOException failure) {
            return DynamicTest.dynamicTest(folder.getFileName().toString(), () -> {
                throw failure;
            });
        }
    }

    private static List<DynamicNode> tests(Analysis analysis, JsonNode expected) {
        List<DynamicNode> tests = new ArrayList<>();
        tests.add(DynamicTest.dynamicTest(
                "no check crashes",
                () -> assertThat(analysis.diagnosis().outcomes().values())
                        .noneMatch(Outcome.Crashed.class::isInstance)));
        List<Ranked> roots = analysis.diagnosis().rootCauses();
        if (expected.has("first")) {
            tests.add(DynamicTest.dynamicTest("names the cause first", () -> first(analysis, expected)));
        }
        expected.path("contains")
                .forEach(code -> tests.add(DynamicTest.dynamicTest(
                        "finds " + code.asText(),
                        () -> assertThat(analysis.diagnosis().findings())
                                .anyMatch(ranked -> ranked.finding().id().code().equals(code.asText())))));
        if (expected.has("rootCauses")) {
            tests.add(DynamicTest.dynamicTest(
                    "root causes",
                    () -> assertThat(roots).hasSize(expected.get("rootCauses").asInt())));
        }
        tests.add(DynamicTest.dynamicTest("proves nothing else", () -> proven(analysis, expected)));
        tests.add(DynamicTest.dynamicTest("proves nothing by logs alone", () -> logsAlone(analysis)));
        tests.add(DynamicTest.dynamicTest("is the same in another order of files", () -> shuffled(analysis)));
        if (roots.isEmpty()) {
            tests.add(DynamicTest.dynamicTest(
                    "no false alarm",
                    () -> assertThat(analysis.diagnosis().findings())
                            .noneMatch(ranked -> ranked.finding().confidence() != Confidence.POSSIBLE
                                    && ranked.finding().severity() != Severity.S3)));
        }
        expected.path("clear").forEach(code -> tests.add(outcome(analysis, code.asText(), Outcome.Clear.class)));
        expected.path("undetermined")
                .forEach(code -> tests.add(outcome(analysis, code.asText(), Outcome.Undetermined.class)));
        expected.path("walks").forEach(walk -> tests.add(walk(analysis, walk)));
        return tests;
    }

    private static void first(Analysis analysis, JsonNode expected) {
        assertThat(analysis.diagnosis().findings()).isNotEmpty();
        Ranked first = analysis.diagnosis().findings().getFirst();
        List<String> codes = new ArrayList<>();
        expected.get("first").forEach(code -> codes.add(code.asText()));
        assertThat(codes).contains(first.finding().id().code());
        if (expected.has("confidence")) {
            assertThat(first.finding().confidence())
                    .isEqualTo(Confidence.valueOf(expected.get("confidence").asText()));
        }
        assertThat(first.finding().evidence()).as("evidence").isNotEmpty();
    }

    /** A cause that is proven beside the one the case is about would be a confident wrong answer, unless the case says that it is there, too. */
    private static void proven(Analysis analysis, JsonNode expected) {
        List<String> codes = new ArrayList<>();
        expected.path("first").forEach(code -> codes.add(code.asText()));
        expected.path("contains").forEach(code -> codes.add(code.asText()));
        assertThat(analysis.diagnosis().rootCauses())
                .filteredOn(root -> root.finding().confidence() == Confidence.PROVEN)
                .extracting(root -> root.finding().id().code())
                .isSubsetOf(codes);
    }

    private static void logsAlone(Analysis analysis) {
        Map<String, String> formats = new HashMap<>();
        analysis.intake().readings().forEach(reading -> formats.put(reading.artifact(), reading.format()));
        assertThat(analysis.diagnosis().findings())
                .filteredOn(found -> found.finding().confidence() == Confidence.PROVEN)
                .allSatisfy(found -> assertThat(Stream.concat(
                                        found.finding().evidence().stream().map(Evidence::source),
                                        found.finding().conditions().stream()
                                                .flatMap(condition -> condition.sources().stream()))
                                .map(source -> formats.getOrDefault(source.artifact(), "")))
                        .as(found.finding().id() + " is proven by")
                        .anyMatch(format -> !format.endsWith("-log")));
    }

    private static void shuffled(Analysis analysis) {
        List<Reading> readings = new ArrayList<>(analysis.intake().readings());
        Collections.shuffle(readings, new Random(readings.size()));
        Cluster cluster = ClusterJoin.join(readings);
        Diagnosis again = Examination.of(
                new Case(
                        cluster,
                        Stitcher.stitch(cluster),
                        new FlowWalks(cluster, new Walker(cluster)::walk),
                        analysis.asked()),
                1);
        assertThat(told(again)).isEqualTo(told(analysis.diagnosis()));
    }

    private static List<String> told(Diagnosis diagnosis) {
        return diagnosis.findings().stream()
                .map(found -> found.role() + " " + found.fingerprint() + " "
                        + found.finding().confidence() + " " + found.finding().what())
                .toList();
    }

    private static DynamicNode outcome(Analysis analysis, String code, Class<? extends Outcome> kind) {
        return DynamicTest.dynamicTest(
                code + " is " + kind.getSimpleName(),
                () -> assertThat(analysis.diagnosis().outcomes()).anySatisfy((check, outcome) -> {
                    assertThat(check.code()).isEqualTo(code);
                    assertThat(outcome).isInstanceOf(kind);
                }));
    }

    private static DynamicNode walk(Analysis analysis, JsonNode walk) {
        String from = walk.get("from").asText();
        String to = walk.get("to").asText();
        return DynamicTest.dynamicTest(
                from + " to " + to,
                () -> assertThat(analysis.walks()
                                .of(question(from, to))
                                .symptom()
                                .word())
                        .isEqualTo(walk.get("symptom").asText()));
    }

    private static Question question(String from, String to) {
        int colon = to.lastIndexOf(':');
        String[] port = to.substring(colon + 1).split("/", -1);
        Proto proto = Proto.parse(port[1]).orElseThrow();
        return new Question(origin(from), target(to.substring(0, colon)), proto, Integer.parseInt(port[0]), 0);
    }

    private static Question.Origin origin(String text) {
        String[] words = text.split("/", -1);
        return switch (words[0]) {
            case "pod" -> new Question.Origin.InPod(ObjectRef.pod(words[1], words[2]));
            case "node" -> new Question.Origin.OnNode(words[1]);
            default -> new Question.Origin.Outside(Ip.parse(text));
        };
    }

    private static Question.Target target(String text) {
        String[] words = text.split("/", -1);
        return switch (words[0]) {
            case "pod" -> new Question.Target.ToPod(ObjectRef.pod(words[1], words[2]));
            case "svc" -> new Question.Target.ToService(ObjectRef.service(words[1], words[2]));
            case "node" -> new Question.Target.ToNode(words[1]);
            default ->
                Ip.parse(text)
                        .<Question.Target>map(Question.Target.ToAddress::new)
                        .orElseGet(() -> new Question.Target.ToName(text));
        };
    }
}
