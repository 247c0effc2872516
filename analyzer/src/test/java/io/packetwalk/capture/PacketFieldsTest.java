package io.packetwalk.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.capture.file.CaptureReader;
import io.packetwalk.capture.file.Frame;
import io.packetwalk.capture.tree.Field;
import io.packetwalk.capture.tree.PacketFields;
import io.packetwalk.capture.tree.PacketTree;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PacketFieldsTest {

    @Test
    void aTunnelledPacketIsShownHeaderByHeader() throws IOException {
        PacketTree tree = find("wrong-targetport", "node1.multi.pcapng", 3);

        assertThat(tree.summary())
                .isEqualTo(
                        "IP 192.168.56.11:48125 > 192.168.56.12:8472: vxlan vni 1: IP 10.244.1.3:40000 > 10.244.2.5:9999:"
                                + " Flags [S], seq 2479005907, win 64860, mss 1410, length 0");
        assertThat(tree.headers())
                .extracting(Field::name)
                .containsExactly("Ethernet", "IPv4", "UDP", "VXLAN", "Ethernet", "IPv4", "TCP");
        assertThat(field(tree, "VXLAN", "VNI")).isEqualTo(new Field("VNI", "1", 46, 3, List.of()));
        assertThat(field(tree, "TCP", "destination port"))
                .isEqualTo(new Field("destination port", "9999", 86, 2, List.of()));
    }

    @Test
    void aCookedHeaderNamesItsInterface() throws IOException {
        PacketTree tree = find("wrong-targetport", "node1.any.pcap", 1);

        assertThat(tree.headers()).extracting(Field::name).containsExactly("Linux cooked v2", "ARP");
        assertThat(field(tree, "Linux cooked v2", "interface index").offset()).isEqualTo(4);
        assertThat(tree.summary()).startsWith("ARP, operation ").contains("target address 10.244.1.1");
    }

    @Test
    void aNameAnswerIsReadable() throws IOException {
        PacketTree tree = find("wrong-targetport", "pod.default.client-a.eth0.pcap", 9);

        assertThat(tree.summary())
                .isEqualTo(
                        "IP 10.96.0.10:53 > 10.244.1.3:56307: 30257 A? solo.default.svc.cluster.local. NOERROR 10.96.10.20");
        assertThat(field(tree, "DNS", "question").value()).contains("solo.default.svc.cluster.local");
    }

    /** The offsets are the evidence: what stands there must be what the field says. */
    @Test
    void portsStandWhereTheTreeSaysTheyStand() throws IOException {
        for (Map.Entry<String, byte[]> sample : SampleCaptures.all().entrySet()) {
            CaptureReader reader = new CaptureReader(new ByteArrayInputStream(sample.getValue()));
            while (reader.next()) {
                PacketTree tree = PacketFields.of(reader.frame());
                byte[] bytes = HexFormat.of().parseHex(tree.hex());
                for (Field port : ports(tree)) {
                    String there = Integer.toString(Bytes.u2(bytes, port.offset()));
                    assertThat(there).as(sample.getKey() + "#" + tree.number()).isEqualTo(port.value());
                }
            }
        }
    }

    @Test
    void aNumberBeyondTheEndFindsNothing() throws IOException {
        byte[] file = SampleCaptures.one("wrong-targetport", "node1.any.pcap");
        assertThat(PacketFields.find(new ByteArrayInputStream(file), 1_000)).isEmpty();
    }

    @Test
    void aCutPacketShowsWhatIsThere() {
        Frame frame = new Frame();
        frame.bytes = new byte[] {1, 2, 3};
        frame.captured = 3;
        frame.original = 60;
        frame.linkType = LinkType.ETHERNET;

        PacketTree tree = PacketFields.of(frame);
        assertThat(tree.summary()).isEqualTo("Ethernet header is cut");
        assertThat(tree.headers()).containsExactly(new Field("cut or garbage", "010203", 0, 3, List.of()));
    }

    private static List<Field> ports(PacketTree tree) {
        List<Field> ports = new ArrayList<>();
        for (Field header : tree.headers()) {
            header.children().stream()
                    .filter(field -> field.name().endsWith(" port"))
                    .forEach(ports::add);
        }
        return ports;
    }

    private static PacketTree find(String bundle, String name, long number) throws IOException {
        return PacketFields.find(new ByteArrayInputStream(SampleCaptures.one(bundle, name)), number)
                .orElseThrow();
    }

    private static Field field(PacketTree tree, String header, String name) {
        return tree.headers().stream()
                .filter(each -> each.name().equals(header))
                .flatMap(each -> each.children().stream())
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
