package io.packetwalk.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A cause is complete: listed, in order, with its page and its case. */
final class ChecksTest {

    private static final List<String> SECTIONS =
            List.of("Symptom", "Why", "Evidence", "Look-alikes", "Fix", "How to confirm", "False alarms");

    static Stream<Check> checks() {
        return Checks.ALL.stream();
    }

    @Test
    void everyCheckIsListed() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java/io/packetwalk/check"))) {
            List<String> written = sources.filter(path -> path.toString().endsWith(".java"))
                    .filter(path -> read(path).contains("implements Check {"))
                    .map(path -> path.getFileName().toString().replace(".java", ""))
                    .sorted()
                    .toList();
            assertThat(Checks.ALL.stream()
                            .map(check -> check.getClass().getSimpleName())
                            .sorted())
                    .containsExactlyElementsOf(written);
        }
    }

    @Test
    void theListIsInTheOrderOfCodes() {
        assertThat(Checks.ALL.stream().map(Check::id)).isSorted().doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("checks")
    void hasAPageWithAllSections(Check check) throws IOException {
        String code = check.id().code();
        try (InputStream page = check.getClass().getResourceAsStream(code + ".md")) {
            String text = new String(Objects.requireNonNull(page, code).readAllBytes(), StandardCharsets.UTF_8);
            assertThat(text).startsWith("# " + code + " " + check.id().name());
            assertThat(text.lines().filter(line -> line.startsWith("## ")).map(line -> line.substring(3)))
                    .containsExactlyElementsOf(SECTIONS);
        }
    }

    @ParameterizedTest
    @MethodSource("checks")
    void hasACase(Check check) throws IOException {
        String prefix = check.id().code().toLowerCase(Locale.ROOT) + "-";
        try (Stream<Path> cases = Files.list(Path.of("..", "samples", "cases"))) {
            assertThat(cases.map(path -> path.getFileName().toString())).anyMatch(name -> name.startsWith(prefix));
        }
    }

    @ParameterizedTest
    @MethodSource("checks")
    void standsInTheTableOfTheDocumentation(Check check) throws IOException {
        assertThat(Files.readAllLines(Path.of("..", "docs", "checks.md")))
                .as("run scripts/list-checks")
                .anyMatch(line -> line.startsWith("| [" + check.id().code() + "](")
                        && line.contains("| " + check.id().name() + " | "
                                + check.id().layer() + " | " + check.id().rank() + " |"));
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
