package io.packetwalk.capture.packet;

import io.packetwalk.capture.Bytes;

/** IPv4 (RFC 791) and IPv6 (RFC 8200) headers. */
final class Network {

    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int AUTHENTICATION = 51;
    private static final int DESTINATION = 60;
    private static final int MOBILITY = 135;
    private static final int HOST_IDENTITY = 139;
    private static final int SHIM6 = 140;

    /** RFC 8200 section 4.1 recommends at most seven; more is an attack on the reader. */
    private static final int MAX_EXTENSIONS = 16;

    private Network() {}

    /**
     * Reads an IPv4 header.
     *
     * @param end first byte not captured
     * @param wireEnd first byte behind the frame as it was on the wire
     * @return false when there is no whole valid header
     */
    static boolean ipv4(byte[] bytes, int at, int end, int wireEnd, Layer layer) {
        if (end - at < 20 || (bytes[at] & 0xf0) != 0x40) {
            return false;
        }
        int header = (bytes[at] & 0x0f) * 4;
        int total = Bytes.u2(bytes, at + 2);
        if (total == 0) {
            // Segmentation offload: a packet beyond 64 KiB leaves the field empty (BIG TCP, Linux ip_send_check /
            // skb->len).
            total = wireEnd - at;
        }
        if (header < 20 || header > end - at || total < header) {
            return false;
        }
        int fragment = Bytes.u2(bytes, at + 6);
        layer.v6 = false;
        layer.srcHi = 0;
        layer.srcLo = Bytes.u4(bytes, at + 12);
        layer.dstHi = 0;
        layer.dstLo = Bytes.u4(bytes, at + 16);
        layer.ipId = Bytes.u2(bytes, at + 4);
        layer.dontFragment = (fragment & 0x4000) != 0;
        layer.moreFragments = (fragment & 0x2000) != 0;
        layer.laterFragment = (fragment & 0x1fff) != 0;
        layer.ttl = Bytes.u1(bytes, at + 8);
        layer.proto = Bytes.u1(bytes, at + 9);
        lengths(layer, at, at + header, total, end);
        return true;
    }

    /** Reads an IPv6 header and its extension headers; parameters as for {@link #ipv4}. */
    static boolean ipv6(byte[] bytes, int at, int end, int wireEnd, Layer layer) {
        if (end - at < 40 || (bytes[at] & 0xf0) != 0x60) {
            return false;
        }
        int payload = Bytes.u2(bytes, at + 4);
        // 0 means a jumbogram (RFC 2675) or BIG TCP.
        int total = payload == 0 ? wireEnd - at : payload + 40;
        layer.v6 = true;
        layer.srcHi = Bytes.s8(bytes, at + 8);
        layer.srcLo = Bytes.s8(bytes, at + 16);
        layer.dstHi = Bytes.s8(bytes, at + 24);
        layer.dstLo = Bytes.s8(bytes, at + 32);
        layer.ttl = Bytes.u1(bytes, at + 7);
        layer.dontFragment = true;
        int proto = Bytes.u1(bytes, at + 6);
        int from = at + 40;
        int limit = Math.min(end, at + total);
        for (int i = 0; isExtension(proto) && !layer.laterFragment; i++) {
            if (i == MAX_EXTENSIONS || limit - from < 8) {
                return false;
            }
            int size = proto == FRAGMENT
                    ? 8
                    : proto == AUTHENTICATION
                            ? (Bytes.u1(bytes, from + 1) + 2) * 4
                            : (Bytes.u1(bytes, from + 1) + 1) * 8;
            if (proto == FRAGMENT) {
                int fragment = Bytes.u2(bytes, from + 2);
                layer.laterFragment = (fragment & 0xfff8) != 0;
                layer.moreFragments = (fragment & 1) != 0;
                layer.ipId = Bytes.s4(bytes, from + 4);
            }
            proto = Bytes.u1(bytes, from);
            from += size;
            if (from > limit) {
                return false;
            }
        }
        layer.proto = proto;
        lengths(layer, at, from, total, end);
        return true;
    }

    private static void lengths(Layer layer, int at, int transportAt, int total, int end) {
        layer.at = at;
        layer.ipLength = total;
        layer.transportAt = transportAt;
        layer.end = Math.min(end, at + total);
        layer.payloadAt = transportAt;
        layer.payloadLength = at + total - transportAt;
        layer.payloadCaptured = Math.max(0, layer.end - transportAt);
    }

    private static boolean isExtension(int proto) {
        return switch (proto) {
            case HOP_BY_HOP, ROUTING, FRAGMENT, AUTHENTICATION, DESTINATION, MOBILITY, HOST_IDENTITY, SHIM6 -> true;
            default -> false;
        };
    }
}
