package io.packetwalk.redact.packet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.packetwalk.capture.LinkType;
import io.packetwalk.net.Ip;
import io.packetwalk.redact.pseudonym.Mapping;
import io.packetwalk.redact.pseudonym.Pseudonyms;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Replaces in one captured frame, in place: addresses of all layers and tunnels, names in DNS; and cuts its payload off. */
public final class Frames {
    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMP6 = 58;
    private static final int DEPTH = 6;

    private final Pseudonyms mapping;
    private final Payloads payloads;
    private final Patch patch = new Patch();
    private final DnsPatch dns;
    private byte[] bytes = new byte[0];
    private int depth;

    public Frames(Pseudonyms mapping, Payloads payloads) {
        this.mapping = mapping;
        this.payloads = payloads;
        this.dns = new DnsPatch(mapping, patch);
    }

    /** Changes {@code frame} and returns how many of its bytes stay. */
    public int scrub(byte[] frame, int linkType) {
        bytes = frame;
        depth = 0;
        patch.begin(frame);
        int end = frame.length;
        return switch (linkType) {
            case LinkType.ETHERNET -> ethernet(0, end);
            case LinkType.LINUX_SLL -> {
                if (end < 16) {
                    yield 0;
                }
                if (u2(4) == 6) {
                    mac(6);
                }
                yield type(u2(14), 16, end);
            }
            case LinkType.LINUX_SLL2 -> {
                if (end < 20) {
                    yield 0;
                }
                if (bytes[11] == 6) {
                    mac(12);
                }
                yield type(u2(0), 20, end);
            }
            case LinkType.RAW, LinkType.RAW_12, LinkType.RAW_14, LinkType.IPV4, LinkType.IPV6 -> ip(0, end);
            case LinkType.NULL, LinkType.LOOP -> ip(4, end);
            // We cannot tell what stands where.
            default -> 0;
        };
    }

    private int ethernet(int at, int end) {
        if (end - at < 14) {
            return at;
        }
        mac(at);
        mac(at + 6);
        return type(u2(at + 12), at + 14, end);
    }

    private int type(int type, int at, int end) {
        return switch (type) {
            case 0x8100, 0x88a8, 0x9100 -> end - at < 4 ? at : type(u2(at + 2), at + 4, end);
            case 0x0800, 0x86dd -> ip(at, end);
            case 0x0806 -> arp(at, end);
            case 0x6558 -> ethernet(at, end);
            // LLDP, spanning tree and others carry names of machines.
            default -> at;
        };
    }

    private int arp(int at, int end) {
        if (end - at < 28 || u2(at) != 1 || u2(at + 2) != 0x0800) {
            return at;
        }
        mac(at + 8);
        address(at + 14, 4);
        mac(at + 18);
        address(at + 24, 4);
        return at + 28;
    }

    private int ip(int at, int end) {
        if (at >= end || ++depth > DEPTH) {
            return Math.min(at, end);
        }
        int covered = patch.depth();
        int kept = (bytes[at] & 0xf0) == 0x60 ? six(at, end) : four(at, end);
        patch.uncover(covered);
        return Math.min(kept, end);
    }

    private int four(int at, int end) {
        int header = (bytes[at] & 15) * 4;
        if (end - at < 20 || header < 20 || (bytes[at] & 0xf0) != 0x40) {
            return at;
        }
        int stop = u2(at + 2) == 0 ? end : Math.min(end, at + Math.max(header, u2(at + 2)));
        int transport = at + header;
        boolean later = (u2(at + 6) & 0x1fff) != 0;
        int sums = patch.depth();
        patch.cover(at + 10, at, transport, false);
        int proto = bytes[at + 9] & 0xff;
        pseudoHeader(proto, transport, at + 12, stop, later);
        address(at + 12, 4);
        address(at + 16, 4);
        patch.uncover(sums);
        if (transport > stop) {
            return stop;
        }
        // Options hold routes that were recorded.
        patch.cover(at + 10, at, transport, false);
        for (int i = at + 20; i < transport; i++) {
            patch.put(i, 1);
        }
        patch.uncover(sums);
        return later ? transport : transport(proto, transport, stop);
    }

