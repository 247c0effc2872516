package io.packetwalk.flow;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.capture.CaptureFile;
import io.packetwalk.capture.Frames;
import io.packetwalk.capture.LinkType;
import io.packetwalk.model.ClusterJoin;
import io.packetwalk.parse.intake.Intake;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Captures of a few packets, made by hand, and the flows of all of them. */
final class Seen {

    static final int FIN = 1;
    static final int SYN = 2;
    static final int RST = 4;
    static final int ACK = 16;

    private final List<Input> inputs = new ArrayList<>();

    /** One capture point. */
    static final class Point {
        private final CaptureFile file = CaptureFile.pcap(LinkType.RAW);
        private long millis;

        /** The next packet, a millisecond after the one before. */
        Point packet(byte[] ip) {
            millis++;
            file.record(1_700_000_000 + millis / 1000, millis % 1000 * 1000, ip);
            return this;
        }

        /** Nothing happens for so long. */
        Point later(int millis) {
            this.millis += millis;
            return this;
        }

        /** SYN, SYN-ACK with number {@code isn + 500}, and its ACK. */
        Point handshake(String client, String server, long isn) {
            packet(tcp(client, server, SYN, isn, 0, new byte[0]));
            packet(tcp(server, client, SYN | ACK, isn + 500, isn + 1, new byte[0]));
            return packet(tcp(client, server, ACK, isn + 1, isn + 501, new byte[0]));
        }

        /** A handshake, then what each side says. */
        Point connection(String client, String server, long isn, byte[] request, byte[] answer) {
            handshake(client, server, isn);
            packet(tcp(client, server, ACK, isn + 1, isn + 501, request));
            return packet(tcp(server, client, ACK, isn + 501, isn + 1 + request.length, answer));
        }
    }

    Seen at(String name, Point point) {
        inputs.add(new Input.Piped(name, new ByteArrayInputStream(point.file.toBytes())));
        return this;
    }

    /** A dump or an object's manifest beside the captures. */
    Seen with(String name, String text) {
        inputs.add(new Input.Piped(name, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))));
        return this;
    }

    List<Flow> flows() throws IOException {
        Bundle bundle = Bundle.of(inputs, Limits.standard(), () -> 0);
        return Stitcher.stitch(ClusterJoin.join(Intake.of(bundle, 2).readings()))
                .all();
    }

    /** A TCP segment; ends are {@code address:port}. */
    static byte[] tcp(String from, String to, int flags, long seq, long ack, byte[] payload) {
        ByteBuffer segment = ByteBuffer.allocate(20 + payload.length);
        segment.putShort((short) port(from))
                .putShort((short) port(to))
                .putInt((int) seq)
                .putInt((int) ack);
        segment.put((byte) 0x50)
                .put((byte) flags)
                .putShort((short) 64_240)
                .putInt(0)
                .put(payload);
        return Frames.ip(host(from), host(to), 6, segment.array());
    }

    static String host(String end) {
        return end.substring(0, end.indexOf(':'));
    }

    static int port(String end) {
        return Integer.parseInt(end.substring(end.indexOf(':') + 1));
    }
}
