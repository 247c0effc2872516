package io.packetwalk.capture.packet;

import io.packetwalk.capture.Bytes;

/** ICMP (RFC 792) and ICMPv6 (RFC 4443): echo, errors and the packet an error quotes. */
final class Icmp {

    private static final int IGMP = 2;
    private static final int ECHO_REPLY = 0;
    private static final int UNREACHABLE = 3;
    private static final int TOO_BIG_CODE = 4;
    private static final int SOURCE_QUENCH = 4;
    private static final int REDIRECT = 5;
    private static final int ECHO = 8;
    private static final int TIME_EXCEEDED = 11;
    private static final int PARAMETER_PROBLEM = 12;
    private static final int V6_TOO_BIG = 2;
    private static final int V6_ECHO = 128;
    private static final int V6_ECHO_REPLY = 129;
    private static final int V6_FIRST_LISTENER = 130;
    private static final int V6_LAST_DISCOVERY = 137;
    private static final int V6_LISTENER_2 = 143;

    private Icmp() {}

    static boolean read(byte[] bytes, Layer layer) {
        int at = layer.transportAt;
        if (layer.end - at < 8) {
            return false;
        }
        int type = Bytes.u1(bytes, at);
        layer.icmpType = type;
        layer.icmpCode = Bytes.u1(bytes, at + 1);
        boolean echo = layer.v6 ? type == V6_ECHO || type == V6_ECHO_REPLY : type == ECHO || type == ECHO_REPLY;
        if (echo) {
            layer.sport = Bytes.u2(bytes, at + 4);
            layer.dport = layer.sport;
        }
        if (layer.v6 && type == V6_TOO_BIG) {
            layer.icmpMtu = (int) Math.min(Bytes.u4(bytes, at + 4), Integer.MAX_VALUE);
        } else if (!layer.v6 && type == UNREACHABLE && layer.icmpCode == TOO_BIG_CODE) {
            // RFC 1191 section 4: the next-hop MTU stands in the lower half of the formerly unused word.
            layer.icmpMtu = Bytes.u2(bytes, at + 6);
        }
        layer.payloadAt = at + 8;
        layer.payloadLength -= 8;
        layer.payloadCaptured = Math.max(0, layer.end - layer.payloadAt);
        return true;
    }

    static boolean isError(Layer layer) {
        return switch (layer.proto) {
            case Transport.ICMP ->
                switch (layer.icmpType) {
                    case UNREACHABLE, SOURCE_QUENCH, REDIRECT, TIME_EXCEEDED, PARAMETER_PROBLEM -> true;
                    default -> false;
                };
            // RFC 4443 section 2.1: error messages are the types below 128.
            case Transport.ICMPV6 -> layer.icmpType > 0 && layer.icmpType < V6_ECHO;
            default -> false;
        };
    }

    /** Neighbour discovery, router advertisement, multicast membership: the IPv6 and group counterparts of ARP. */
    static boolean isHousekeeping(Layer layer) {
        return switch (layer.proto) {
            case IGMP -> !layer.v6;
            case Transport.ICMPV6 ->
                (layer.icmpType >= V6_FIRST_LISTENER && layer.icmpType <= V6_LAST_DISCOVERY)
                        || layer.icmpType == V6_LISTENER_2;
            default -> false;
        };
    }

    /** Reads the quoted packet: an IP header and at least eight bytes (RFC 792), of which the ports are what we need. */
    static boolean quote(byte[] bytes, Layer error, Layer quote) {
        quote.clear();
        int at = error.payloadAt;
        boolean read = error.v6
                ? Network.ipv6(bytes, at, error.end, error.end, quote)
                : Network.ipv4(bytes, at, error.end, error.end, quote);
        if (!read || quote.laterFragment) {
            return read;
        }
        return switch (quote.proto) {
            case Transport.TCP -> {
                boolean ports = Transport.ports(bytes, quote);
                if (quote.end - quote.transportAt >= 8) {
                    quote.seq = Bytes.s4(bytes, quote.transportAt + 4);
                }
                yield ports;
            }
            case Transport.UDP, Transport.SCTP, Transport.DCCP, Transport.UDP_LITE -> Transport.ports(bytes, quote);
            case Transport.ICMP, Transport.ICMPV6 -> Icmp.read(bytes, quote);
            default -> true;
        };
    }
}
