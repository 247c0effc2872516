package io.packetwalk.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One input that is cut, hostile or noise never takes the others' answers away. */
class BrokenInputTest {
    @TempDir
    private Path here = Path.of("");

    @Test
    void aBrokenBundleBesideAGoodOneLeavesItsCauseStanding() throws IOException {
        byte[] whole = Files.readAllBytes(Path.of(Ran.bundle("selector-mismatch")));
        Files.write(here.resolve("cut.tar.gz"), Arrays.copyOf(whole, whole.length / 50));
        byte[] noise = new byte[5000];
        new Random(7).nextBytes(noise);
        Files.write(here.resolve("noise.bin"), noise);
        Files.write(here.resolve("torn.zip"), "PK\003\004 and no more".getBytes(UTF_8));
        Files.writeString(here.resolve("deep.json"), "[".repeat(100_000));

        Ran ran = Ran.in(
                here,
                "analyze",
                Ran.bundle("stale-rules-one-node"),
                "noise.bin",
                "torn.zip",
                "deep.json",
                "-o",
                "json");

        JsonNode report = new ObjectMapper().readTree(ran.out());
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(report.at("/findings/0/id").asText()).isEqualTo("PW-034");
        assertThat(report.at("/crashed")).isEmpty();

        Ran cut = Ran.in(here, "verify", Ran.bundle("stale-rules-one-node"), "cut.tar.gz", "-o", "json");
        assertThat(cut.exit()).isEqualTo(1);
        assertThat(cut.out()).contains("archive-truncated");
    }
}
