package io.packetwalk.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Entry;
import io.packetwalk.bundle.EntryVisitor;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.capture.CaptureFile;
import io.packetwalk.capture.Frames;
import io.packetwalk.capture.LinkType;
import io.packetwalk.evidence.Note;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same originals, planted in every form in which an artifact may hold them: none is left after redaction, in any form. */
class CanariesTest {
    private static final List<String> NAMES = List.of(
            "zebraspace", "quokka", "narwhal", "walrus", "ibex", "kudu-corp", "hunter2", "s3cr3tvalue", "wombat");
    private static final List<String> DIGITS = List.of(
            "10.77.3.9",
            "10.77.3.11",
            "10-77-3-9",
            "10_77_3_9",
            "9.3.77.10.in-addr",
            "3.77.10.in-addr",
            "09034d0a",
            "0a4d0309",
            "0b034d0a",
            "fd12:3456::9",
            "9.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.6.5.4.3.2.1.d.f.ip6",
            "fd123456000000000000000000000009",
            "203.0.113.77",
            "de:ad:be:ef:01",
            "de-ad-be-ef-01",
            "02de.adbe",
            "deadbeef01",
            "5f1e2d3c-4b5a-4978-8697-a5b4c3d2e1f0",
            "5f1e2d3c4b5a49788697a5b4c3d2e1f0");

    @TempDir
    private Path here = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"drop", "headers", "keep"})
    void noneIsLeftInAnyKindOfArtifact(String payloads) throws IOException {
        plant();

        Ran ran = Ran.in(here, "redact", "planted", "-o", "out.tar", "--payloads", payloads, "--check");

        assertThat(ran.exit()).as(ran.out() + ran.err()).isZero();
        Map<String, String> after = contents(here.resolve("out.tar"));
        assertThat(after).hasSameSizeAs(contents(here.resolve("planted")));
        after.forEach((path, content) -> {
            assertThat(seen(path)).as(path).isEmpty();
            assertThat(seen(content)).as(path).isEmpty();
        });
    }

    @Test
    void everyFormIsPlanted() throws IOException {
        plant();

        String all = String.join("\n", contents(here.resolve("planted")).values());
        assertThat(seen(all)).containsAll(NAMES).containsAll(DIGITS);
    }

    /** Canaries in the text, in either case, and in what base64 and percent signs hide. */
    private static List<String> seen(String text) {
        String plain = text.toLowerCase(Locale.ROOT);
        List<String> found = new ArrayList<>();
        for (List<String> canaries : List.of(NAMES, DIGITS)) {
            canaries.stream().filter(plain::contains).forEach(found::add);
        }
        for (String name : NAMES) {
            // At each of the three places in a group of base64 that a name may begin, without its uncertain ends.
            for (int shift = 0; shift < 3; shift++) {
                String coded = Base64.getEncoder().encodeToString((" ".repeat(shift) + name).getBytes(UTF_8));
                String middle = coded.substring(shift == 0 ? 0 : 4, coded.length() - 4);
                if (middle.length() > 6 && text.contains(middle)) {
                    found.add("base64 of " + name);
                }
            }
        }
        return found;
    }

    private void plant() throws IOException {
        objects();
        kernel();
        logs();
        Files.createDirectories(here.resolve("planted/captures"));
        Files.write(here.resolve("planted/captures/walrus-17.any.pcap"), pcap());
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
                2026-11-21T00:57:53.123456+00:00 wombat-4 kubelet[9]: E1121 node="wombat-4" WALRUS-17.IBEX.KUDU-CORP.COM Quokka quokkaService quokka2db
                \u001b[31mquokka\u001b[0m at ip-10-77-3-9.ibex.kudu-corp.com or IP_10_77_3_9, PTR 3.77.10.in-addr.arpa, 9.3.77.10.in-addr.arpa,
                9.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.6.5.4.3.2.1.d.f.ip6.arpa walrus-17.ibex.kudu-corp.com
                GET /a?user=carol&q=quokka%%2Fnarwhal&b=%s token=s3cr3tvalue1
                """.formatted(base64("{\"pod\": \"quokka\", \"token\": \"s3cr3tvalue1\"}")));
    }

    private static byte[] pcap() {
        byte[] query = {0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0};
        ByteArrayOutputStream dns = new ByteArrayOutputStream();
        dns.writeBytes(query);
        for (String label : List.of("quokka", "zebraspace", "svc", "cluster", "local")) {
            dns.write(label.length());
            dns.writeBytes(label.getBytes(UTF_8));
        }
        dns.writeBytes(new byte[] {0, 0, 1, 0, 1});
        byte[] http = String.join(
                        "\r\n",
                        "GET /quokka/zebraspace HTTP/1.1",
                        "Host: ibex.kudu-corp.com",
                        "X-Forwarded-For: 10.77.3.9",
                        "Cookie: s3cr3tvalue",
                        "",
                        "body of quokka")
                .getBytes(UTF_8);
        CaptureFile file = CaptureFile.pcap(LinkType.ETHERNET)
                .record(1, 0, frame(Frames.udp("10.77.3.9", 4711, "10.77.3.11", 53, dns.toByteArray())))
                .record(2, 0, frame(Frames.udp("10.77.3.9", 4712, "10.77.3.11", 8080, http)))
                .record(3, 0, frame(Frames.udp("10.77.3.9", 4713, "10.77.3.11", 443, hello("walrus.kudu-corp.com"))));
        return file.toBytes();
    }

    private static byte[] frame(byte[] ip) {
        byte[] frame = Frames.ethernet(ip);
        byte[] mac = {2, (byte) 0xde, (byte) 0xad, (byte) 0xbe, (byte) 0xef, 1};
        System.arraycopy(mac, 0, frame, 6, 6);
        return frame;
    }

    /** The shortest client hello that names a server (RFC 8446, RFC 6066). */
    private static byte[] hello(String server) {
        byte[] name = server.getBytes(UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int extension = 9 + name.length;
        int body = 2 + 32 + 1 + 4 + 2 + 2 + extension;
        out.writeBytes(new byte[] {0x16, 3, 1, 0, (byte) (body + 4), 1, 0, 0, (byte) body, 3, 3});
        out.writeBytes(new byte[33]);
        out.writeBytes(new byte[] {0, 2, 0x13, 1, 1, 0, 0, (byte) extension});
        out.writeBytes(
                new byte[] {0, 0, 0, (byte) (name.length + 5), 0, (byte) (name.length + 3), 0, 0, (byte) name.length});
        out.writeBytes(name);
        return out.toByteArray();
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

    private static Map<String, String> contents(Path bundle) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        Bundle.of(List.of(new Input.Stored(bundle)), Limits.standard(), () -> 0).forEach(new EntryVisitor() {
            @Override
            public boolean entry(Entry entry) throws IOException {
                byte[] bytes = entry.content().readAllBytes();
                boolean wide = bytes.length > 1 && (bytes[0] & 0xff) == 0xfe && (bytes[1] & 0xff) == 0xff;
                contents.put(entry.artifact().path(), new String(bytes, wide ? UTF_16 : ISO_8859_1));
                return true;
            }

            @Override
            public void note(Note note) {
                // Not asked here.
            }

            @Override
            public void restart() {
                contents.clear();
            }
        });
        return contents;
    }
}
