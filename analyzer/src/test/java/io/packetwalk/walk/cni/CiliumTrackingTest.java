package io.packetwalk.walk.cni;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Question;
import io.packetwalk.walk.Walk;
import io.packetwalk.walk.Walker;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections that Cilium's programs know, from the client on w1 to the Service web (backends web-1 on w1, web-2 on w2), where packets are translated and not sockets. */
class CiliumTrackingTest {

    private static final Question TO_WEB = new Question(
            new Question.Origin.InPod(new ObjectRef("Pod", "shop", "client")),
            new Question.Target.ToService(new ObjectRef("Service", "shop", "web")),
            Proto.TCP,
            80,
            0);

    @TempDir
    private Path folder = Path.of("");

    private static CiliumCluster knowing(String... entries) {
        return new CiliumCluster()
                .put(
                        "w1",
                        "cilium-status.txt",
                        CiliumCluster.status("True", "Hostns-only", "Tunnel [vxlan]   Host: Legacy"))
                .put("w1", "cilium-bpf-ct-list.txt", String.join("\n", entries) + "\n");
    }

    private static String service(int port, String flags) {
        return "TCP SVC 10.244.1.10:" + port + " -> 10.96.0.80:80 expires=9 Flags=" + flags + " RevNAT=5 BackendID=2";
    }

    private static String backend(int port, String to) {
        return "TCP OUT 10.244.1.10:" + port + " -> " + to
                + " expires=9 Flags=0x0010 [ SeenNonSyn ] RevNAT=5 BackendID=0";
    }

    private Walk walk(CiliumCluster cluster, int port) throws IOException {
        return new Walker(cluster.read(folder)).walk(TO_WEB.from(port));
    }

    @ParameterizedTest
    @CsvSource({"40000, DELIVERED ok 1.000 10.244.2.20:8080", "40001, DELIVERED ok 0.500 10.244.1.20:8080"})
    void aKnownConnectionGoesWhereItWent(int port, String said) throws IOException {
        Walk walk = walk(knowing(service(40000, "0x0010 [ SeenNonSyn ]"), backend(40000, "10.244.2.20:8080")), port);

        assertThat(CiliumCluster.told(walk)).contains(said);
        assertThat(CiliumCluster.told(walk).contains("that Cilium knows")).isEqualTo(port == 40000);
    }

    @Test
    void aConnectionThatIsClosingBeginsAnew() throws IOException {
        Walk walk = walk(
                knowing(
                        service(40000, "0x0013 [ RxClosing TxClosing SeenNonSyn ]"),
                        backend(40000, "10.244.2.20:8080")),
                40000);

        assertThat(walk.paths())
                .hasSize(2)
                .allSatisfy(path -> assertThat(path.weight()).isEqualTo(0.5));
    }

    @Test
    void aBackendThatNoSlotNamesMayBeInTheMapStill() throws IOException {
        Walk walk = walk(knowing(service(40000, "0x0010 [ SeenNonSyn ]"), backend(40000, "10.244.2.99:8080")), 40000);

        assertThat(CiliumCluster.told(walk)).contains("UNDETERMINED");
        assertThat(walk.paths().toString()).contains("bpf lb list --backends");
    }

    @Test
    void withoutTheOtherHalfEachBackendIsAsLikely() throws IOException {
        Walk walk = walk(knowing(service(40000, "0x0010 [ SeenNonSyn ]")), 40000);

        assertThat(walk.paths()).hasSize(2);
        assertThat(walk.assumptions().toString()).contains("the backend that 10.244.1.10:40000 was sent to");
    }
}
