package io.packetwalk.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.capture.packet.Dissector;
import io.packetwalk.capture.packet.Layer;
import io.packetwalk.capture.packet.Outcome;
import io.packetwalk.capture.packet.Tunnelled;
import io.packetwalk.capture.packet.Tunnels;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each way a packet may be wrapped, and what is found inside. */
final class DissectorTest {

    private static final String INNER = "tcp 10.0.0.1:40000 > 10.0.0.2:80";
    private static final byte[] TCP = Frames.tcp("10.0.0.1", 40000, "10.0.0.2", 80, 2, 100, 0, 0);
    private static final byte[] TCP6 = Frames.tcp("fd00::1", 40000, "fd00::2", 80, 16, 1, 2, 11);
    private static final byte[] BRIDGED = Frames.ethernet(TCP);
    private static final String MACS = "020000000002 020000000001";

    static Stream<Arguments> wrappings() {
        return Stream.of(
                row("Ethernet", 1, BRIDGED, INNER),
                row("Ethernet, IPv6", 1, Frames.ethernet(TCP6), "tcp fd00::1:40000 > fd00::2:80"),
                row("802.1Q", 1, Frames.join(MACS + "8100 0064 0800", TCP), INNER),
                row("QinQ", 1, Frames.join(MACS + "88a8 0001 8100 0064 0800", TCP), INNER),
                row("SLL", 113, Frames.join("0004 0001 0006 020000000001 0000 0800", TCP), INNER),
                row("SLL2", 276, Frames.join("0800 0000 00000007 0001 00 06 020000000001 0000", TCP), INNER),
                row("raw", 101, TCP, INNER),
                row("raw, number 12", 12, TCP6, "tcp fd00::1:40000 > fd00::2:80"),
                row("IPv4", 228, TCP, INNER),
                row("NULL", 0, Frames.join("02000000", TCP), INNER),
                row("LOOP", 108, Frames.join("00000002", TCP), INNER),
                row("PPP", 9, Frames.join("ff03 0021", TCP), INNER),
                row("PPP without address", 9, Frames.join("0057", TCP6), "tcp fd00::1:40000 > fd00::2:80"),
                row("NFLOG", 239, Frames.join("0200 0000 0800 0400 00000007 2c00 0900", TCP), INNER),
                row("IPv6 extension headers", 101, extended(), "udp fd00::1:5 > fd00::2:6"),
                row("VXLAN 8472", 101, vxlan(8472), "udp 192.0.2.1:7 > 192.0.2.2:8472", "vxlan 42 " + INNER),
                row("VXLAN 4789", 101, vxlan(4789), "udp 192.0.2.1:7 > 192.0.2.2:4789", "vxlan 42 " + INNER),
                row("VXLAN on an odd port", 101, vxlan(9999), "udp 192.0.2.1:7 > 192.0.2.2:9999", "vxlan 42 " + INNER),
                row(
                        "VXLAN on Geneve's port",
                        101,
                        vxlan(6081),
                        "udp 192.0.2.1:7 > 192.0.2.2:6081",
                        "vxlan 42 " + INNER),
                row(
                        "Geneve on VXLAN's port",
                        101,
                        geneve(4789),
                        "udp 192.0.2.1:7 > 192.0.2.2:4789",
                        "geneve 42 " + INNER),
                row(
                        "VXLAN with a group",
                        101,
                        Frames.udp("192.0.2.1", 7, "192.0.2.2", 4789, Frames.join("88006558 00002a00", BRIDGED)),
                        "udp 192.0.2.1:7 > 192.0.2.2:4789",
                        "vxlan 42 " + INNER),
                row("Geneve on an odd port stays closed", 101, geneve(9999), "udp 192.0.2.1:7 > 192.0.2.2:9999"),
                row("Geneve with option", 101, geneve(6081), "udp 192.0.2.1:7 > 192.0.2.2:6081", "geneve 42 " + INNER),
                row(
                        "IP in IP",
                        101,
                        Frames.ip("192.0.2.1", "192.0.2.2", 4, TCP),
                        "4 192.0.2.1:0 > 192.0.2.2:0",
                        "ipip -1 " + INNER),
                row(
                        "ip6ip6",
                        101,
                        Frames.ip("2001:db8::1", "2001:db8::2", 41, TCP6),
                        "41 2001:db8::1:0 > 2001:db8::2:0",
                        "ipip -1 tcp fd00::1:40000 > fd00::2:80"),
                row(
                        "ESP stays closed",
                        101,
                        Frames.ip("192.0.2.1", "192.0.2.2", 50, new byte[40]),
                        "50 192.0.2.1:0 > 192.0.2.2:0"),
                row(
                        "SCTP",
                        101,
                        Frames.ip("192.0.2.1", "192.0.2.2", 132, Frames.join("9c40 0b59", new byte[8])),
                        "132 192.0.2.1:40000 > 192.0.2.2:2905"),
                row(
                        "GRE with key",
                        101,
                        gre("2000 0800 0000002a", TCP),
                        "47 192.0.2.1:0 > 192.0.2.2:0",
                        "gre 42 " + INNER),
                row("GRE bridging", 101, gre("0000 6558", BRIDGED), "47 192.0.2.1:0 > 192.0.2.2:0", "gre -1 " + INNER),
                row("first fragment", 101, Frames.fragment(TCP, 0x2000), INNER),
                row("later fragment", 101, Frames.fragment(TCP, 0x00b9), "tcp 10.0.0.1:0 > 10.0.0.2:0"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrappings")
    void findsEveryLayer(String name, int linkType, byte[] frame, List<String> layers) {
        Dissector dissector = new Dissector();

        assertThat(dissector.dissect(frame, 0, frame.length, frame.length, linkType))
                .isEqualTo(Outcome.MODELLED);
        assertThat(describe(dissector)).isEqualTo(layers);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrappings")
    void aCutFrameLosesLayersFromTheInsideOnly(String name, int linkType, byte[] frame, List<String> layers) {
        Dissector dissector = new Dissector();
        for (int length = 0; length <= frame.length; length++) {
            byte[] cut = Arrays.copyOf(frame, length);
            Outcome outcome = dissector.dissect(cut, 0, length, frame.length, linkType);
            assertThat(outcome).as("cut at %d", length).isIn(Outcome.MODELLED, Outcome.MALFORMED);
            assertThat(describe(dissector)).isEqualTo(layers.subList(0, dissector.count()));
        }
    }

    @Test
    void anOddPortNeedsARightInnerHeader() {
        byte[] wrong = vxlan(9999);
        wrong[20 + 8 + 8 + 14 + 10] ^= 1;
        Dissector dissector = new Dissector();

        dissector.dissect(wrong, 0, wrong.length, wrong.length, 101);

        assertThat(dissector.count()).isEqualTo(1);
    }

    @Test
    void aLearnedPortNeedsTheFlagOnly() {
        byte[] wrong = vxlan(9999);
        wrong[20 + 8 + 8 + 14 + 10] ^= 1;
        Dissector dissector = new Dissector(new Tunnels(9999));

        dissector.dissect(wrong, 0, wrong.length, wrong.length, 101);

        assertThat(dissector.count()).isEqualTo(2);
    }

    @ParameterizedTest(name = "{0} layers")
    @CsvSource({"3, 3, false", "4, 4, false", "5, 4, true", "9, 4, true"})
    void whatIsBelowTheFourthLayerIsToldOf(int layers, int read, boolean deeper) {
        byte[] frame = Frames.tcp("10.0.0.1", 40000, "10.0.0.2", 80, 2, 1, 0, 0);
        for (int i = 1; i < layers; i++) {
            frame = Frames.ip("192.0.2.1", "192.0.2.2", 4, frame);
        }
        Dissector dissector = new Dissector();

        dissector.dissect(frame, 0, frame.length, frame.length, 101);

        assertThat(dissector.count()).isEqualTo(read);
        assertThat(dissector.deeper()).isEqualTo(deeper);
    }

    @Test
    void genevesOwnPortIsNotNeededWhenItWasLearned() {
        byte[] frame = geneve(9999);
        Dissector dissector = new Dissector(new Tunnels(9999));

        dissector.dissect(frame, 0, frame.length, frame.length, 101);

        assertThat(describe(dissector)).containsExactly("udp 192.0.2.1:7 > 192.0.2.2:9999", "geneve 42 " + INNER);
    }

    @Test
    void aTcpHeaderIsReadWithItsOptions() {
        Dissector dissector = new Dissector();
        dissector.dissect(TCP, 0, TCP.length, TCP.length, 101);

        Layer layer = dissector.layer(0);
        assertThat(layer.flags).isEqualTo(Layer.SYN);
        assertThat(layer.seq).isEqualTo(100);
        assertThat(layer.mss).isEqualTo(1460);
        assertThat(layer.windowScale).isEqualTo(-1);
        assertThat(layer.payloadLength).isZero();
        assertThat(layer.ttl).isEqualTo(64);
        assertThat(layer.dontFragment).isTrue();
    }

    @Test
    void anIcmpErrorQuotesItsPacket() {
        byte[] icmp = Frames.join("0304 0000 0000 0578", Arrays.copyOf(TCP, 28));
        byte[] frame = Frames.ip("192.0.2.9", "10.0.0.1", 1, icmp);
        Dissector dissector = new Dissector();

        dissector.dissect(frame, 0, frame.length, frame.length, 101);

        assertThat(dissector.layer(0).quotes).isTrue();
        assertThat(dissector.layer(0).icmpMtu).isEqualTo(1400);
        assertThat(dissector.quote().dport).isEqualTo(80);
        assertThat(dissector.quote().seq).isEqualTo(100);
    }

    @Test
    void housekeepingIsIgnoredAndStrangersAreNamed() {
        assertThat(outcome(Frames.ethernet(0x0806, new byte[28]))).isEqualTo(Outcome.IGNORED);
        assertThat(outcome(Frames.ethernet(0x88cc, new byte[28]))).isEqualTo(Outcome.IGNORED);
        assertThat(outcome(Frames.ethernet(0x0026, new byte[38]))).isEqualTo(Outcome.IGNORED);
        assertThat(outcome(Frames.ethernet(
                        Frames.ip("fd00::1", "ff02::1", 58, Frames.join("8700000000000000", new byte[16])))))
                .isEqualTo(Outcome.IGNORED);
        assertThat(outcome(Frames.ethernet(0x8847, new byte[28]))).isEqualTo(Outcome.UNMODELLED);
        Dissector dissector = new Dissector();
        dissector.dissect(new byte[60], 0, 60, 60, 147);
        assertThat(dissector.reason()).isEqualTo("link type linktype-147");
    }

    private static Outcome outcome(byte[] frame) {
        return new Dissector().dissect(frame, 0, frame.length, frame.length, 1);
    }

    private static List<String> describe(Dissector dissector) {
        return IntStream.range(0, dissector.count())
                .mapToObj(dissector::layer)
                .map(layer -> {
                    String proto = layer.proto == 6 ? "tcp" : layer.proto == 17 ? "udp" : "" + layer.proto;
                    String tuple =
                            proto + " " + layer.src() + ":" + layer.sport + " > " + layer.dst() + ":" + layer.dport;
                    return layer.tunnelled == Tunnelled.NO
                            ? tuple
                            : layer.tunnelled.word() + " " + layer.network + " " + tuple;
                })
                .toList();
    }

    private static byte[] vxlan(int port) {
        return Frames.udp("192.0.2.1", 7, "192.0.2.2", port, Frames.join("08000000 00002a00", BRIDGED));
    }

    private static byte[] geneve(int port) {
        return Frames.udp("192.0.2.1", 7, "192.0.2.2", port, Frames.join("0100 6558 00002a00 01020304", BRIDGED));
    }

    private static byte[] gre(String header, byte[] payload) {
        return Frames.ip("192.0.2.1", "192.0.2.2", 47, Frames.join(header, payload));
    }

    /** Hop-by-hop, destination options, then UDP. */
    private static byte[] extended() {
        byte[] udp = Arrays.copyOfRange(Frames.udp("fd00::1", 5, "fd00::2", 6, new byte[3]), 40, 51);
        return Frames.ip("fd00::1", "fd00::2", 0, Frames.join("3c00 010400000000 1100 010400000000", udp));
    }

    private static Arguments row(String name, int linkType, byte[] frame, String... layers) {
        return Arguments.of(name, linkType, frame, List.of(layers));
    }
}
