package io.packetwalk.report.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.packetwalk.template.Assets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScriptTest {
    private static final Path MODULE = Path.of("..", "report-templates", "src");

    static List<Path> scripts() throws IOException {
        try (Stream<Path> files = Files.list(MODULE.resolve("main/resources/io/packetwalk/template/script"))) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void nothingThatReadsTextAsMarkupOrCode(Path script) throws IOException {
        assertThat(Files.readString(script))
                .doesNotContain(
                        "innerHTML",
                        "outerHTML",
                        "insertAdjacentHTML",
                        "document.write",
                        "eval(",
                        "Function(",
                        "createContextualFragment",
                        "DOMParser",
                        "srcdoc",
                        "fetch(",
                        "XMLHttpRequest",
                        "localStorage",
                        "sessionStorage",
                        "import(")
                .doesNotContainPattern("set(Timeout|Interval)\\(\\s*[\"'`]");
    }

    @Test
    void everyScriptIsInThePage() throws IOException {
        String script = Assets.load().script();

        for (Path file : scripts()) {
            assertThat(script).contains(Files.readString(file));
        }
    }

    @Test
    void theScriptsPassTheirOwnTestsUnderNode() throws IOException, InterruptedException {
        assumeTrue(
                Stream.of("/usr/bin/node", "/usr/local/bin/node").map(Path::of).anyMatch(Files::isExecutable),
                "node is not installed: apt-get install --no-install-recommends nodejs");
        List<String> tests;
        try (Stream<Path> files = Files.list(MODULE.resolve("test/script"))) {
            tests = files.map(Path::toString)
                    .filter(name -> name.endsWith(".test.mjs"))
                    .sorted()
                    .toList();
        }
        Process node = new ProcessBuilder(Stream.concat(Stream.of("node", "--test"), tests.stream())
                        .toList())
                .redirectErrorStream(true)
                .start();
        String said = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(tests).isNotEmpty();
        assertThat(node.waitFor()).as(said).isZero();
    }
}
