package io.packetwalk.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaitai.struct.ByteBufferKaitaiStream;
import io.packetwalk.capture.file.CaptureReader;
import io.packetwalk.capture.file.Frame;
import io.packetwalk.capture.format.GeneveHeader;
import io.packetwalk.capture.format.GreHeader;
import io.packetwalk.capture.format.PcapHeader;
import io.packetwalk.capture.format.PcapRecord;
import io.packetwalk.capture.format.PcapngBlock;
import io.packetwalk.capture.format.VxlanHeader;
import io.packetwalk.capture.packet.Dissector;
import io.packetwalk.capture.packet.Layer;
import io.packetwalk.capture.packet.Tunnelled;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcap4j.packet.IllegalRawDataException;
import org.pcap4j.packet.IpPacket;
import org.pcap4j.packet.IpSelector;
import org.pcap4j.packet.Packet;
import org.pcap4j.packet.TcpPacket;
import org.pcap4j.packet.UdpPacket;

/** The hand-written readers, the generated ones and pcap4j find in random frames what was written into them. */
final class GeneratedCapturesTest {

    private static final int FRAMES = 3_000;

    private static final Set<Integer> EXTENSIONS = Set.of(0, 43, 44, 60);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everyLayerIsFoundByAll(long seed) throws IllegalRawDataException {
        SplittableRandom random = new SplittableRandom(seed);
        Dissector dissector = new Dissector();
        int layers = 0;
        for (int i = 0; i < FRAMES; i++) {
            GeneratedFrame frame = new GeneratedFrame(random.split());
            dissector.dissect(frame.bytes, 0, frame.bytes.length, frame.bytes.length, frame.linkType);
            List<String> found = IntStream.range(0, dissector.count())
                    .mapToObj(n -> tunnel(dissector.layer(n)) + ThreeDecodersTest.line(dissector.layer(n)))
                    .toList();
            assertThat(found).as("frame %d of seed %d", i, seed).isEqualTo(written(frame, Integer.MAX_VALUE));
            for (GeneratedFrame.Written layer : frame.layers) {
                String said = library(frame.bytes, layer);
                String expected = layer.fragment() ? layer.proto() + " " + said.split(" ", 2)[1] : layer.line();
                assertThat(said).as("pcap4j: frame %d of seed %d", i, seed).isEqualTo(expected);
                assertThat(layout(frame.bytes, layer))
                        .as("layout: frame %d of seed %d", i, seed)
                        .isEqualTo(layer.tunnel());
            }
            layers += found.size();
        }
        assertThat(layers).isGreaterThan(2 * FRAMES);
    }

