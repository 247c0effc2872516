package io.packetwalk.capture.packet;

import io.packetwalk.capture.Bytes;
import java.util.Arrays;

/**
 * Looks into VXLAN (RFC 7348), Geneve (RFC 8926), IP in IP (RFC 2003, 4213) and GRE (RFC 2784, 2890).
 *
 * <p>A UDP payload on an overlay's port needs a valid header, and the header tells which overlay it is: somebody may have put VXLAN on Geneve's port. On any other
 * port it must look like VXLAN to the last reserved bit and hold an IP packet whose header checks out, because clusters do put VXLAN on odd ports and a wrong guess
 * would invent conversations.
 */
public final class Tunnels {

    /** Linux's own default, from before the assignment (drivers/net/vxlan); flannel keeps it. */
    private static final int VXLAN_LINUX = 8472;

    private static final int VXLAN_IANA = 4789;
    private static final int GENEVE = 6081;
    private static final int IPIP = 4;
    private static final int SIT = 41;
    private static final int GRE = 47;

    /** I flag and nothing else. */
    private static final int STRICT_VXLAN = 0x0800_0000;

    private final int[] ports;

    /** @param more ports of VXLAN or Geneve devices, learned from link configuration */
    public Tunnels(int... more) {
        ports = Arrays.copyOf(more, more.length + 3);
        ports[more.length] = VXLAN_LINUX;
        ports[more.length + 1] = VXLAN_IANA;
        ports[more.length + 2] = GENEVE;
    }

    /** True of ports on which overlays are looked for in every capture. */
    public static boolean wellKnown(int port) {
        return port == VXLAN_LINUX || port == VXLAN_IANA || port == GENEVE;
    }

    /** True of a datagram on some other port that may be of an overlay: its header is one, which many bytes are. Whether it is, the devices' configuration tells. */
    public static boolean resembles(byte[] bytes, Layer layer) {
        return layer.proto == Transport.UDP
                && !layer.laterFragment
                && !wellKnown(layer.dport)
                && layer.payloadCaptured > 8
                && (isGeneve(bytes, layer.payloadAt) || isPlainVxlan(bytes, layer.payloadAt));
    }

    /** Points {@code walk} at the packet inside {@code layer}; false when there is none to follow. */
    boolean enter(Dissector walk, byte[] bytes, Layer layer) {
        if (layer.laterFragment) {
            return false;
        }
        int at = layer.payloadAt;
        int end = layer.end;
        return switch (layer.proto) {
            case Transport.UDP -> layer.payloadCaptured > 8 && udp(walk, bytes, layer);
            case IPIP, SIT -> carry(walk, Tunnelled.IPIP, -1, walk.bare(at, end));
            case GRE -> layer.payloadCaptured >= 4 && gre(walk, bytes, at, end);
            default -> false;
        };
    }

    private boolean udp(Dissector walk, byte[] bytes, Layer layer) {
        int at = layer.payloadAt;
        if (isOverlay(layer.dport)) {
            return isGeneve(bytes, at)
                    ? geneve(walk, bytes, at, layer.end)
                    : (bytes[at] & 0x08) != 0 && vxlan(walk, bytes, layer);
        }
        return Bytes.s4(bytes, at) == STRICT_VXLAN
                && bytes[at + 7] == 0
                && holdsIp(bytes, at + 8, layer)
                && vxlan(walk, bytes, layer);
    }

    private static boolean vxlan(Dissector walk, byte[] bytes, Layer layer) {
        int at = layer.payloadAt;
        return carry(walk, Tunnelled.VXLAN, Bytes.s4(bytes, at + 4) >>> 8, walk.ethernet(at + 8, layer.end));
    }

    /**
     * Version 0 and a type that can be looked into (RFC 8926 section 3.4). VXLAN has zeros in the place of the type, or a group, and then a first bit that would be
     * Geneve's version (RFC 7348 section 5, draft-smith-vxlan-group-policy).
     */
    private static boolean isGeneve(byte[] bytes, int at) {
        int type = Bytes.u2(bytes, at + 2);
        return (bytes[at] & 0xc0) == 0 && (type == EtherType.TEB || type == EtherType.IPV4 || type == EtherType.IPV6);
    }

    /** With the I flag, and a group at most; the last byte is reserved (RFC 7348 section 5). */
    private static boolean isPlainVxlan(byte[] bytes, int at) {
        return (bytes[at] & 0x7f) == 0x08 && bytes[at + 7] == 0;
    }

    private static boolean geneve(Dissector walk, byte[] bytes, int at, int end) {
        boolean control = (bytes[at + 1] & 0x80) != 0;
        int inner = at + 8 + ((bytes[at] & 0x3f) * 4);
        if (control || inner >= end) {
            return false;
        }
        int type = Bytes.u2(bytes, at + 2);
        int network = Bytes.s4(bytes, at + 4) >>> 8;
        return carry(walk, Tunnelled.GENEVE, network, inside(walk, type, inner, end));
    }

    private static boolean gre(Dissector walk, byte[] bytes, int at, int end) {
        int flags = Bytes.u2(bytes, at);
        boolean routed = (flags & 0x4000) != 0;
        if (routed || (flags & 7) != 0) {
            return false;
        }
        int inner = at + 4 + ((flags & 0x8000) != 0 ? 4 : 0);
        int key = -1;
        if ((flags & 0x2000) != 0) {
            if (end - inner < 4) {
                return false;
            }
            key = Bytes.s4(bytes, inner);
            inner += 4;
        }
        inner += (flags & 0x1000) != 0 ? 4 : 0;
        return carry(walk, Tunnelled.GRE, key, inside(walk, Bytes.u2(bytes, at + 2), inner, end));
    }

    private static Outcome inside(Dissector walk, int type, int at, int end) {
        return type == EtherType.TEB ? walk.ethernet(at, end) : walk.tagged(type, at, end);
    }

    private static boolean carry(Dissector walk, Tunnelled how, int network, Outcome found) {
        walk.carried = how;
        walk.network = network;
        return found == Outcome.MODELLED;
    }

    private boolean isOverlay(int port) {
        for (int known : ports) {
            if (known == port) {
                return true;
            }
        }
        return false;
    }

    /** An Ethernet frame with an IP packet that fits exactly and, for IPv4, whose header checksum is right. */
    private static boolean holdsIp(byte[] bytes, int at, Layer layer) {
        int ip = at + 14;
        if (layer.end - ip < 20) {
            return false;
        }
        int wire = layer.payloadAt + layer.payloadLength - ip;
        int type = Bytes.u2(bytes, at + 12);
        if (type == EtherType.IPV6) {
            return (bytes[ip] & 0xf0) == 0x60 && Bytes.u2(bytes, ip + 4) + 40 == wire;
        }
        int header = (bytes[ip] & 0x0f) * 4;
        return type == EtherType.IPV4
                && (bytes[ip] & 0xf0) == 0x40
                && header >= 20
                && header <= layer.end - ip
                && Bytes.u2(bytes, ip + 2) <= wire
                && checksum(bytes, ip, header) == 0xffff;
    }

    private static int checksum(byte[] bytes, int at, int length) {
        int sum = 0;
        for (int i = 0; i < length; i += 2) {
            sum += Bytes.u2(bytes, at + i);
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        return (sum & 0xffff) + (sum >>> 16);
    }
}
