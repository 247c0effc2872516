package io.packetwalk.capture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A random valid frame and what is in it, written byte by byte from the RFCs by another hand than those that read: any link type, tags, IPv4 with options, IPv6
 * with extension headers, fragments, every transport, tunnels three deep.
 */
public final class GeneratedFrame {

    /**
     * An IP layer as it was written.
     *
     * @param at its first byte in the frame
     * @param length of the IP packet
     * @param needed first byte behind what a reader must have to know the layer
     * @param proto protocol behind the headers
     * @param fragment whether it is a piece of a packet
     * @param line what it says, without the window when {@code windowAt} is cut
     * @param tunnel kind and number of the tunnel around it, and the first byte of the tunnel's header; empty for none
     */
    record Written(
            int at, int length, int needed, int proto, boolean fragment, String line, String tunnel, int tunnelAt) {}

    private final SplittableRandom random;
    private final List<Written> inner = new ArrayList<>();
    final int linkType;
    final byte[] bytes;
    final List<Written> layers;

    public GeneratedFrame(SplittableRandom random) {
        this.random = random;
        int[] types = {1, 1, 1, 113, 276, 101, 12, 14, 228, 229, 0, 108, 9, 239};
        linkType = types[random.nextInt(types.length)];
        boolean v6 = linkType == 229 || linkType != 228 && random.nextInt(3) == 0;
        byte[] packet = ip(v6, random.nextInt(4) == 0 ? 3 : random.nextInt(3), "", 0);
        byte[] head = head(v6, packet.length);
        bytes = join(head, packet);
        // Layers were written from the inside out, each counting from its own first byte.
        List<Written> outward = new ArrayList<>();
        for (Written layer : inner) {
            outward.add(moved(layer, head.length));
        }
        layers = outward.reversed();
    }

