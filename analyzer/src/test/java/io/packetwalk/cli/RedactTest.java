package io.packetwalk.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
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
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A redacted bundle holds no original and still tells the same. */
class RedactTest {
    /** One for each thing that belongs to somebody. */
    private static final List<String> CANARIES = List.of(
            "zebraspace",
            "quokka",
            "narwhal",
            "walrus",
            "ibex",
            "kudu-corp",
            "10.77.3.9",
            "10.77.3.11",
            "10-77-3-9",
            "9.3.77.10.in-addr",
            "fd12:3456::9",
            "203.0.113.77",
            "02:de:ad:be:ef:01",
            "hunter2",
            "s3cr3tvalue",
            "eyJhbGciOi",
            "MIIEowIBAAKCAQ",
            "aHVudGVyMg",
            "carol@",
            "KUBE-SVC-LQ6XKXO5EQGCL4GF");

    @TempDir
    private Path here = Path.of("");

    @Test
    void noCanaryIsLeftInAnyKindOfArtifact() throws IOException {
        plant();

        Ran ran = Ran.in(here, "redact", "planted", "-o", "out.tar", "--map", "map.json", "--check");

        assertThat(ran.exit()).as(ran.out() + ran.err()).isZero();
        assertThat(contents(here.resolve("out.tar")))
                .hasSizeGreaterThan(15)
                .allSatisfy((path, content) ->
                        assertThat(CANARIES).noneMatch(path::contains).noneMatch(content::contains));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stale-rules-one-node",
                "stale-conntrack-udp",
                "healthy-baseline-nft",
                "lab-missing-route",
                "mtu-underlay-1450"
            })
    void everyVerdictIsTheSameBeforeAndAfter(String name) {
        Ran ran = Ran.in(here, "redact", Ran.bundle(name), "-o", "out.tar.gz", "--check");

        assertThat(ran.out())
                .contains("0 originals left")
                .doesNotContain("only before")
                .doesNotContain("only after");
        assertThat(ran.exit()).isZero();
    }

    @Test
    void theSameMapGivesTheSameBytesAndLeadsBack() throws IOException {
        String bundle = Ran.bundle("wrong-targetport");
        Ran.in(here, "redact", bundle, "-o", "one.tar", "--map", "map.json");
        Ran.in(here, "redact", bundle, "-o", "two.tar", "--map", "map.json");
        Ran report = Ran.in(here, "analyze", "one.tar", "-o", "text", "--exit-zero");
        Files.writeString(here.resolve("answer.txt"), report.out());
        Ran revealed = Ran.in(here, "redact", "--reveal", "map.json", "answer.txt");

        assertThat(here.resolve("one.tar")).hasSameBinaryContentAs(here.resolve("two.tar"));
        assertThat(report.out()).contains("PW-004").doesNotContain("svc/default/solo");
        assertThat(revealed.out()).contains("PW-004").contains("svc/default/solo");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(here.resolve("map.json"))))
                .isEqualTo("rw-------");
    }

    private void plant() throws IOException {
        file("kubectl/pods.json", """
                {"apiVersion": "v1", "kind": "List", "items": [
                 {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "quokka-6b7f9d-xk2p9", "namespace": "zebraspace", "labels": {"app": "quokka", "stage": "narwhal"}},
                  "spec": {"nodeName": "walrus-17", "containers": [{"name": "quokka", "image": "registry.kudu-corp.com/quokka/api:1",
                   "env": [{"name": "DB_PASSWORD", "value": "hunter2hunter2"}, {"name": "MAIL", "value": "carol@kudu-corp.com"}]}]},
                  "status": {"podIP": "10.77.3.9", "podIPs": [{"ip": "10.77.3.9"}, {"ip": "fd12:3456::9"}], "phase": "Running"}}]}
                """);
        file("kubectl/services.yaml", """
                apiVersion: v1
                kind: Service
                metadata:
                  name: quokka
                  namespace: zebraspace
                spec:
                  clusterIP: 10.77.3.11
                  selector: {app: quokka}
                  ports: [{name: narwhal, port: 80, protocol: TCP}]
                status:
                  loadBalancer: {ingress: [{ip: 203.0.113.77}]}
                """);
        file("kubectl/secrets.yaml", """
                apiVersion: v1
                kind: Secret
                data:
                  key: aHVudGVyMg==
                metadata: {name: quokka, namespace: zebraspace}
                """);
        file("kubectl/nodes.json", """
                {"kind": "Node", "apiVersion": "v1", "metadata": {"name": "walrus-17"}, "status": {"addresses": [{"type": "Hostname", "address": "walrus-17"}]}}
                """);
        file("nodes/walrus-17/iptables-save.txt", """
                *nat
                :KUBE-SERVICES - [0:0]
                :KUBE-SVC-LQ6XKXO5EQGCL4GF - [0:0]
                -A KUBE-SERVICES -d 10.77.3.11/32 -p tcp -m comment --comment "zebraspace/quokka:narwhal cluster IP" -m tcp --dport 80 -j KUBE-SVC-LQ6XKXO5EQGCL4GF
                COMMIT
                """);
        file("nodes/walrus-17/ip-addr.txt", """
                2: eth0: <BROADCAST,UP> mtu 1500 qdisc noqueue state UP
                    link/ether 02:de:ad:be:ef:01 brd ff:ff:ff:ff:ff:ff
                    inet 10.77.3.9/24 scope global eth0
                    inet6 fd12:3456::9/64 scope global
                """);
        file("nodes/walrus-17/uname.txt", "Linux walrus-17 6.1.0 #1 SMP x86_64 GNU/Linux\n");
        file("nodes/walrus-17/sysctl.txt", "kernel.hostname = walrus-17\nnet.ipv4.ip_forward = 1\n");
        file(
                "nodes/walrus-17/conntrack.txt",
                "ipv4 2 tcp 6 100 ESTABLISHED src=10.77.3.9 dst=10.77.3.11 sport=4000 dport=80 "
                        + "src=10.77.3.9 dst=10.77.3.9 sport=80 dport=4000 [ASSURED] mark=0 use=1\n");
        file(
                "nodes/walrus-17/resolv.conf",
                "nameserver 10.77.3.11\nsearch zebraspace.svc.cluster.local ibex.kudu-corp.com\n");
        file("nodes/walrus-17/hosts", "10.77.3.9 walrus-17.ibex.kudu-corp.com walrus-17\n");
        file(
                "nodes/walrus-17/dmesg.txt",
                "[1.0] IN=eth0 MAC=02:de:ad:be:ef:01:02:de:ad:be:ef:01:08:00 SRC=10.77.3.9 DST=10.77.3.11 PROTO=TCP\n");
        file("logs/kube-system_coredns-1.log", """
                [INFO] 10.77.3.9:4711 - 1 "A IN quokka.zebraspace.svc.cluster.local. udp 58 false 512" NOERROR qr,aa,rd 114 0.0001s
                [INFO] 10.77.3.9:4711 - 2 "PTR IN 9.3.77.10.in-addr.arpa. udp 40 false 512" NOERROR qr 60 0.0001s
                [INFO] 10.77.3.9:4711 - 3 "A IN 10-77-3-9.zebraspace.pod.cluster.local. udp 40 false 512" NOERROR qr 60 0.0001s
                """);
        file("logs/zebraspace_quokka-6b7f9d-xk2p9.log", """
                connecting to https://carol:hunter2@db.kudu-corp.com/x with Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjIn0.c2ln
                password=hunter2 token: s3cr3tvalue
                -----BEGIN RSA PRIVATE KEY-----
                MIIEowIBAAKCAQEAx
                -----END RSA PRIVATE KEY-----
                """);
        byte[] query = query("quokka", "zebraspace", "svc", "cluster", "local");
        byte[] http = "GET /quokka HTTP/1.1\r\nHost: ibex.kudu-corp.com\r\nCookie: s3cr3tvalue\r\n\r\n".getBytes(UTF_8);
        byte[] pcap = CaptureFile.pcap(LinkType.RAW)
                .record(1, 0, Frames.udp("10.77.3.9", 4711, "10.77.3.11", 53, query))
                .record(2, 0, Frames.udp("10.77.3.9", 4712, "10.77.3.11", 8080, http))
                .toBytes();
        Files.createDirectories(here.resolve("planted/captures"));
        Files.write(here.resolve("planted/captures/walrus-17.any.pcap"), pcap);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write("E1120 quokka in zebraspace on walrus-17 asked 10.77.3.11 for ibex.kudu-corp.com\n"
                    .getBytes(UTF_8));
        }
        Files.write(here.resolve("planted/logs/old.log.gz"), packed.toByteArray());
    }

    private void file(String path, String content) throws IOException {
        Path file = here.resolve("planted").resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private static byte[] query(String... labels) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0});
        for (String label : labels) {
            out.write(label.length());
            out.writeBytes(label.getBytes(UTF_8));
        }
        out.writeBytes(new byte[] {0, 0, 1, 0, 1});
        return out.toByteArray();
    }

    private static Map<String, String> contents(Path bundle) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        Bundle.of(List.of(new Input.Stored(bundle)), Limits.standard(), () -> 0).forEach(new EntryVisitor() {
            @Override
            public boolean entry(Entry entry) throws IOException {
                contents.put(entry.artifact().path(), new String(entry.content().readAllBytes(), ISO_8859_1));
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
