package io.packetwalk.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.packetwalk.bundle.Archives;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The API's half from a must-gather, the nodes' from three sosreports: the cause is found whatever the hosts call themselves. */
class JoinedHostsTest {
    private static final Path SAMPLES =
            Path.of("..", "samples", "layouts").toAbsolutePath().normalize();

    @TempDir
    private Path here = Path.of("");

    @ParameterizedTest(name = "nodeN calls itself {0}, addresses shown: {1}")
    @CsvSource({
        "nodeN, true",
        "nodeN, false",
        "nodeN.corp.example, true",
        "nodeN.corp.example, false",
        "NODEN.corp.example, false",
        "localhost.localdomain, true",
        "ip-10-0-0-N, true"
    })
    void causeIsFound(String name, boolean addresses) throws IOException {
        JsonNode report = analyzed(name, addresses);

        assertThat(report.at("/findings/0/id").asText()).isEqualTo("PW-089");
        assertThat(report.at("/findings/0/role").asText()).isEqualTo("root-cause");
        assertThat(report.at("/presence"))
                .filteredOn(row -> row.at("/kind").asText().equals("conntrack-stats"))
                .extracting(row -> row.at("/node").asText())
                .containsExactly("node1", "node2", "node3");
    }

    /** Nobody guesses: what cannot be placed is undecided, and said. */
    @ParameterizedTest(name = "nodeN calls itself {0}, no addresses")
    @CsvSource({"localhost.localdomain", "host-N"})
    void hostsThatNothingTellsAreNobodys(String name) throws IOException {
        JsonNode report = analyzed(name, false);

        assertThat(report.at("/findings").toString()).doesNotContain("PW-089");
        assertThat(report.at("/undetermined").toString()).contains("PW-089");
        assertThat(report.at("/notes").toString()).contains("unplaced-artifact");
    }

    private JsonNode analyzed(String name, boolean addresses) throws IOException {
        for (int node = 1; node <= 3; node++) {
            String called = name.replace("nodeN", "node" + node)
                    .replace("NODEN", "NODE" + node)
                    .replaceFirst("N$", Integer.toString(node));
            Files.write(here.resolve("host" + node + ".tar"), host(node, called, addresses));
        }
        Ran ran = Ran.in(
                here,
                "analyze",
                SAMPLES.resolve("must-gather-route.tar.gz").toString(),
                "host1.tar",
                "host2.tar",
                "host3.tar",
                "--symptom",
                "from node/node1 to 10.244.2.3:8080",
                "-o",
                "json",
                "--exit-zero");
        return new ObjectMapper().readTree(ran.out());
    }

    /** The sample of a node, under another host name. */
    private static byte[] host(int node, String name, boolean addresses) throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        Path sample = SAMPLES.resolve("sosreport-node" + node + ".tar.xz");
        try (InputStream packed = Files.newInputStream(sample);
                TarArchiveInputStream tar = new TarArchiveInputStream(new XZCompressorInputStream(packed))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String content = new String(tar.readAllBytes(), UTF_8);
                if (entry.getName().endsWith("uname_-a")) {
                    content = content.replace(" node" + node + " ", " " + name + " ");
                }
                if (addresses || !entry.getName().endsWith("ip_-d_address")) {
                    files.put(entry.getName(), content);
                }
            }
        }
        assertThat(files.toString()).contains(" " + name + " ");
        return Archives.tar(files);
    }
}
