package io.packetwalk.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacketwalkCollectTest {

    @ParameterizedTest
    @ValueSource(strings = {"sh", "busybox sh"})
    void keepsEveryPromiseOfItsShellTests(String shell) throws Exception {
        assumeTools();
        assumeTrue(installed(shell.split(" ", -1)[0]), shell + " is not installed here: not tried under it");
        Run run = run("env", "SHELL_UNDER_TEST=" + shell, "sh", "tests/run");
        assertThat(run.output()).doesNotContain("BROKEN").contains("ok      the manifest is JSON");
        assertThat(run.exit()).isZero();
    }

    @Test
    void javaAndShellPrintTheSameScript(@TempDir Path folder) throws Exception {
        assumeTools();
        assertThat(CollectorScript.selfContained())
                .isEqualTo(run("sh", "./packetwalk-collect", "--script").output());
        Path script = Files.writeString(folder.resolve("collect"), CollectorScript.selfContained());
        Run listed = run("sh", script.toString(), "--list");
        assertThat(listed.output().lines()).hasSize(Catalogue.load().rows().size());
    }

    private record Run(int exit, String output) {}

    private static Run run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        try (InputStream out = process.getInputStream()) {
            String output = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            return new Run(process.waitFor(), output);
        }
    }

    private static void assumeTools() {
        for (String tool : List.of("sh", "tar", "gzip", "sha256sum", "timeout")) {
            assumeTrue(installed(tool), "the shell collector needs " + tool + ", which is not installed here");
        }
    }

    private static boolean installed(String tool) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }
}
