package io.packetwalk.parse.capture;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.packetwalk.capture.CaptureFile;
import io.packetwalk.capture.LinkType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** Connections that send, repeat, leave out, acknowledge and close their windows by chance, and questions about names that are answered by chance. */
final class Babble {

    private static final int CONNECTIONS = 12;
    /** Flags of segments that open, close or break off: FIN 1, SYN 2, RST 4, ACK 16. */
    private static final int[] ENDS = {17, 2, 2, 2, 18, 4, 20};

    private static final int[] LENGTHS = {0, 0, 1, 100, 600, 1400};
    private static final int[] WINDOWS = {0, 500, 500, 500, 500, -1};

    private final SplittableRandom random;

    /** By connection and side, the number behind what was sent. */
    private final int[][] next = new int[CONNECTIONS][2];

    private final int[][] acked = new int[CONNECTIONS][2];
    private final int[][] window = new int[CONNECTIONS][2];

    Babble(long seed) {
        random = new SplittableRandom(seed);
        for (int[] sides : next) {
            sides[0] = random.nextInt();
            sides[1] = random.nextInt();
        }
    }

    byte[] capture(int packets) {
        CaptureFile file = CaptureFile.pcap(LinkType.RAW);
        long micros = 1_000_000;
        for (int i = 0; i < packets; i++) {
            micros += random.nextInt(10) < 8 ? random.nextInt(2_000) : random.nextInt(1_500_000);
            file.record(micros / 1_000_000, micros % 1_000_000, random.nextInt(4) == 0 ? question() : segment());
        }
        return file.toBytes();
    }

    private byte[] segment() {
        int connection = random.nextInt(CONNECTIONS);
        int side = random.nextInt(2);
        int flags = random.nextInt(20) == 0 ? ENDS[random.nextInt(ENDS.length)] : random.nextBoolean() ? 16 : 24;
        int length = (flags & 6) != 0 ? 0 : LENGTHS[random.nextInt(LENGTHS.length)];
        int seq = switch (random.nextInt(8)) {
            case 0 -> next[connection][side] - length;
            case 1 -> next[connection][side] - 1;
            case 2 -> next[connection][side] + 700;
            case 3 -> acked[connection][1 - side];
            default -> next[connection][side];
        };
        if (seq + length - next[connection][side] > 0) {
            next[connection][side] = seq + length;
        }
        // Often the same acknowledgement and the same window once more.
        if (random.nextInt(3) == 0) {
            acked[connection][side] = next[connection][1 - side] - (random.nextInt(2) == 0 ? 1400 : 0);
            int wide = WINDOWS[random.nextInt(WINDOWS.length)];
            window[connection][side] = wide < 0 ? random.nextInt(65_536) : wide;
        }
        ByteBuffer tcp = ByteBuffer.allocate(20 + length);
        tcp.putShort((short) (side == 0 ? 40_000 + connection : 80))
                .putShort((short) (side == 0 ? 80 : 40_000 + connection));
        tcp.putInt(seq).putInt(acked[connection][side]).put((byte) 0x50).put((byte) flags);
        tcp.putShort((short) window[connection][side]);
        return ip(connection % 3 == 0, 6, side, tcp.array());
    }

    private byte[] question() {
        boolean answer = random.nextInt(3) == 0;
        ByteArrayOutputStream dns = new ByteArrayOutputStream();
        boolean options = random.nextBoolean();
        dns.writeBytes(new byte[] {
            0, (byte) random.nextInt(3), (byte) (answer ? 0x81 : 1), (byte) (answer ? 3 * random.nextInt(2) : 0)
        });
        dns.writeBytes(new byte[] {0, 1, 0, (byte) (answer ? 1 : 0), 0, 0, 0, (byte) (options ? 1 : 0), 4});
        dns.writeBytes(("pod" + random.nextInt(4)).getBytes(US_ASCII));
        dns.writeBytes(new byte[] {0, 0, 1, 0, 1});
        if (answer) {
            dns.writeBytes(
                    new byte[] {(byte) 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 5, 0, 4, 10, 0, 0, (byte) random.nextInt(9)});
        }
        if (options) {
            dns.writeBytes(new byte[] {0, 0, 41, 4, (byte) 0xd0, 0, 0, 0, 0, 0, 0});
        }
        int port = 50_000 + random.nextInt(1_000);
        ByteBuffer udp = ByteBuffer.allocate(8 + dns.size());
        udp.putShort((short) (answer ? 53 : port)).putShort((short) (answer ? port : 53));
        udp.putShort((short) (8 + dns.size())).putShort((short) 0).put(dns.toByteArray());
        return ip(false, 17, answer ? 1 : 0, udp.array());
    }

    private byte[] ip(boolean v6, int proto, int side, byte[] payload) {
        ByteBuffer packet = ByteBuffer.allocate((v6 ? 40 : 20) + payload.length);
        if (v6) {
            packet.putInt(0x6000_0000)
                    .putShort((short) payload.length)
                    .put((byte) proto)
                    .put((byte) 64);
            packet.putLong(0xfd00L << 48)
                    .putLong(1 + side)
                    .putLong(0xfd00L << 48)
                    .putLong(2 - side);
        } else {
            packet.putInt(0x4500_0000 | 20 + payload.length)
                    .putShort((short) random.nextInt(3))
                    .putShort((short) 0);
            packet.put((byte) 64)
                    .put((byte) proto)
                    .putShort((short) 0)
                    .putInt(0x0a00_0001 + side)
                    .putInt(0x0a00_0002 - side);
        }
        return packet.put(payload).array();
    }
}
