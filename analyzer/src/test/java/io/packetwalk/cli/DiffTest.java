package io.packetwalk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verdicts are compared, and what cannot be compared is never called the same or gone. */
class DiffTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BROKEN = Ran.bundle("stale-rules-one-node");
    private static final String HEALTHY = Ran.bundle("healthy-baseline");

    @TempDir
    private Path here = Path.of("");

    @Test
    void aRepairedCauseIsGoneAndItsWalkDelivers() throws IOException {
        Ran ran = Ran.in(here, "diff", BROKEN, HEALTHY, "-o", "json");

        JsonNode difference = JSON.readTree(ran.out());
        assertThat(ran.exit()).isEqualTo(1);
        JsonNode gone = difference.at("/findings/0");
        assertThat(gone.at("/change").asText()).isEqualTo("gone");
        assertThat(gone.at("/before/id").asText()).isEqualTo("PW-034");
        assertThat(gone.at("/after").isNull()).isTrue();
        assertThat(difference.at("/walks")).anySatisfy(walk -> {
            assertThat(walk.at("/change").asText()).isEqualTo("changed");
            assertThat(walk.at("/after/verdict").asText()).isEqualTo("DELIVERED");
        });
    }

    @Test
    void aBundleIsIdenticalWithItsOwnSavedReport() {
        Ran.in(here, "analyze", BROKEN, "-o", "json=saved.json");
        Ran ran = Ran.in(here, "diff", BROKEN, "saved.json");

        assertThat(ran.out()).contains("= PROVEN PW-034").endsWith("identical\n");
        assertThat(ran.exit()).isZero();
    }

    @Test
    void aFindingIsNotGoneWhereItsCheckCannotDecide() throws IOException {
        Path api = Path.of("..", "samples", "layouts", "must-gather.tar.gz")
                .toAbsolutePath()
                .normalize();
        Ran ran = Ran.in(here, "diff", BROKEN, api.toString(), "--only", "findings");

        assertThat(ran.out()).containsPattern("\\? PROVEN PW-034 .*not comparable: lacks rules of node1");
    }
}
