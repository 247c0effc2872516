package io.packetwalk.parse.capture;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.capture.Annotated;
import io.packetwalk.capture.CaptureFilter;
import io.packetwalk.capture.GeneratedFrame;
import io.packetwalk.capture.LinkType;
import io.packetwalk.capture.SampleCaptures;
import io.packetwalk.capture.file.CaptureReader;
import io.packetwalk.capture.packet.Dissector;
import io.packetwalk.capture.packet.Layer;
import io.packetwalk.capture.speech.ClearText;
import io.packetwalk.capture.speech.DnsMessage;
import io.packetwalk.capture.tree.PacketFields;
import io.packetwalk.fact.capture.ConversationFact;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import io.packetwalk.parse.intake.Intake;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;

/**
 * What Jazzer calls for each reader of captures ({@code scripts/fuzz-captures}): what is thrown, takes five minutes, or more room than it was given, is a finding. {@code CaptureFuzz
 * TARGET FOLDER} writes inputs to begin with.
 */
public final class CaptureFuzz {
    /** Reads what was understood: it says something, whatever came in. */
    private static void said(String text) {
        if (text.isEmpty()) {
            throw new IllegalStateException("nothing is said");
        }
    }

    private static final int[] LINK_TYPES = {
        LinkType.ETHERNET,
        LinkType.LINUX_SLL,
        LinkType.LINUX_SLL2,
        LinkType.RAW,
        LinkType.NULL,
        LinkType.NFLOG,
        LinkType.PPP,
        LinkType.RADIOTAP
    };

    private static final FiveTuple TUPLE = FiveTuple.of(
            Proto.TCP,
            IpPort.parse("10.0.0.1:1").orElseThrow().ip(),
            1,
            IpPort.parse("10.0.0.2:80").orElseThrow().ip(),
            80);

    /** One reader and what it is begun with. */
    private enum Target {
        /** From a frame, its link type in front, to its layers. */
        DISSECTOR {
            @Override
            void read(byte[] data) {
                if (data.length > 0) {
                    int linkType = LINK_TYPES[(data[0] & 0xff) % LINK_TYPES.length];
                    new Dissector().dissect(data, 1, data.length - 1, data.length - 1 + (data[0] >> 4), linkType);
                }
            }
        },
        /** From a file to conversations, each put together. */
        CAPTURE {
            @Override
            void read(byte[] data) {
                Recorded recorded = Recorded.of(data);
                long packets = recorded.capture().packets();
                if (recorded.packets() - packets > 1 || recorded.packets() < packets) {
                    throw new AssertionError("a packet in no state, or in two");
                }
                for (ConversationFact conversation : recorded.conversations()) {
                    said(conversation.toString());
                }
            }
        },
        /** From a file to the trees of its packets. */
        FIELDS {
            @Override
            void read(byte[] data) throws IOException {
                CaptureReader reader = new CaptureReader(new ByteArrayInputStream(data));
                while (reader.next()) {
                    PacketFields.of(reader.frame()).summary();
                }
            }
        },
        /** The whole intake, which unpacks first. */
        PACKED {
            @Override
            void read(byte[] data) throws IOException {
                Input input = new Input.Piped("capture", new ByteArrayInputStream(data));
                Limits limits = Limits.standard();
                Intake.of(Bundle.of(List.of(input), limits, System::nanoTime), 1)
                        .readings();
            }
        },
        DNS {
            @Override
            void read(byte[] data) {
                DnsMessage message = new DnsMessage();
                if (message.read(data, 0, data.length)) {
                    said(message.qname() + message.qtype() + message.rcode() + message.answers());
                }
            }
        },
        /** Both sides of a connection: a byte tells who speaks, the next how long. */
        OPENING {
            @Override
            void read(byte[] data) {
                ClearText text = new ClearText();
                int at = 0;
                while (data.length - at > 3) {
                    int length = Math.min(((data[at + 1] & 0xff) << 8 | data[at + 2] & 0xff) + 1, data.length - at - 3);
                    if ((data[at] & 1) == 0) {
                        text.request(data, at + 3, length);
                    } else {
                        text.answer(data, at + 3, length);
                    }
                    at += 3 + length;
                }
            }
        },
        /** Segments of one side: two bytes of sequence number, one of length, then data. */
        STREAM {
            @Override
            void read(byte[] data) {
                DnsStream stream = new DnsStream(0);
                DnsMessage message = new DnsMessage();
                Layer layer = new Layer();
                int at = 0;
                while (data.length - at > 3) {
                    layer.seq = (short) ((data[at] & 0xff) << 8 | data[at + 1] & 0xff);
                    layer.payloadAt = at + 3;
                    layer.payloadCaptured = Math.min(data[at + 2] & 0xff, data.length - at - 3);
                    layer.payloadLength = data[at + 2] & 0xff;
                    if (layer.payloadCaptured > 0) {
                        stream.take(data, layer, message, message::answers);
                    }
                    at += 3 + layer.payloadCaptured;
                }
            }
        },
        /** The words of a capture filter. */
        FILTER {
            @Override
            void read(byte[] data) {
                CaptureFilter.admits(new String(data, StandardCharsets.ISO_8859_1), TUPLE);
            }
        };

