package io.packetwalk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A must-gather without the NetworkPolicies of all namespaces, which counts them: what they may say nobody knows. */
class UncapturedPoliciesTest {
    @TempDir
    private Path here = Path.of("");

    @ParameterizedTest(name = "{0} exist")
    @CsvSource({"0, ALLOWED, 0", "1, UNDETERMINED, 3"})
    void verdictDependsOnHowManyThereAre(int amount, String verdict, int exit) throws IOException {
        gathered(amount);

        Ran ran = Ran.in(
                here, "policy", "dump", "--from", "shop/web", "--to", "shop/api", "--port", "80/tcp", "-o", "json");

        assertThat(ran.out()).as(ran.err()).contains("\"verdict\" : \"" + verdict + "\"");
        assertThat(ran.exit()).isEqualTo(exit);
    }

    @Test
    void theWayIsUndecidedToo() throws IOException {
        gathered(2);

        Ran ran = Ran.in(here, "trace", "dump", "--from", "shop/web", "--to", "pod/shop/api:80", "-o", "json");

        assertThat(ran.out()).contains("\"verdict\" : \"UNDETERMINED\"");
    }

    private void gathered(int amount) throws IOException {
        Path folder = here.resolve("dump/image");
        Files.createDirectories(folder.resolve("cluster-scoped-resources/core"));
        Files.createDirectories(folder.resolve("namespaces/shop/core"));
        Files.createDirectories(folder.resolve("network_logs"));
        Files.writeString(
                folder.resolve("network_logs/cluster_scale"),
                "services amount: 0\npods amount: 2\nnetwork policies amount: " + amount + "\n");
        Files.writeString(folder.resolve("namespaces/shop/shop.yaml"), """
                apiVersion: v1
                kind: Namespace
                metadata:
                  name: shop
                """);
        Files.writeString(
                folder.resolve("namespaces/shop/core/pods.yaml"),
                """
                apiVersion: v1
                kind: PodList
                items:
                """ + pod("web", "10.1.0.5") + pod("api", "10.1.0.6"));
    }

    private static String pod(String name, String ip) {
        return """
                - apiVersion: v1
                  kind: Pod
                  metadata:
                    name: %s
                    namespace: shop
                    labels: {app: %s}
                  spec:
                    nodeName: blue
                    containers:
                    - name: c
                  status:
                    phase: Running
                    podIP: %s
                """.formatted(name, name, ip);
    }
}
