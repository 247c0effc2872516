package io.packetwalk.cli;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.bundle.Archives;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same originals, planted in every form in which an artifact may hold them: none is left after redaction, in any form. */
class CanariesTest {
    @TempDir
    private Path here = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"drop", "headers", "keep"})
    void noneIsLeftInAnyKindOfArtifact(String payloads) throws IOException {
        plant();

        Ran ran = Ran.in(here, "redact", "planted", "-o", "out.tar", "--payloads", payloads, "--check");

        assertThat(ran.exit()).as(ran.out() + ran.err()).isZero();
        Map<String, String> after = Canaries.contents(here.resolve("out.tar"));
        assertThat(after).hasSameSizeAs(Canaries.contents(here.resolve("planted")));
        after.forEach((path, content) -> {
            assertThat(Canaries.seen(path)).as(path).isEmpty();
            assertThat(Canaries.seen(content)).as(path).isEmpty();
        });
    }

    @Test
    void everyFormIsPlanted() throws IOException {
        plant();

        String all =
                String.join("\n", Canaries.contents(here.resolve("planted")).values());
        assertThat(Canaries.seen(all)).containsAll(Canaries.NAMES).containsAll(Canaries.DIGITS);
    }

    private void plant() throws IOException {
        objects();
        kernel();
        logs();
        Files.createDirectories(here.resolve("planted/captures"));
        Files.write(here.resolve("planted/captures/walrus-17.any.pcap"), Canaries.capture());
        Files.write(here.resolve("planted/captures/walrus-17.eth0.pcapng"), Canaries.nextGeneration());
        Files.write(here.resolve("planted/captures/quokka.pcapng.gz"), gzip(Canaries.nextGeneration()));
        nested();
        Files.write(
                here.resolve("planted/logs/old.log.gz"),
                gzip(gzip("E1120 quokka on walrus-17 asked 10.77.3.11 for ibex.kudu-corp.com\n".getBytes(UTF_8))));
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        try (ZipOutputStream packed = new ZipOutputStream(zip)) {
            packed.putNextEntry(new ZipEntry("quokka/zebraspace.txt"));
            packed.write("pod quokka-6b7f9d-xk2p9 10.77.3.9\n".getBytes(UTF_8));
        }
        Files.write(here.resolve("planted/quokka.zip"), zip.toByteArray());
        Files.write(
                here.resolve("planted/windows-of-walrus-17.txt"),
                "host walrus-17 pod quokka 10.77.3.9\r\n".getBytes(UTF_16));
    }

    /** Archives inside archives, each of another kind; a capture at the bottom of all. */
    private void nested() throws IOException {
        byte[] log = "pod quokka-6b7f9d-xk2p9 of zebraspace on walrus-17 at fd12:3456::9\n".getBytes(UTF_8);
        byte[] bottom = gzip(Archives.tar(tar -> {
            Archives.file(tar, "walrus-17/logs/quokka.log", log);
            Archives.file(tar, "walrus-17/captures/quokka.pcapng", Canaries.nextGeneration());
        }));
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        try (ZipOutputStream packed = new ZipOutputStream(zip)) {
            packed.putNextEntry(new ZipEntry("zebraspace/inner-of-quokka.tar.gz"));
            packed.write(bottom);
        }
        Files.write(here.resolve("planted/narwhal.tar"), Archives.tar(tar -> {
            Archives.file(tar, "zebraspace/walrus-17.tar.gz", bottom);
            Archives.file(tar, "zebraspace/quokka.zip", zip.toByteArray());
        }));
    }

    private void objects() throws IOException {
        String inner = base64("pod quokka in zebraspace at 10.77.3.9, password=hunter2");
        file("kubectl/pods.json", """
                {"apiVersion": "v1", "kind": "List", "items": [
                 {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "quokka-6b7f9d-xk2p9", "namespace": "zebraspace", "labels": {"app": "quokka", "stage": "narwhal"},
                   "annotations": {"corp/owner": "team of quokka", "corp/blob": "%s", "corp/html": "\\u003cb\\u003equokka\\u003c/b\\u003e \\u0026host=walrus-17",
                    "kubectl.kubernetes.io/last-applied-configuration": "{\\"metadata\\":{\\"name\\":\\"quokka-6b7f9d-xk2p9\\"},\\"note\\":\\"line\\\\nquokka\\"}\\n"}},
                  "spec": {"nodeName": "walrus-17", "containers": [{"name": "quokka", "image": "registry.kudu-corp.com/quokka/api:1",
                   "env": [{"name": "DB_PASSWORD", "value": "hunter2hunter2"}, {"name": "QUOKKA_SERVICE_HOST", "value": "10.77.3.11"}, {"name": "URL", "value": "http://quokka.zebraspace:80/x?next=http%%3A%%2F%%2Fquokka.zebraspace%%2F10.77.3.9"}]}]},
                  "status": {"podIP": "10.77.3.9", "podIPs": [{"ip": "10.77.3.9"}, {"ip": "fd12:3456::9"}], "phase": "Running"}}]}
                """.formatted(inner));
        file("kubectl/services.yaml", """
                apiVersion: v1
                kind: Service
                metadata: {name: quokka, namespace: zebraspace}
                spec:
                  clusterIP: 10.77.3.11
                  selector: {app: quokka}
                  ports: [{name: narwhal, port: 80, protocol: TCP}]
                status:
                  loadBalancer: {ingress: [{ip: 203.0.113.77}]}
                """);
        file("kubectl/configmaps.yaml", """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: quokka, namespace: zebraspace}
                data:
                  url: "postgres://sa:hunter2@quokka.zebraspace.svc/db"
                binaryData:
                  blob: %s
                """.formatted(inner));
        file("kubectl/nodes.json", """
                {"kind": "Node", "apiVersion": "v1", "metadata": {"name": "walrus-17"}, "status": {"addresses": [{"type": "Hostname", "address": "walrus-17"}],
                 "nodeInfo": {"machineID": "5f1e2d3c4b5a49788697a5b4c3d2e1f0", "systemUUID": "5f1e2d3c-4b5a-4978-8697-a5b4c3d2e1f0"}}}
                """);
    }

    private void kernel() throws IOException {
        file("nodes/walrus-17/ip-addr.txt", """
                2: eth0: <BROADCAST,UP> mtu 1500 qdisc noqueue state UP
                    link/ether 02:de:ad:be:ef:01 brd ff:ff:ff:ff:ff:ff
                    altname enx02deadbeef01
                    inet 10.77.3.9/24 scope global eth0
                    inet6 fd12:3456::9/64 scope global
                """);
        file("nodes/walrus-17/proc-net-tcp.txt", """
                  sl  local_address rem_address   st tx_queue rx_queue
                   0: 09034D0A:1F90 0B034D0A:0050 01 00000000:00000000
                """);
        file("nodes/walrus-17/proc-net-tcp6.txt", """
                   0: 563412FD000000000000000009000000:1F90 0000000000000000FFFF000009034D0A:0050 01
                """);
        file("nodes/walrus-17/proc-net-route.txt", """
                Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
                eth0	00034D0A	09034D0A	0003	0	0	0	00FFFFFF	0	0	0
                """);
        file("nodes/walrus-17/proc-net-if_inet6.txt", "fd123456000000000000000000000009 02 40 00 80     eth0\n");
        file("nodes/walrus-17/tc-filter.txt", "filter parent ffff: match 0a4d0309/ffffffff at 16 0x0a4d0309\n");
        file(
                "nodes/walrus-17/switch.txt",
                "vlan 7 02de.adbe.ef01 dynamic; 02-DE-AD-BE-EF-01; 02DEADBEEF01; ::ffff:10.77.3.9 [::ffff:a4d:309]:80\n");
    }

    private void logs() throws IOException {
        file("logs/kubelet-walrus-17.log", """
                Nov 21 00:57:53 walrus-17 kubelet[812]: I1121 00:57:53.123456 812 kubelet.go:2] "SyncLoop (probe)" pod="zebraspace/quokka-6b7f9d-xk2p9" podUID="5f1e2d3c-4b5a-4978-8697-a5b4c3d2e1f0"
                oom_memcg=/kubepods.slice/kubepods-pod5f1e2d3c_4b5a_4978_8697_a5b4c3d2e1f0.slice/cri-containerd-c0ffee5f1e2d3c4b5a49780123456789abcdef0123456789abcdef0123456789.scope
                CONTAINER c0ffee5f1e2d3 c0ffee5f1e2d
                2026-11-21T00:57:53.123456+00:00 wombat-4 kubelet[9]: E1121 node="wombat-4" WALRUS-17.IBEX.KUDU-CORP.COM Quokka quokkaService quokka2db
                \u001b[31mquokka\u001b[0m at ip-10-77-3-9.ibex.kudu-corp.com or IP_10_77_3_9, PTR 3.77.10.in-addr.arpa, 9.3.77.10.in-addr.arpa,
                9.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.6.5.4.3.2.1.d.f.ip6.arpa walrus-17.ibex.kudu-corp.com
                GET /a?user=carol&q=quokka%%2Fnarwhal&b=%s token=s3cr3tvalue1
                """.formatted(base64("{\"pod\": \"quokka\", \"token\": \"s3cr3tvalue1\"}")));
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(content);
        }
        return packed.toByteArray();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private void file(String path, String content) throws IOException {
        Path file = here.resolve("planted").resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
