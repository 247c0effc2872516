package io.packetwalk.capture.packet;

import io.packetwalk.capture.Bytes;

/** The less usual headers in front of a packet: PPP and what the NFLOG target writes. */
final class LinkHeaders {

    private static final int PPP_IPV4 = 0x0021;
    private static final int PPP_IPV6 = 0x0057;

    /** Network control protocols and link control stand in the upper half (RFC 1661 section 2). */
    private static final int PPP_CONTROL = 0x8000;

    private static final int NFLOG_HEADER = 4;
    private static final int NFULA_IFINDEX_INDEV = 4;
    private static final int NFULA_IFINDEX_OUTDEV = 5;
    private static final int NFULA_PAYLOAD = 9;

    /** More attributes than the kernel knows (enum nfulnl_attr_type) are garbage. */
    private static final int MAX_ATTRIBUTES = 40;

    private LinkHeaders() {}

    /** RFC 1662: address and control may be there or left out. */
    static Outcome ppp(Dissector walk, byte[] bytes, int at, int end) {
        int from = end - at >= 2 && Bytes.u2(bytes, at) == 0xff03 ? at + 2 : at;
        if (end - from < 2) {
            return walk.malformed("PPP header is cut");
        }
        int protocol = Bytes.u2(bytes, from);
        return switch (protocol) {
            case PPP_IPV4 -> walk.tagged(EtherType.IPV4, from + 2, end);
            case PPP_IPV6 -> walk.tagged(EtherType.IPV6, from + 2, end);
            default ->
                protocol >= PPP_CONTROL
                        ? Outcome.IGNORED
                        : walk.unmodelled("PPP protocol 0x" + Integer.toHexString(protocol));
        };
    }

    /**
     * LINKTYPE_NFLOG: family, version, resource id, then attributes of which the length and type are in the byte order of the machine that
     * captured (all those with clusters are little-endian); values are in network order.
     */
    static Outcome nflog(Dissector walk, byte[] bytes, int start, int end) {
        int at = start + NFLOG_HEADER;
        for (int i = 0; i < MAX_ATTRIBUTES && end - at >= 4; i++) {
            int length = Bytes.u2(bytes, at, false);
            int type = Bytes.u2(bytes, at + 2, false) & 0x7fff;
            if (length < 4 || (type != NFULA_PAYLOAD && length > end - at)) {
                return walk.malformed("NFLOG attribute is cut or garbage");
            }
            if (type == NFULA_PAYLOAD) {
                return walk.bare(at + 4, Math.min(end, at + length));
            }
            if (length == 8 && (type == NFULA_IFINDEX_INDEV || type == NFULA_IFINDEX_OUTDEV)) {
                walk.crosses(Bytes.s4(bytes, at + 4), type == NFULA_IFINDEX_INDEV ? 1 : 2);
            }
            at += (length + 3) & ~3;
        }
        return walk.malformed("NFLOG message without a packet");
    }
}
