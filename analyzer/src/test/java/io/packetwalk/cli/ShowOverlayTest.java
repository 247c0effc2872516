package io.packetwalk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.capture.CaptureFile;
import io.packetwalk.capture.Frames;
import io.packetwalk.capture.LinkType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A packet of an overlay on a port that only the dump of links tells is shown as flows were read from it. */
class ShowOverlayTest {

    private static final String LINKS = """
            4: genev_sys_8473: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 65000 qdisc noqueue master ovs-system state UNKNOWN mode DEFAULT group default qlen 1000
                link/ether 72:5f:b1:0c:11:d3 brd ff:ff:ff:ff:ff:ff promiscuity 1 allmulti 0 minmtu 68 maxmtu 65465
                geneve external id 0 ttl auto dstport 8473 udp6zerocsumrx addrgenmode eui64 numtxqueues 1 numrxqueues 1
            """;

    @TempDir
    private Path here = Path.of("");

    @Test
    void whatIsInsideIsShownOnceADumpNamesThePort() throws IOException {
        byte[] inner = Frames.ethernet(Frames.tcp("10.244.0.5", 40000, "10.244.1.7", 80, 2, 1000, 0, 0));
        byte[] packet = Frames.udp(
                "192.0.2.1", 49152, "192.0.2.2", 8473, Frames.join("0240 6558 00000700 0102030405060708", inner));
        Path capture = here.resolve("b/captures/w1.pcap");
        Files.createDirectories(capture.getParent());
        Files.write(
                capture,
                CaptureFile.pcap(LinkType.RAW)
                        .record(1_700_000_000, 0, packet, packet.length)
                        .toBytes());

        Ran without = Ran.in(here, "show", "b", "captures/w1.pcap#1");
        Path links = here.resolve("b/nodes/w1/ip-link.txt");
        Files.createDirectories(links.getParent());
        Files.writeString(links, LINKS);
        Ran with = Ran.in(here, "show", "b", "captures/w1.pcap#1");

        assertThat(without.exit()).isZero();
        assertThat(without.out()).doesNotContain("10.244.1.7");
        assertThat(with.exit()).isZero();
        assertThat(with.out()).contains("10.244.1.7:80").contains("geneve");
    }
}
