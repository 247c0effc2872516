package io.packetwalk.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.packetwalk.bundle.Archives;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
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

    /** A bomb, a cut one, one that wants out of its folder with links and devices, and names beyond bounds, all beside a good one. */
    @Test
    void hostileBundlesBesideAGoodOneLeaveItsCauseStanding() throws IOException {
        byte[] zeros = new byte[1 << 20];
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
            for (int i = 0; i < 100; i++) {
                gzip.write(zeros);
            }
        }
        Files.write(here.resolve("a-bomb.gz"), bomb.toByteArray());
        byte[] whole = Files.readAllBytes(Path.of(Ran.bundle("selector-mismatch")));
        Files.write(here.resolve("b-cut.tar.gz"), Arrays.copyOf(whole, whole.length / 3));
        Files.write(here.resolve("c-escape.tar"), Archives.tar(tar -> {
            Archives.file(tar, "../../etc/passwd", "root:x:0:0".getBytes(UTF_8));
            Archives.file(tar, "/nodes/evil/uname.txt", "Linux evil 6.1.0\n".getBytes(UTF_8));
            Archives.special(tar, "nodes/evil/resolv.conf", TarConstants.LF_SYMLINK, "/etc/passwd");
            Archives.special(tar, "nodes/evil/hosts", TarConstants.LF_LINK, "../../../etc/shadow");
            Archives.special(tar, "nodes/evil/null", TarConstants.LF_CHR, "");
        }));
        Files.write(here.resolve("d-name.tar"), Archives.tar(tar -> Archives.file(tar, "x".repeat(9000), zeros)));
        Files.write(here.resolve("e-gone"), new byte[0]);

        Ran ran = Ran.in(
                here,
                "analyze",
                "a-bomb.gz",
                "b-cut.tar.gz",
                "c-escape.tar",
                "d-name.tar",
                "e-gone",
                Ran.bundle("stale-rules-one-node"),
                "-o",
                "json");

        JsonNode report = new ObjectMapper().readTree(ran.out());
        assertThat(ran.exit()).as(ran.err()).isEqualTo(1);
        assertThat(report.at("/findings").findValuesAsText("id")).contains("PW-034");
        assertThat(report.at("/crashed")).isEmpty();
        assertThat(report.at("/notes").findValuesAsText("code")).contains("input-left", "archive-truncated");
        assertThat(ran.out())
                .doesNotContain("root:x:0:0")
                .doesNotContain(Files.readString(Path.of("/etc/passwd"))
                        .lines()
                        .findFirst()
                        .orElseThrow());
        assertThat(Ran.in(here, "analyze", "a-bomb.gz").exit()).isEqualTo(2);
    }

    @Test
    void theAnswerSaysWhatItCouldNotRead() throws IOException {
        byte[] whole = Files.readAllBytes(Path.of(Ran.bundle("selector-mismatch")));
        Files.write(here.resolve("cut.tar.gz"), Arrays.copyOf(whole, whole.length / 2));
        Files.write(here.resolve("nothing.tar.gz"), new byte[0]);
        Files.writeString(here.resolve("prose.doc"), "Dear all, nothing works.");

        assertThat(Ran.in(here, "analyze", "cut.tar.gz").out())
                .contains("Not all was read: cut.tar.gz: The tar breaks off");
        assertThat(Ran.in(here, "analyze", "nothing.tar.gz", "prose.doc", "-o", "markdown")
                        .out())
                .contains("Not all was read: nothing.tar.gz: It is empty: 0 bytes.")
                .contains("1 more artifact");
    }
}
