package io.packetwalk.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaitai.struct.ByteBufferKaitaiStream;
import io.packetwalk.capture.file.CaptureReader;
import io.packetwalk.capture.file.Frame;
import io.packetwalk.capture.format.PcapHeader;
import io.packetwalk.capture.format.PcapRecord;
import io.packetwalk.capture.format.PcapngBlock;
import io.packetwalk.capture.format.Sll2Header;
import io.packetwalk.capture.format.VxlanHeader;
import io.packetwalk.capture.packet.Dissector;
import io.packetwalk.capture.packet.Layer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.pcap4j.packet.EthernetPacket;
import org.pcap4j.packet.IcmpV6CommonPacket;
import org.pcap4j.packet.IllegalRawDataException;
import org.pcap4j.packet.IpPacket;
import org.pcap4j.packet.IpSelector;
import org.pcap4j.packet.Packet;
import org.pcap4j.packet.TcpPacket;
import org.pcap4j.packet.UdpPacket;
import org.pcap4j.packet.namednumber.IpNumber;

/** The hand-written readers, the generated ones and pcap4j agree about every packet of every sample (docs/adr/0009). */
final class ThreeDecodersTest {

    @Test
    void framingByHandEqualsFramingByLayout() throws IOException {
        for (Map.Entry<String, byte[]> sample : SampleCaptures.all().entrySet()) {
            byte[] file = sample.getValue();
            List<String> byLayout = sample.getKey().endsWith("ng") ? pcapng(file) : pcap(file);
            List<String> byHand = new ArrayList<>();
            CaptureReader reader = new CaptureReader(new ByteArrayInputStream(file));
            while (reader.next()) {
                Frame frame = reader.frame();
                byHand.add(frame.captured + " " + frame.original + " " + hash(frame));
            }
            assertThat(byHand).as(sample.getKey()).isEqualTo(byLayout);
        }
    }

    @Test
    void layersByHandEqualThoseOfPcap4jAndTheLayouts() throws IOException {
        long layers = 0;
        for (Map.Entry<String, byte[]> sample : SampleCaptures.all().entrySet()) {
            CaptureReader reader = new CaptureReader(new ByteArrayInputStream(sample.getValue()));
            Dissector dissector = new Dissector();
            while (reader.next()) {
                Frame frame = reader.frame();
                byte[] bytes = Arrays.copyOfRange(frame.bytes, frame.offset, frame.offset + frame.captured);
                dissector.dissect(frame);
                List<String> byHand = new ArrayList<>();
                for (int i = 0; i < dissector.count(); i++) {
                    byHand.add(line(dissector.layer(i)));
                }
                assertThat(byHand).as(sample.getKey() + "#" + frame.number).isEqualTo(outside(bytes, frame.linkType));
                layers += byHand.size();
            }
        }
        assertThat(layers).isGreaterThan(5_000);
    }

    private static List<String> pcap(byte[] file) {
        PcapHeader header = new PcapHeader(new ByteBufferKaitaiStream(Arrays.copyOf(file, 24)));
        boolean big = header.magic() == PcapHeader.Magics.BE_MICROS || header.magic() == PcapHeader.Magics.BE_NANOS;
        PcapRecord.Orders order = big ? PcapRecord.Orders.BIG : PcapRecord.Orders.LITTLE;
        List<String> frames = new ArrayList<>();
        for (int at = 24; at < file.length; ) {
            byte[] head = Arrays.copyOfRange(file, at, at + 16);
            PcapRecord each = new PcapRecord(new ByteBufferKaitaiStream(head), order);
            int length = (int) each.capturedLength();
            byte[] frame = Arrays.copyOfRange(file, at + 16, at + 16 + length);
            frames.add(length + " " + each.originalLength() + " " + Arrays.hashCode(frame));
            at += 16 + length;
        }
        return frames;
    }

