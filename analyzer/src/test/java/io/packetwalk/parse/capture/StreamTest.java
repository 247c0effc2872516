package io.packetwalk.parse.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.capture.packet.Layer;
import io.packetwalk.capture.speech.DnsMessage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Segments in any order, repeated and overlapping, give the bytes that were sent; DNS messages come out of them whole and once. */
final class StreamTest {

    private static final int BASE = -20;

    private final SplittableRandom random = new SplittableRandom(11);

    /** A piece of what was sent. */
    private record Segment(int from, int to) {}

    @Test
    void disorderAndRepetitionsGiveTheBytesInOrder() {
        for (int round = 0; round < 2_000; round++) {
            byte[] sent = bytes(1 + random.nextInt(300));
            Stream stream = new Stream(BASE, 1_000);
            for (Segment segment : disordered(sent.length)) {
                stream.take(BASE + segment.from, sent, segment.from, segment.to - segment.from);
            }
            assertThat(Arrays.copyOf(stream.bytes(), stream.size())).isEqualTo(sent);
            assertThat(stream.gap()).isFalse();
        }
    }

    @Test
    void whatDoesNotFitIsLeftOut() {
        Stream stream = new Stream(0, 10);
        stream.take(0, new byte[100], 0, 100);
        stream.take(Integer.MIN_VALUE, new byte[100], 0, 100);
        stream.take(Integer.MAX_VALUE, new byte[100], 0, 100);

        assertThat(stream.size()).isEqualTo(10);
        assertThat(stream.full()).isTrue();
    }

    @Test
    void questionsOfOneConnectionAreReadHoweverTheyAreCut() {
        for (int round = 0; round < 500; round++) {
            List<String> asked = new ArrayList<>();
            ByteArrayOutputStream sent = new ByteArrayOutputStream();
            for (int i = random.nextInt(1, 12); i > 0; i--) {
                String name = "name" + round + "-" + i + ".";
                asked.add(name);
                byte[] question = question(name);
                sent.write(question.length >>> 8);
                sent.write(question.length);
                sent.writeBytes(question);
            }
            assertThat(read(sent.toByteArray(), disordered(sent.size()))).isEqualTo(asked);
        }
    }

    @Test
    void behindALossTheNextMessageThatStandsAloneIsRead() {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        List<Segment> segments = new ArrayList<>();
        for (String name : List.of("one.", "lost.", "three.", "four.", "five.", "six.")) {
            int from = sent.size();
            sent.writeBytes(framed(question(name)));
            if (!name.equals("lost.")) {
                segments.add(new Segment(from, sent.size()));
            }
        }
        assertThat(read(sent.toByteArray(), segments)).containsExactly("one.", "five.", "six.");
    }

    private static List<String> read(byte[] sent, List<Segment> segments) {
        DnsStream stream = new DnsStream(BASE);
        DnsMessage message = new DnsMessage();
        List<String> names = new ArrayList<>();
        for (Segment segment : segments) {
            Layer layer = new Layer();
            layer.seq = BASE + segment.from;
            layer.payloadAt = segment.from;
            layer.payloadLength = segment.to - segment.from;
            layer.payloadCaptured = layer.payloadLength;
            stream.take(sent, layer, message, () -> names.add(message.qname()));
        }
        return names;
    }

    /** Neighbours change places now and then, some come twice. */
    private List<Segment> disordered(int length) {
        List<Segment> segments = new ArrayList<>();
        int at = 0;
        while (at < length) {
            int to = Math.min(length, at + 1 + random.nextInt(40));
            segments.add(new Segment(Math.max(0, at - random.nextInt(3)), to));
            at = to;
        }
        for (int i = 0; i + 1 < segments.size(); i += 2) {
            if (random.nextBoolean()) {
                segments.add(i, segments.remove(i + 1));
            }
        }
        segments.addAll(segments.subList(0, random.nextInt(segments.size() + 1)).stream()
                .toList());
        return segments;
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] framed(byte[] message) {
        byte[] framed = new byte[message.length + 2];
        framed[1] = (byte) message.length;
        System.arraycopy(message, 0, framed, 2, message.length);
        return framed;
    }

    private static byte[] question(String name) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0});
        for (String label : name.substring(0, name.length() - 1).split("\\.", -1)) {
            out.write(label.length());
            out.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
        }
        out.writeBytes(new byte[] {0, 0, 1, 0, 1});
        return out.toByteArray();
    }
}
