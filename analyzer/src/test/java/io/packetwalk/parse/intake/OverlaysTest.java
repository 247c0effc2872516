package io.packetwalk.parse.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.bundle.Archives;
import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.capture.CaptureFile;
import io.packetwalk.capture.Frames;
import io.packetwalk.capture.LinkType;
import io.packetwalk.fact.Reading;
import io.packetwalk.fact.capture.CaptureFact;
import io.packetwalk.fact.capture.ConversationFact;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Overlays on ports that only {@code ip -d link} tells. The capture stands in the archive before the dump, or behind it. */
final class OverlaysTest {

    private static final String GENEVE = """
            4: genev_sys_8473: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 65000 qdisc noqueue master ovs-system state UNKNOWN mode DEFAULT group default qlen 1000
                link/ether 72:5f:b1:0c:11:d3 brd ff:ff:ff:ff:ff:ff promiscuity 1 allmulti 0 minmtu 68 maxmtu 65465
                geneve external id 0 ttl auto dstport 8473 udp6zerocsumrx addrgenmode eui64 numtxqueues 1 numrxqueues 1
            """;

    private static final String VXLAN = """
            4: flannel.1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450 qdisc noqueue state UNKNOWN mode DEFAULT group default
                link/ether 72:5f:b1:0c:11:d3 brd ff:ff:ff:ff:ff:ff promiscuity 0 allmulti 0 minmtu 68 maxmtu 65535
                vxlan id 1 local 192.0.2.1 dev eth0 srcport 0 0 dstport 6081 nolearning ttl auto ageing 300 udpcsum noudp6zerocsumtx noudp6zerocsumrx addrgenmode eui64
            """;

    private static final byte[] INNER =
            Frames.ethernet(Frames.tcp("10.244.0.5", 40000, "10.244.1.7", 80, 2, 1000, 0, 0));

    @ParameterizedTest(name = "capture at {0}")
    @CsvSource({"captures/w1.pcap", "zz/w1.pcap"})
    void geneveOnAnOddPortIsFoundOnceADumpNamesIt(String capture) throws IOException {
        byte[] packet = udp(8473, Frames.join("0240 6558 00000700 0102030405060708", INNER));

        assertThat(tuples(capture, packet, "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN\n"))
                .containsExactly("udp 192.0.2.1:49152 -> 192.0.2.2:8473");
        assertThat(tuples(capture, packet, GENEVE))
                .containsExactly(
                        "udp 192.0.2.1:8473 -> 192.0.2.2:8473", "geneve 7 tcp 10.244.0.5:40000 -> 10.244.1.7:80");
    }

    @Test
    void vxlanOnGenevesPortIsFoundHoweverShortTheSnapLength() throws IOException {
        byte[] packet = udp(6081, Frames.join("08000000 00000100", INNER));

        assertThat(tuples("captures/w1.pcap", Arrays.copyOf(packet, packet.length - 5), VXLAN))
                .containsExactly(
                        "udp 192.0.2.1:6081 -> 192.0.2.2:6081", "vxlan 1 tcp 10.244.0.5:40000 -> 10.244.1.7:80");
    }

    @Test
    void otherCapturesAreLeftAsTheyWereRead() throws IOException {
        byte[] packet = udp(9999, Frames.join("0240 6558 00000700 0102030405060708", INNER));

        assertThat(tuples("captures/w1.pcap", packet, GENEVE)).containsExactly("udp 192.0.2.1:49152 -> 192.0.2.2:9999");
    }

    private static byte[] udp(int port, byte[] payload) {
        return Frames.udp("192.0.2.1", 49152, "192.0.2.2", port, payload);
    }

    private static List<String> tuples(String path, byte[] packet, String links) throws IOException {
        byte[] pcap = CaptureFile.pcap(LinkType.RAW)
                .record(1_700_000_000, 0, packet, packet.length + 5)
                .toBytes();
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("b/" + path, pcap);
        files.put("b/nodes/w1/ip-link.txt", links.getBytes(StandardCharsets.UTF_8));
        byte[] tar = Archives.tar(out -> files.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(file -> Archives.file(out, file.getKey(), file.getValue())));
        Bundle bundle =
                Bundle.of(List.of(new Input.Piped("b.tar", new ByteArrayInputStream(tar))), Limits.standard(), () -> 0);
        return Intake.of(bundle, 2).readings().stream()
                .filter(reading -> reading.artifact().equals(path))
                .map(Reading::facts)
                .map(List::getFirst)
                .flatMap(fact -> ((CaptureFact) fact).conversations().stream())
                .map(OverlaysTest::described)
                .toList();
    }

    private static String described(ConversationFact seen) {
        return seen.tunnel().map(in -> in.type() + " " + in.vni() + " ").orElse("") + seen.tuple();
    }
}
