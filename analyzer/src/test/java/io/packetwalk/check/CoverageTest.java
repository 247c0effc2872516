package io.packetwalk.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of the requirements that points to a cause of first priority is answered by a check with a case. */
final class CoverageTest {

    /** One row: id, what it says, causes, features. */
    record Row(String id, List<String> causes) {}

    static Stream<Row> rows() {
        return table("requirements.tsv").map(cells -> new Row(cells[0], words(cells[2])));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everyRowOfFirstPriorityHasCheckAndCase(Row row) throws IOException {
        Set<String> checks = Checks.ALL.stream().map(check -> check.id().code()).collect(Collectors.toSet());
        Set<String> cases = cases();
        Map<String, String> priorities = priorities();
        assertThat(row.causes()).allSatisfy(code -> {
            assertThat(priorities).containsKey(code);
            if ("P0".equals(priorities.get(code))) {
                assertThat(checks).as("check for " + code).contains(code);
                assertThat(cases).as("case for " + code).contains(code);
            }
        });
    }

    @Test
    void everyCheckIsACauseOfTheCatalogue() {
        Map<String, String> names = table("causes.tsv").collect(Collectors.toMap(cells -> cells[0], cells -> cells[1]));
        assertThat(Checks.ALL)
                .allSatisfy(check -> assertThat(names)
                        .containsEntry(check.id().code(), check.id().name()));
    }

    @Test
    void theTableOfTheDocumentationHasEveryRow() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("..", "docs", "coverage.md"));
        assertThat(rows().toList())
                .isNotEmpty()
                .allSatisfy(row -> assertThat(lines)
                        .as("run scripts/coverage")
                        .anyMatch(line -> line.startsWith("| " + row.id() + " |")
                                && row.causes().stream().allMatch(line::contains)));
    }

    private static Map<String, String> priorities() {
        Map<String, String> priorities = new HashMap<>();
        table("causes.tsv").forEach(cells -> priorities.put(cells[0], cells[2]));
        return priorities;
    }

    private static Set<String> cases() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("..", "samples", "cases"))) {
            return folders.map(folder -> folder.getFileName().toString())
                    .filter(name -> name.startsWith("pw-"))
                    .map(name -> "PW-" + name.substring(3, 6))
                    .collect(Collectors.toSet());
        }
    }

    private static Stream<String[]> table(String name) {
        try (InputStream stream = Checks.class.getResourceAsStream(name)) {
            String text = new String(Objects.requireNonNull(stream, name).readAllBytes(), StandardCharsets.UTF_8);
            return text
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .toList()
                    .stream();
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }

    private static List<String> words(String cell) {
        return cell.isEmpty() ? List.of() : List.of(cell.split(" ", -1));
    }
}