    private int six(int at, int end) {
        if (end - at < 40) {
            return at;
        }
        int stop = u2(at + 4) == 0 ? end : Math.min(end, at + 40 + u2(at + 4));
        int proto = bytes[at + 6] & 0xff;
        int transport = at + 40;
        boolean later = false;
        for (int i = 0; i < 16 && (proto == 0 || proto == 43 || proto == 44 || proto == 60); i++) {
            if (stop - transport < 8) {
                break;
            }
            later |= proto == 44 && (u2(transport + 2) & 0xfff8) != 0;
            int size = proto == 44 ? 8 : ((bytes[transport + 1] & 0xff) + 1) * 8;
            proto = bytes[transport] & 0xff;
            transport += size;
        }
        int sums = patch.depth();
        pseudoHeader(proto, transport, at + 8, stop, later);
        address(at + 8, 16);
        address(at + 24, 16);
        patch.uncover(sums);
        return transport > stop || later ? Math.min(transport, stop) : transport(proto, transport, stop);
    }

    /** Addresses, from {@code from} on, are summed up by the transport's checksum, too. */
    private void pseudoHeader(int proto, int transport, int from, int stop, boolean later) {
        int at = switch (proto) {
            case TCP -> transport + 16;
            case UDP -> transport + 6;
            case ICMP6 -> transport + 2;
            default -> Integer.MAX_VALUE - 2;
        };
        if (!later && at + 2 <= stop) {
            patch.cover(at, from, transport, proto == UDP);
        }
    }

    private int transport(int proto, int at, int stop) {
        return switch (proto) {
            case TCP -> tcp(at, stop);
            case UDP -> udp(at, stop);
            case ICMP, ICMP6 -> icmp(proto, at, stop);
            case 4, 41 -> ip(at, stop);
            case 47 -> gre(at, stop);
            default -> Math.min(stop, at + 16);
        };
    }

    private int tcp(int at, int stop) {
        if (stop - at < 14) {
            return stop;
        }
        int payload = at + (bytes[at + 12] >> 4 & 15) * 4;
        if (payload >= stop || payload < at + 20) {
            return stop;
        }
        cover(at + 16, at, stop, false);
        boolean names = u2(at) == 53 || u2(at + 2) == 53;
        if (names && stop - payload > 14) {
            return dns.message(bytes, payload + 2, stop) ? stop : payload + 2;
        }
        return payload(payload, stop);
    }

    private int udp(int at, int stop) {
        int payload = at + 8;
        if (payload >= stop) {
            return stop;
        }
        cover(at + 6, at, stop, true);
        int sport = u2(at);
        int dport = u2(at + 2);
        if (sport == 53 || dport == 53 || sport == 5353 || dport == 5353) {
            return dns.message(bytes, payload, stop) ? stop : payload;
        }
        boolean strict =
                stop - payload > 8 + 34 && u2(payload) == 0x0800 && u2(payload + 2) == 0 && bytes[payload + 7] == 0;
        if ((dport == 4789 || dport == 8472 || strict) && stop - payload > 8) {
            return ethernet(payload + 8, stop);
        }
        if (dport == 6081 && stop - payload > 8) {
            int inner = payload + 8 + (bytes[payload] & 0x3f) * 4;
            return inner < stop ? type(u2(payload + 2), inner, stop) : stop;
        }
        int kept = payload(payload, stop);
        return kept > payload ? kept : standIn(payload, stop);
    }

    /** Equal datagrams stay equal: that is how one is found again behind address translation. */
    private int standIn(int at, int stop) {
        byte[] image = mapping.standIn(Arrays.copyOfRange(bytes, at, stop));
        for (int i = at; i < stop; i++) {
            patch.put(i, image[(i - at) % image.length] & 0xff);
        }
        return stop;
    }