    private static List<String> pcapng(byte[] file) {
        List<String> frames = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < file.length; ) {
            int length = buffer.getInt(at + 4);
            byte[] block = Arrays.copyOfRange(file, at, at + length - 4);
            PcapngBlock each = new PcapngBlock(new ByteBufferKaitaiStream(block), PcapngBlock.Orders.LITTLE);
            if (each.body() instanceof PcapngBlock.EnhancedPacket packet) {
                int hash = Arrays.hashCode(packet.packet());
                frames.add(packet.capturedLength() + " " + packet.originalLength() + " " + hash);
            }
            at += length;
        }
        return frames;
    }

    /** The layers as pcap4j and the layouts see them, found without a look at the dissector. */
    private static List<String> outside(byte[] bytes, int linkType) {
        List<String> layers = new ArrayList<>();
        try {
            if (linkType == LinkType.LINUX_SLL2) {
                Sll2Header header = new Sll2Header(new ByteBufferKaitaiStream(bytes));
                if (header.protocol() == 0x0800 || header.protocol() == 0x86dd) {
                    collect(IpSelector.newPacket(bytes, 20, bytes.length - 20), layers);
                }
            } else {
                collect(EthernetPacket.newPacket(bytes, 0, bytes.length), layers);
            }
        } catch (IllegalRawDataException e) {
            throw new AssertionError(e);
        }
        return layers;
    }

    private static void collect(Packet packet, List<String> layers) throws IllegalRawDataException {
        IpPacket ip = packet.get(IpPacket.class);
        if (ip == null || housekeeping(ip)) {
            return;
        }
        // Not ip.get(...): that would find the packet an ICMP error quotes.
        TcpPacket tcp = ip.getPayload() instanceof TcpPacket found ? found : null;
        UdpPacket udp = ip.getPayload() instanceof UdpPacket found ? found : null;
        String ends = ip.getHeader().getSrcAddr().getHostAddress() + " "
                + ip.getHeader().getDstAddr().getHostAddress();
        if (tcp != null) {
            TcpPacket.TcpHeader head = tcp.getHeader();
            int payload = tcp.getPayload() == null ? 0 : tcp.getPayload().length();
            layers.add("tcp " + ends + " " + head.getSrcPort().valueAsInt() + " "
                    + head.getDstPort().valueAsInt() + " " + head.getSequenceNumberAsLong() + " "
                    + head.getAcknowledgmentNumberAsLong() + " " + head.getSyn() + head.getFin() + head.getRst() + " "
                    + head.getWindowAsInt() + " " + payload);
        } else if (udp != null) {
            UdpPacket.UdpHeader head = udp.getHeader();
            layers.add("udp " + ends + " " + head.getSrcPort().valueAsInt() + " "
                    + head.getDstPort().valueAsInt() + " " + (head.getLengthAsInt() - 8));
            int port = head.getDstPort().valueAsInt();
            if (port == 8472 || port == 4789) {
                byte[] payload = udp.getPayload().getRawData();
                assertThat(new VxlanHeader(new ByteBufferKaitaiStream(payload)).validNetwork())
                        .isTrue();
                collect(EthernetPacket.newPacket(payload, 8, payload.length - 8), layers);
            }
        } else {
            layers.add((ip.getHeader().getProtocol().value() & 0xff) + " " + ends);
        }
    }

    /** Neighbour discovery and group membership, which the dissector leaves out by design. */
    private static boolean housekeeping(IpPacket ip) {
        if (ip.getHeader().getProtocol().equals(IpNumber.IGMP)) {
            return true;
        }
        Packet icmp = ip.get(IcmpV6CommonPacket.class);
        if (icmp == null) {
            return false;
        }
        int type = icmp.getRawData()[0] & 0xff;
        return (type >= 130 && type <= 137) || type == 143;
    }

    static String line(Layer layer) {
        String ends = Frames.plain(layer.src()) + " " + Frames.plain(layer.dst());
        return switch (layer.proto) {
            case 6 ->
                "tcp " + ends + " " + layer.sport + " " + layer.dport + " " + (layer.seq & 0xffff_ffffL) + " "
                        + (layer.ack & 0xffff_ffffL) + " " + layer.has(Layer.SYN) + layer.has(Layer.FIN)
                        + layer.has(Layer.RST) + " " + layer.window + " " + layer.payloadLength;
            case 17 -> "udp " + ends + " " + layer.sport + " " + layer.dport + " " + layer.payloadLength;
            default -> layer.proto + " " + ends;
        };
    }

    private static int hash(Frame frame) {
        return Arrays.hashCode(Arrays.copyOfRange(frame.bytes, frame.offset, frame.offset + frame.captured));
    }
}