        abstract void read(byte[] data) throws IOException;
    }

    private static final Target CHOSEN = Target.valueOf(System.getProperty("fuzz.target", "CAPTURE"));

    private CaptureFuzz() {}

    /** One input of Jazzer; what is thrown is its finding. */
    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        CHOSEN.read(data);
    }

    /** Writes seeds for {@code fuzz.target} into a folder. */
    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        switch (CHOSEN) {
            case CAPTURE, FIELDS -> {
                for (byte[] capture : small()) {
                    write(folder, capture);
                }
            }
            case PACKED -> {
                for (byte[] capture : small()) {
                    write(folder, gzip(capture));
                    write(folder, xz(capture));
                }
            }
            case DISSECTOR -> {
                for (int seed = 0; seed < 400; seed++) {
                    GeneratedFrame frame = new GeneratedFrame(new SplittableRandom(seed));
                    byte[] bytes = new byte[frame.bytes().length + 1];
                    System.arraycopy(frame.bytes(), 0, bytes, 1, bytes.length - 1);
                    bytes[0] = (byte) Math.max(0, Arrays.binarySearch(LINK_TYPES, frame.linkType()));
                    for (int i = 0; i < LINK_TYPES.length; i++) {
                        bytes[0] = LINK_TYPES[i] == frame.linkType() ? (byte) i : bytes[0];
                    }
                    write(folder, bytes);
                }
            }
            case DNS, OPENING, STREAM -> payloads(folder);
            case FILTER ->
                write(
                        folder,
                        "host 10.0.0.2 and (tcp port 80 or udp portrange 1-99) and not src net 10.0.0.0/8"
                                .getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** What the samples' packets carry; for streams with a head as the target wants it. */
    private static void payloads(Path folder) throws IOException {
        byte[] head = CHOSEN == Target.OPENING
                ? new byte[] {0, 4, 0}
                : CHOSEN == Target.STREAM ? new byte[] {0, 0, 120} : new byte[0];
        Dissector dissector = new Dissector();
        for (byte[] capture : small()) {
            CaptureReader reader = new CaptureReader(new ByteArrayInputStream(capture));
            while (reader.next()) {
                dissector.dissect(reader.frame());
                if (dissector.count() > 0) {
                    Layer layer = dissector.layer(dissector.count() - 1);
                    byte[] bytes = reader.frame().bytes;
                    byte[] seed = Arrays.copyOf(head, head.length + layer.payloadCaptured);
                    System.arraycopy(bytes, layer.payloadAt, seed, head.length, layer.payloadCaptured);
                    write(folder, seed);
                }
            }
        }
    }

    private static List<byte[]> small() {
        return Stream.concat(
                        Stream.of(Annotated.capture(), FragmentsTest.shuffled()),
                        SampleCaptures.all().values().stream()
                                .filter(bytes -> bytes.length > 200 && bytes.length < 12_000)
                                .limit(120))
                .toList();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream packed = new GZIPOutputStream(out)) {
            packed.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] xz(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream packed = new XZCompressorOutputStream(out)) {
            packed.write(bytes);
        }
        return out.toByteArray();
    }

    private static void write(Path folder, byte[] seed) throws IOException {
        Files.write(folder.resolve(Integer.toHexString(Arrays.hashCode(seed))), seed);
    }
}