    /** A snap length keeps the layers that are whole up to what tells a conversation, and invents none. */
    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void aCutFrameKeepsItsWholeLayers(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Dissector dissector = new Dissector();
        for (int i = 0; i < FRAMES; i++) {
            GeneratedFrame frame = new GeneratedFrame(random.split());
            int kept = random.nextInt(frame.bytes.length + 1);
            // Behind the cut stands what must not be read.
            byte[] bytes = frame.bytes.clone();
            Arrays.fill(bytes, kept, bytes.length, (byte) random.nextInt());
            dissector.dissect(bytes, 0, kept, frame.bytes.length, frame.linkType);
            List<String> found = IntStream.range(0, dissector.count())
                    .mapToObj(n -> tunnel(dissector.layer(n)) + ThreeDecodersTest.line(dissector.layer(n)))
                    .map(GeneratedCapturesTest::withoutWindow)
                    .toList();
            assertThat(found)
                    .as("frame %d of seed %d cut at %d", i, seed, kept)
                    .isEqualTo(written(frame, kept).stream()
                            .map(GeneratedCapturesTest::withoutWindow)
                            .toList());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0xa1b2c3d4, 0xa1b23c4d})
    void filesOfEitherOrderAreReadAlike(int magic) throws IOException {
        for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            SplittableRandom random = new SplittableRandom(7);
            CaptureFile pcap = new CaptureFile(order).pcapHeader(magic, 1, 262_144);
            CaptureFile pcapng = new CaptureFile(order).section().tap(1, 0);
            List<String> written = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                byte[] bytes = new GeneratedFrame(random).bytes;
                byte[] kept = Arrays.copyOf(bytes, random.nextInt(1, bytes.length + 1));
                pcap.record(1_000, i, kept, bytes.length);
                pcapng.packet(0, i, kept);
                written.add(kept.length + " " + Arrays.hashCode(kept));
            }
            assertThat(byHand(pcap.toBytes())).isEqualTo(written);
            assertThat(pcapLayout(pcap.toBytes(), order)).isEqualTo(written);
            assertThat(byHand(pcapng.toBytes())).isEqualTo(written);
            assertThat(pcapngLayout(pcapng.toBytes(), order)).isEqualTo(written);
        }
    }

    private static List<String> written(GeneratedFrame frame, int kept) {
        List<String> lines = new ArrayList<>();
        for (GeneratedFrame.Written layer : frame.layers.subList(0, Math.min(frame.layers.size(), Dissector.DEPTH))) {
            if (layer.needed() > kept) {
                break;
            }
            lines.add((layer.tunnel().isEmpty() ? "" : layer.tunnel() + " ") + layer.line());
        }
        return lines;
    }

    private static String tunnel(Layer layer) {
        return layer.tunnelled == Tunnelled.NO ? "" : layer.tunnelled.word() + " " + layer.network + " ";
    }

    /** A TCP header may be cut behind its flags. */
    private static String withoutWindow(String line) {
        int at = line.indexOf("tcp ");
        if (at < 0) {
            return line;
        }
        String[] words = line.substring(at).split(" ", -1);
        words[words.length - 2] = "";
        return line.substring(0, at) + String.join(" ", words);
    }

    private static String library(byte[] bytes, GeneratedFrame.Written layer) throws IllegalRawDataException {
        Packet ip = IpSelector.newPacket(bytes, layer.at(), layer.length());
        String ends = ((IpPacket) ip).getHeader().getSrcAddr().getHostAddress() + " "
                + ((IpPacket) ip).getHeader().getDstAddr().getHostAddress();
        Packet above = ip.getPayload();
        int proto = ((IpPacket) ip).getHeader().getProtocol().value() & 0xff;
        // What follows an IPv6 header and is no transport it knows, the library takes for one more extension header.
        while (EXTENSIONS.contains(proto) && above != null && above.getHeader() != null) {
            proto = above.getRawData()[0] & 0xff;
            above = above.getPayload();
        }
        if (above instanceof TcpPacket tcp) {
            TcpPacket.TcpHeader head = tcp.getHeader();
            int payload = tcp.getPayload() == null ? 0 : tcp.getPayload().length();
            return "tcp " + ends + " " + head.getSrcPort().valueAsInt() + " "
                    + head.getDstPort().valueAsInt() + " " + head.getSequenceNumberAsLong() + " "
                    + head.getAcknowledgmentNumberAsLong() + " " + head.getSyn() + head.getFin() + head.getRst() + " "
                    + head.getWindowAsInt() + " " + payload;
        }
        if (above instanceof UdpPacket udp) {
            UdpPacket.UdpHeader head = udp.getHeader();
            return "udp " + ends + " " + head.getSrcPort().valueAsInt() + " "
                    + head.getDstPort().valueAsInt() + " " + (head.getLengthAsInt() - 8);
        }
        return proto + " " + ends;
    }

    /** Kind and number of the tunnel around a layer as the generated readers have them. */
    private static String layout(byte[] bytes, GeneratedFrame.Written layer) {
        if (layer.tunnel().isEmpty() || layer.tunnel().startsWith("ipip")) {
            return layer.tunnel();
        }
        ByteBufferKaitaiStream stream =
                new ByteBufferKaitaiStream(Arrays.copyOfRange(bytes, layer.tunnelAt(), bytes.length));
        return switch (layer.tunnel().split(" ", 2)[0]) {
            case "vxlan" -> "vxlan " + new VxlanHeader(stream).network();
            case "geneve" -> "geneve " + new GeneveHeader(stream).network();
            default -> {
                GreHeader gre = new GreHeader(stream);
                yield "gre " + (gre.hasKey() ? (int) (long) gre.key() : -1);
            }
        };
    }

    private static List<String> byHand(byte[] file) throws IOException {
        List<String> frames = new ArrayList<>();
        CaptureReader reader = new CaptureReader(new ByteArrayInputStream(file));
        while (reader.next()) {
            Frame frame = reader.frame();
            byte[] bytes = Arrays.copyOfRange(frame.bytes, frame.offset, frame.offset + frame.captured);
            frames.add(bytes.length + " " + Arrays.hashCode(bytes));
        }
        return frames;
    }

    private static List<String> pcapLayout(byte[] file, ByteOrder order) {
        assertThat(new PcapHeader(new ByteBufferKaitaiStream(Arrays.copyOf(file, 24))).magic())
                .isNotNull();
        boolean big = order == ByteOrder.BIG_ENDIAN;
        List<String> frames = new ArrayList<>();
        for (int at = 24; at < file.length; ) {
            PcapRecord record = new PcapRecord(
                    new ByteBufferKaitaiStream(Arrays.copyOfRange(file, at, at + 16)),
                    big ? PcapRecord.Orders.BIG : PcapRecord.Orders.LITTLE);
            byte[] bytes = Arrays.copyOfRange(file, at + 16, at + 16 + (int) record.capturedLength());
            frames.add(bytes.length + " " + Arrays.hashCode(bytes));
            at += 16 + bytes.length;
        }
        return frames;
    }

    private static List<String> pcapngLayout(byte[] file, ByteOrder order) {
        ByteBuffer buffer = ByteBuffer.wrap(file).order(order);
        boolean big = order == ByteOrder.BIG_ENDIAN;
        List<String> frames = new ArrayList<>();
        for (int at = 0; at < file.length; at += buffer.getInt(at + 4)) {
            PcapngBlock block = new PcapngBlock(
                    new ByteBufferKaitaiStream(Arrays.copyOfRange(file, at, at + buffer.getInt(at + 4) - 4)),
                    big ? PcapngBlock.Orders.BIG : PcapngBlock.Orders.LITTLE);
            if (block.body() instanceof PcapngBlock.EnhancedPacket packet) {
                frames.add(packet.packet().length + " " + Arrays.hashCode(packet.packet()));
            }
        }
        return frames;
    }
}