    private int gre(int at, int stop) {
        if (stop - at < 4) {
            return at;
        }
        int flags = u2(at);
        int inner = at
                + 4
                + ((flags & 0x8000) != 0 ? 4 : 0)
                + ((flags & 0x2000) != 0 ? 4 : 0)
                + ((flags & 0x1000) != 0 ? 4 : 0);
        if ((flags & 0x8000) != 0) {
            cover(at + 4, at, stop, false);
        }
        return inner < stop ? type(u2(at + 2), inner, stop) : stop;
    }

    private int icmp(int proto, int at, int stop) {
        if (stop - at < 8) {
            return stop;
        }
        int type = bytes[at] & 0xff;
        cover(at + 2, at, stop, false);
        boolean quotes = proto == ICMP
                ? type == 3 || type == 4 || type == 5 || type == 11 || type == 12
                : type >= 1 && type <= 4;
        if (proto == ICMP && type == 5) {
            address(at + 4, 4);
        }
        if (quotes) {
            return ip(at + 8, stop);
        }
        if (proto == ICMP6 && type >= 133 && type <= 137) {
            return discovery(type, at, stop);
        }
        return payloads == Payloads.KEEP ? stop : Math.min(stop, at + 8);
    }

    /** Neighbour discovery (RFC 4861): targets, and link-layer addresses in options. */
    private int discovery(int type, int at, int stop) {
        int option = at + (type == 133 ? 8 : type == 134 ? 16 : type == 137 ? 40 : 24);
        for (int target = at + 8; type >= 135 && target + 16 <= Math.min(option, stop); target += 16) {
            address(target, 16);
        }
        while (option + 8 <= stop) {
            int size = (bytes[option + 1] & 0xff) * 8;
            if (size == 0 || option + size > stop) {
                return option;
            }
            int kind = bytes[option];
            if (kind == 1 || kind == 2) {
                mac(option + 2);
            } else if (kind == 3 && size == 32) {
                address(option + 16, 16);
            } else if (kind != 5) {
                // Resolvers, search domains, routes.
                return option;
            }
            option += size;
        }
        return Math.min(option, stop);
    }

    private int payload(int at, int stop) {
        byte[] text = Arrays.copyOfRange(bytes, at, stop);
        int hello = payloads == Payloads.DROP ? 0 : Greeting.hello(text, mapping);
        if (hello > 0) {
            patch.put(at, text);
            return payloads == Payloads.KEEP ? stop : at + hello;
        }
        int head = payloads == Payloads.DROP
                ? 0
                : payloads == Payloads.KEEP ? Greeting.printable(text) : Greeting.head(text);
        if (head > 0) {
            String plain = new String(text, 0, head, ISO_8859_1);
            patch.put(at, Greeting.fitted(Greeting.scrubbed(plain, mapping), head));
        }
        return payloads == Payloads.KEEP ? stop : at + head;
    }

    private void cover(int at, int from, int stop, boolean optional) {
        if (at + 2 <= stop) {
            patch.cover(at, from, stop, optional);
        }
    }

    private void mac(int at) {
        if (at + 6 > bytes.length) {
            return;
        }
        long mac = 0;
        for (int i = 0; i < 6; i++) {
            mac = mac << 8 | bytes[at + i] & 0xff;
        }
        long image = mapping.hardware(mac);
        for (int i = 0; i < 6; i++) {
            patch.put(at + i, (int) (image >>> 40 - 8 * i) & 0xff);
        }
    }

    private void address(int at, int length) {
        patch.put(at, image(mapping, bytes, at, length));
    }

    /** The image of the address of 4 or 16 bytes at {@code at}. */
    static byte[] image(Mapping mapping, byte[] bytes, int at, int length) {
        ByteBuffer in = ByteBuffer.wrap(bytes, at, length);
        if (length == 4) {
            return ByteBuffer.allocate(4)
                    .putInt((int) mapping.address(Ip.v4(in.getInt())).lo())
                    .array();
        }
        Ip ip = mapping.address(new Ip(in.getLong(), in.getLong(), true));
        return ByteBuffer.allocate(16).putLong(ip.hi()).putLong(ip.lo()).array();
    }

    private int u2(int at) {
        return at + 1 < bytes.length ? (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff : 0;
    }
}