    public int linkType() {
        return linkType;
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    private byte[] head(boolean v6, int length) {
        int type = v6 ? 0x86dd : 0x0800;
        ByteBuffer out = ByteBuffer.allocate(64);
        switch (linkType) {
            case 1 -> ethernet(out, type);
            case 113 ->
                out.putShort((short) random.nextInt(5))
                        .putShort((short) 1)
                        .putShort((short) 6)
                        .putLong(random.nextLong())
                        .putShort((short) type);
            case 276 ->
                out.putShort((short) type)
                        .putShort((short) 0)
                        .putInt(random.nextInt(1, 99))
                        .putShort((short) 1)
                        .put((byte) random.nextInt(5))
                        .put((byte) 6)
                        .putLong(random.nextLong());
            case 0 -> out.putInt(0x02000000);
            case 108 -> out.putInt(2);
            case 9 -> {
                if (random.nextBoolean()) {
                    out.putShort((short) 0xff03);
                }
                out.putShort((short) (v6 ? 0x57 : 0x21));
            }
            case 239 -> {
                // Family, version, resource id; an interface attribute; the payload attribute with its length in the
                // order of the host.
                out.putInt(0x02000000);
                out.putShort((short) 0x0800)
                        .putShort((short) (random.nextBoolean() ? 0x0400 : 0x0500))
                        .putInt(7);
                out.putShort(Short.reverseBytes((short) (length + 4))).putShort((short) 0x0900);
            }
            default -> {}
        }
        return written(out);
    }

    private void ethernet(ByteBuffer out, int type) {
        out.putLong(random.nextLong()).putInt(random.nextInt());
        for (int tags = random.nextInt(4); tags > 0 && random.nextBoolean(); tags--) {
            int[] kinds = {0x8100, 0x88a8, 0x9100};
            out.putShort((short) kinds[random.nextInt(3)]).putShort((short) random.nextInt(4096));
        }
        out.putShort((short) type);
    }

    private byte[] ip(boolean v6, int depth, String tunnel, int tunnelAt) {
        String src = address(v6);
        String dst = address(v6);
        boolean fragment = depth == 0 && random.nextInt(8) == 0;
        boolean later = fragment && random.nextBoolean();
        Transported above = depth == 0 ? transport(later) : carrier(depth);
        byte[] header = v6 ? six(src, dst, above, fragment, later) : four(src, dst, above, fragment, later);
        for (int i = 0; i < inner.size(); i++) {
            inner.set(i, moved(inner.get(i), header.length));
        }
        int length = header.length + above.bytes.length;
        String line = above.line.replace("SRC", src).replace("DST", dst);
        inner.add(new Written(0, length, header.length + above.needed, above.proto, fragment, line, tunnel, tunnelAt));
        return join(header, above.bytes);
    }

    /** What stands behind an IP header. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Transported(int proto, byte[] bytes, int needed, String line) {}

    private Transported transport(boolean later) {
        int payload = random.nextInt(60);
        int sport = random.nextInt(1, 65536);
        // Not a port that means a tunnel, or the payload would be one.
        int dport = random.nextInt(1, 4789);
        if (later) {
            return random.nextBoolean()
                    ? new Transported(17, new byte[payload + 1], 0, "udp SRC DST 0 0 " + (payload + 1))
                    : new Transported(
                            6, new byte[payload + 1], 0, "tcp SRC DST 0 0 0 0 falsefalsefalse 0 " + (payload + 1));
        }
        return switch (random.nextInt(6)) {
            case 0, 1 -> tcp(sport, dport, payload);
            case 2, 3 -> udp(sport, dport, payload);
            case 4 -> {
                ByteBuffer out = ByteBuffer.allocate(12 + payload);
                out.putShort((short) sport).putShort((short) dport);
                yield new Transported(132, out.array(), 4, "132 SRC DST");
            }
            default -> new Transported(50, new byte[8 + payload], 0, "50 SRC DST");
        };
    }

    private Transported tcp(int sport, int dport, int payload) {
        int options = random.nextInt(11) * 4;
        int seq = random.nextInt();
        int ack = random.nextInt();
        int flags = random.nextInt(64);
        int window = random.nextInt(65536);
        ByteBuffer out = ByteBuffer.allocate(200);
        out.putShort((short) sport).putShort((short) dport).putInt(seq).putInt(ack);
        out.put((byte) (5 + options / 4 << 4))
                .put((byte) flags)
                .putShort((short) window)
                .putInt(0);
        options(out, options);
        out.position(out.position() + payload);
        String line = "tcp SRC DST " + sport + " " + dport + " " + (seq & 0xffff_ffffL) + " " + (ack & 0xffff_ffffL)
                + " " + ((flags & 2) != 0) + ((flags & 1) != 0) + ((flags & 4) != 0) + " " + window + " " + payload;
        return new Transported(6, written(out), 14, line);
    }

    private static Transported udp(int sport, int dport, int payload) {
        ByteBuffer out = ByteBuffer.allocate(8 + payload);
        out.putShort((short) sport)
                .putShort((short) dport)
                .putShort((short) (8 + payload))
                .putShort((short) 0);
        return new Transported(17, out.array(), 8, "udp SRC DST " + sport + " " + dport + " " + payload);
    }

    /** No-operations, then one option with its length, then the end: all that is between is zeros. */
    private void options(ByteBuffer out, int length) {
        int end = out.position() + length;
        if (length >= 12 && random.nextBoolean()) {
            out.put((byte) 1)
                    .put((byte) 1)
                    .put((byte) 8)
                    .put((byte) 10)
                    .putInt(random.nextInt())
                    .putInt(random.nextInt());
        } else if (length >= 4) {
            out.put((byte) 2).put((byte) 4).putShort((short) 1460);
        }
        out.position(end);
    }

    private Transported carrier(int depth) {
        boolean six = random.nextInt(3) == 0;
        ByteBuffer out = ByteBuffer.allocate(128);
        int proto;
        String line;
        int needed;
        String tunnel;
        int udp = -1;
        switch (random.nextInt(4)) {
            case 0 -> {
                int vni = random.nextInt(1 << 24);
                int[] ports = {4789, 8472, 7777};
                int port = ports[random.nextInt(3)];
                int sport = random.nextInt(1, 65536);
                out.putShort((short) sport)
                        .putShort((short) port)
                        .putInt(0)
                        .putInt(0x08000000)
                        .putInt(vni << 8);
                out.putLong(random.nextLong()).putInt(random.nextInt()).putShort((short) (six ? 0x86dd : 0x0800));
                proto = 17;
                needed = 8;
                line = "udp SRC DST " + sport + " " + port;
                tunnel = "vxlan " + vni;
                udp = 4;
            }
            case 1 -> {
                int vni = random.nextInt(1 << 24);
                int sport = random.nextInt(1, 65536);
                int words = random.nextInt(4);
                out.putShort((short) sport).putShort((short) 6081).putInt(0);
                out.put((byte) words).put((byte) 0).putShort((short) 0x6558).putInt(vni << 8);
                out.position(out.position() + 4 * words);
                out.putLong(random.nextLong()).putInt(random.nextInt()).putShort((short) (six ? 0x86dd : 0x0800));
                proto = 17;
                needed = 8;
                line = "udp SRC DST " + sport + " 6081";
                tunnel = "geneve " + vni;
                udp = 4;
            }
            case 2 -> {
                int flags = random.nextInt(2) << 15 | random.nextInt(2) << 13 | random.nextInt(2) << 12;
                int key = random.nextInt();
                out.putShort((short) flags).putShort((short) (six ? 0x86dd : 0x0800));
                if ((flags & 0x8000) != 0) {
                    out.putInt(0);
                }
                if ((flags & 0x2000) != 0) {
                    out.putInt(key);
                }
                if ((flags & 0x1000) != 0) {
                    out.putInt(random.nextInt());
                }
                proto = 47;
                needed = 0;
                line = "47 SRC DST";
                tunnel = "gre " + ((flags & 0x2000) != 0 ? key : -1);
            }
            default -> {
                proto = six ? 41 : 4;
                needed = 0;
                line = proto + " SRC DST";
                tunnel = "ipip -1";
            }
        }
        byte[] head = written(out);
        byte[] inside = ip(six, depth - 1, tunnel, udp < 0 ? -head.length : 8 - head.length);
        for (int i = 0; i < inner.size(); i++) {
            inner.set(i, moved(inner.get(i), head.length));
        }
        byte[] all = join(head, inside);
        if (udp > 0) {
            all[4] = (byte) (all.length >>> 8);
            all[5] = (byte) all.length;
            line += " " + (all.length - 8);
        }
        return new Transported(proto, all, needed, line);
    }

    private byte[] four(String src, String dst, Transported above, boolean fragment, boolean later) {
        int options = random.nextInt(4) == 0 ? random.nextInt(1, 11) * 4 : 0;
        ByteBuffer out = ByteBuffer.allocate(20 + options);
        int offset = later ? random.nextInt(1, 0x1fff) : 0;
        boolean more = fragment && (!later || random.nextBoolean());
        out.put((byte) (0x45 + options / 4)).put((byte) 0).putShort((short) (20 + options + above.bytes.length));
        out.putShort((short) random.nextInt())
                .putShort((short) (offset | (more ? 0x2000 : 0) | (fragment ? 0 : 0x4000)));
        out.put((byte) random.nextInt(1, 256)).put((byte) above.proto).putShort((short) 0);
        out.put(Frames.address(src).getAddress()).put(Frames.address(dst).getAddress());
        if (options > 0) {
            // No operations, and the end at the end.
            while (out.remaining() > 1) {
                out.put((byte) 1);
            }
        }
        out.putShort(10, (short) checksum(out.array()));
        return out.array();
    }

    private byte[] six(String src, String dst, Transported above, boolean fragment, boolean later) {
        List<Integer> kinds = new ArrayList<>();
        ByteArrayOutputStream extensions = new ByteArrayOutputStream();
        List<byte[]> bodies = new ArrayList<>();
        for (int kind : new int[] {0, 60, 43}) {
            if (random.nextInt(5) == 0) {
                int units = random.nextInt(3);
                byte[] body = new byte[8 + 8 * units];
                body[1] = (byte) units;
                if (kind == 43) {
                    body[2] = 4;
                } else {
                    // PadN over all of it.
                    body[2] = 1;
                    body[3] = (byte) (body.length - 4);
                }
                kinds.add(kind);
                bodies.add(body);
            }
        }
        if (fragment) {
            int offset = later ? random.nextInt(1, 0x1fff) : 0;
            boolean more = !later || random.nextBoolean();
            kinds.add(44);
            bodies.add(ByteBuffer.allocate(8)
                    .putShort((short) 0)
                    .putShort((short) (offset << 3 | (more ? 1 : 0)))
                    .putInt(random.nextInt())
                    .array());
        }
        kinds.add(above.proto);
        for (int i = 0; i < bodies.size(); i++) {
            bodies.get(i)[0] = (byte) (int) kinds.get(i + 1);
            extensions.writeBytes(bodies.get(i));
        }
        ByteBuffer out = ByteBuffer.allocate(40 + extensions.size());
        out.putInt(0x60000000 | random.nextInt(1 << 20)).putShort((short) (extensions.size() + above.bytes.length));
        out.put((byte) (int) kinds.getFirst()).put((byte) random.nextInt(1, 256));
        out.put(Frames.address(src).getAddress())
                .put(Frames.address(dst).getAddress())
                .put(extensions.toByteArray());
        return out.array();
    }

    private String address(boolean v6) {
        return v6
                ? "2001:db8:0:0:0:0:0:" + Integer.toHexString(random.nextInt(1, 65536))
                : "10." + random.nextInt(256) + "." + random.nextInt(256) + "." + random.nextInt(1, 255);
    }

    private static int checksum(byte[] header) {
        int sum = 0;
        for (int i = 0; i < header.length; i += 2) {
            sum += (header[i] & 0xff) << 8 | header[i + 1] & 0xff;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        return ~((sum & 0xffff) + (sum >>> 16)) & 0xffff;
    }

    private static Written moved(Written layer, int by) {
        return new Written(
                layer.at + by,
                layer.length,
                layer.needed + by,
                layer.proto,
                layer.fragment,
                layer.line,
                layer.tunnel,
                layer.tunnelAt + by);
    }

    private static byte[] written(ByteBuffer out) {
        byte[] bytes = new byte[out.position()];
        out.get(0, bytes);
        return bytes;
    }

    private static byte[] join(byte[] head, byte[] rest) {
        return ByteBuffer.allocate(head.length + rest.length)
                .put(head)
                .put(rest)
                .array();
    }
}
