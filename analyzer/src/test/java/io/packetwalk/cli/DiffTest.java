package io.packetwalk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
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

    /** What an engineer asks of two days: which rule, which route, which object; and nothing for files in another order. */
    @Test
    void objectsRulesAndRoutesThatChangedAreNamed() throws IOException {
        Path before = Files.createDirectories(here.resolve("before"));
        Path after = Files.createDirectories(here.resolve("after"));
        String uname = "Linux worker-1 6.1.0 #1 SMP x86_64 GNU/Linux\n";
        String route = "10.244.2.0/24 via 192.0.2.12 dev eth0\n";
        String other = "10.244.3.0/24 via 192.0.2.13 dev eth0\n";
        String save = "*filter\n:FORWARD %s [0:0]\n[%s] -A FORWARD -s 10.0.0.0/8 -j ACCEPT\nCOMMIT\n";
        write(before, "uname.txt", uname);
        write(after, "uname.txt", uname);
        write(before, "ip-route.txt", route + other);
        write(after, "ip-route.txt", other);
        write(before, "iptables-save.txt", save.formatted("ACCEPT", "1:60"));
        write(after, "iptables-save.txt", save.formatted("DROP", "7:420"));
        write(before, "sysctl.txt", "net.ipv4.ip_forward = 1\nnet.netfilter.nf_conntrack_count = 3\n");

        Ran ran = Ran.in(here, "diff", "before", "after", "--only", "model");

        assertThat(ran.out())
                .containsPattern("- route of worker-1 main 10.244.2.0/24 +unicast via 192.0.2.12 dev eth0.*→  -")
                .containsPattern("~ rules of worker-1 filter FORWARD +policy ACCEPT  →  policy DROP")
                .containsPattern("\\? sysctl of worker-1 +collected  →  -")
                .doesNotContain("10.244.3.0")
                .doesNotContain("10.0.0.0/8");
        write(before, "ip-route.txt", other + route);
        write(after, "ip-route.txt", route + other);
        assertThat(Ran.in(here, "diff", "before", "after", "--only", "model").out())
                .doesNotContain("route of");
    }

    private static void write(Path bundle, String name, String text) throws IOException {
        Path file = bundle.resolve("nodes/worker-1").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
