package io.packetwalk.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.Connectivity;
import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.policy.inquiry.Exposure;
import io.packetwalk.policy.inquiry.Matrix;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The same objects in any order, in one file or many, in folders or a stream, named or not: the same rows, byte for byte. */
final class PolicyManifestsTest {

    private static final Path TABLES = Path.of("..", "samples", "policy");
    private static final int SPLITS = 12;

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> anyOrderAndAnySplit() throws IOException {
        try (Stream<Path> files = Files.list(TABLES)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream()
                    .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> holds(file)));
        }
    }

    private void holds(Path file) throws IOException {
        List<String> objects = objects(Files.readString(file));
        String whole = rows(List.of(new Input.Stored(write(file.getFileName() + "-whole/m.yaml", objects))));
        assertThat(whole).isNotEmpty();
        Random random = new Random(file.getFileName().toString().hashCode());
        for (int split = 0; split < SPLITS; split++) {
            List<String> shuffled = new ArrayList<>(objects);
            Collections.shuffle(shuffled, random);
            assertThat(rows(inputs(shuffled, file.getFileName() + "-" + split, random)))
                    .as("split %d", split)
                    .isEqualTo(whole);
        }
    }

    @Test
    void twoNamelessPoliciesAreTwoAndTheSameTwiceIsOne() throws IOException {
        String pod = "apiVersion: v1\nkind: Pod\nmetadata: {namespace: n, name: p, labels: {a: b}}\n";
        String first = """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {namespace: n}
                spec: {podSelector: {}, ingress: [{ports: [{port: 80}]}]}
                """;
        String second = first.replace("80", "81");

        Connectivity that = read(List.of(new Input.Stored(write("two.yaml", List.of(pod, first, second, first)))));

        assertThat(that.cluster().policies().networkPolicies())
                .extracting(policy -> policy.ref().name())
                .hasSize(2)
                .allMatch(name -> name.matches("unnamed-[0-9a-f]{10}"))
                .doesNotHaveDuplicates();
    }

    /** Some in files, some in nested folders, the last in a stream; never an object in two places. */
    private List<Input> inputs(List<String> objects, String split, Random random) throws IOException {
        int parts = 1 + random.nextInt(Math.min(5, objects.size()));
        List<Input> inputs = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            int index = part;
            List<String> own = Stream.iterate(0, i -> i < objects.size(), i -> i + 1)
                    .filter(i -> i % parts == index)
                    .map(objects::get)
                    .toList();
            if (part == 0 && random.nextBoolean()) {
                byte[] text = String.join("---\n", own).getBytes(StandardCharsets.UTF_8);
                inputs.add(new Input.Piped("-", new ByteArrayInputStream(text)));
                continue;
            }
            String home = split + "/part-" + part;
            Path place = write(home + "/" + "deep/".repeat(random.nextInt(3)) + (char) ('z' - part) + ".yaml", own);
            inputs.add(new Input.Stored(random.nextBoolean() ? place : folder.resolve(home)));
        }
        Collections.shuffle(inputs, random);
        return inputs;
    }

    /** Policies lose their names: what is nameless must not be called after its place. Calico's and Cilium's keep them, names are part of their order. */
    private static List<String> objects(String yaml) {
        return Stream.of(yaml.split("(?m)^---\\s*\\n"))
                .map(object -> object.contains("kind: NetworkPolicy\n") && object.contains("networking.k8s.io/v1\n")
                        ? object.replaceFirst("(metadata: \\{.*?)(, )?name: [^,}]+", "$1")
                        : object)
                .map(object -> object.endsWith("\n") ? object : object + "\n")
                .toList();
    }

    private Path write(String name, List<String> objects) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, String.join("---\n", objects));
    }

    private static Connectivity read(List<Input> inputs) throws IOException {
        return Connectivity.of(Bundle.of(inputs, Limits.standard(), () -> 0), 2);
    }

    private static String rows(List<Input> inputs) throws IOException {
        Connectivity that = read(inputs);
        Matrix matrix = Matrix.of(that.engine(), that.ends().members());
        StringBuilder text = new StringBuilder();
        matrix.allowed(name -> true, name -> true, row -> text.append(row).append('\n'));
        matrix.undetermined(
                name -> true, name -> true, row -> text.append("? ").append(row).append('\n'));
        Exposure.of(that.cluster(), that.ends(), that.engine())
                .forEach(each -> text.append(each).append('\n'));
        return text.toString();
    }
}
