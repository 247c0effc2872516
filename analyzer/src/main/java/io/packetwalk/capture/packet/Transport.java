package io.packetwalk.capture.packet;

import io.packetwalk.capture.Bytes;

/** TCP (RFC 9293), UDP (RFC 768) and the ports of SCTP, DCCP and UDP-Lite, which stand where UDP's do. */
public final class Transport {

    public static final int ICMP = 1;
    public static final int TCP = 6;
    public static final int UDP = 17;
    public static final int DCCP = 33;
    public static final int ICMPV6 = 58;
    public static final int SCTP = 132;
    public static final int UDP_LITE = 136;

    private static final int SCTP_HEADER = 12;

    private static final int OPTION_END = 0;
    private static final int OPTION_NOP = 1;
    private static final int OPTION_MSS = 2;
    private static final int OPTION_SCALE = 3;
    private static final int OPTION_SACK = 4;
    private static final int OPTION_TIMESTAMPS = 8;

    /** A snap length may cut the header: up to the flags it still tells a conversation. */
    private static final int TCP_FLAGS_END = 14;

    /** NOP, NOP, timestamps of length 10: how Linux lays out every segment after the SYN (tcp_options_write). */
    private static final int USUAL = 0x0101080a;

    private Transport() {}

    /** Reads what follows the IP header; false when it is cut or cannot be. */
    static boolean read(byte[] bytes, Layer layer) {
        return switch (layer.proto) {
            case TCP -> tcp(bytes, layer);
            case UDP -> udp(bytes, layer);
            case ICMP, ICMPV6 -> Icmp.read(bytes, layer);
            case SCTP -> sctp(bytes, layer);
            case DCCP, UDP_LITE -> ports(bytes, layer);
            default -> true;
        };
    }

    /** The first four bytes: all that an ICMP error is sure to quote. */
    static boolean ports(byte[] bytes, Layer layer) {
        int at = layer.transportAt;
        if (layer.end - at < 4) {
            return false;
        }
        layer.sport = Bytes.u2(bytes, at);
        layer.dport = Bytes.u2(bytes, at + 2);
        return true;
    }

    /** Ports, verification tag and checksum, then chunks that begin with their type (RFC 9260 section 3). */
    private static boolean sctp(byte[] bytes, Layer layer) {
        int chunk = layer.transportAt + SCTP_HEADER;
        layer.chunk = chunk < layer.end ? Bytes.u1(bytes, chunk) : -1;
        return ports(bytes, layer);
    }

    private static boolean udp(byte[] bytes, Layer layer) {
        if (layer.end - layer.transportAt < 8 || !ports(bytes, layer)) {
            return false;
        }
        int length = Bytes.u2(bytes, layer.transportAt + 4);
        // A first fragment holds less than its datagram; 0 stands for a jumbo datagram (RFC 2675).
        int there = layer.payloadLength - 8;
        payload(layer, 8, length >= 8 ? Math.min(length - 8, there) : there);
        return true;
    }

    private static boolean tcp(byte[] bytes, Layer layer) {
        int at = layer.transportAt;
        if (layer.end - at < TCP_FLAGS_END || !ports(bytes, layer)) {
            return false;
        }
        int header = (bytes[at + 12] >>> 2) & 0x3c;
        if (header < 20 || header > layer.payloadLength) {
            return false;
        }
        layer.seq = Bytes.s4(bytes, at + 4);
        layer.ack = Bytes.s4(bytes, at + 8);
        layer.flags = Bytes.u1(bytes, at + 13);
        layer.window = layer.end - at < 16 ? -1 : Bytes.u2(bytes, at + 14);
        if (header > 20) {
            options(bytes, at + 20, Math.min(at + header, layer.end), layer);
        }
        payload(layer, header, layer.payloadLength - header);
        return true;
    }

    private static void payload(Layer layer, int header, int length) {
        layer.payloadAt = layer.transportAt + header;
        layer.payloadLength = length;
        layer.payloadCaptured = Math.clamp(layer.end - layer.payloadAt, 0, length);
    }

    private static void options(byte[] bytes, int from, int end, Layer layer) {
        if (end - from == 12 && Bytes.s4(bytes, from) == USUAL) {
            timestamps(bytes, from + 2, layer);
            return;
        }
        int at = from;
        while (at < end) {
            int kind = bytes[at];
            if (kind == OPTION_END) {
                return;
            }
            if (kind == OPTION_NOP) {
                at++;
                continue;
            }
            int size = end - at < 2 ? 0 : Bytes.u1(bytes, at + 1);
            if (size < 2 || size > end - at) {
                return;
            }
            if (kind == OPTION_MSS && size == 4) {
                layer.mss = Bytes.u2(bytes, at + 2);
            } else if (kind == OPTION_SCALE && size == 3) {
                layer.windowScale = Bytes.u1(bytes, at + 2);
            } else if (kind == OPTION_SACK) {
                layer.sackPermitted = true;
            } else if (kind == OPTION_TIMESTAMPS && size == 10) {
                timestamps(bytes, at, layer);
            }
            at += size;
        }
    }

    private static void timestamps(byte[] bytes, int at, Layer layer) {
        layer.timestamps = true;
        layer.tsVal = Bytes.s4(bytes, at + 2);
        layer.tsEcr = Bytes.s4(bytes, at + 6);
    }
}
