package io.packetwalk.capture.tree;

import io.packetwalk.capture.Bytes;
import io.packetwalk.capture.LinkType;
import io.packetwalk.capture.file.CaptureReader;
import io.packetwalk.capture.file.Frame;
import io.packetwalk.capture.packet.Dissector;
import io.packetwalk.capture.packet.EtherType;
import io.packetwalk.capture.packet.Layer;
import io.packetwalk.capture.packet.Outcome;
import io.packetwalk.capture.packet.Transport;
import io.packetwalk.capture.packet.Tunnels;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.pcap4j.packet.ArpPacket;
import org.pcap4j.packet.EthernetPacket;
import org.pcap4j.packet.IllegalPacket;
import org.pcap4j.packet.IllegalRawDataException;
import org.pcap4j.packet.IpV4Packet;
import org.pcap4j.packet.IpV6Packet;
import org.pcap4j.packet.LinuxSllPacket;
import org.pcap4j.packet.Packet;
import org.pcap4j.packet.UnknownPacket;

/**
 * The field tree of one packet, for readers who want to see the evidence itself.
 *
 * <p>This is the cold path: pcap4j knows the headers, the generated layouts know what pcap4j lacks (SLL2 and the tunnels), and the
 * {@link Dissector} says where a tunnel's inner packet begins, so that this view and the conversations can never disagree about it.
 */
public final class PacketFields {

    /** Bytes of an undecoded rest that are worth printing. */
    private static final int SHOWN = 64;

    /** Of what nobody can read so much is shown: a link header, an IP header and ports. */
    private static final int UNREAD = 40;

    /** All that an ICMP error is sure to quote behind the IP header (RFC 792). */
    private static final int QUOTED = 8;

    private static final int SCTP_HEADER = 12;

    private static final int DNS = 53;

    private final byte[] bytes;
    private final int headersEnd;
    private final List<Field> headers = new ArrayList<>();

    private PacketFields(byte[] bytes, int headersEnd) {
        this.bytes = bytes;
        this.headersEnd = Math.min(headersEnd, bytes.length);
    }

    /**
     * The packet with this number; empty when the file has none, or none that can be read.
     *
     * @throws IOException when {@code in} fails
     */
    public static Optional<PacketTree> find(InputStream in, long number) throws IOException {
        CaptureReader reader = new CaptureReader(in);
        while (reader.next()) {
            if (reader.frame().number == number) {
                return Optional.of(of(reader.frame()));
            }
        }
        return Optional.empty();
    }

    /** The tree of a frame. */
    public static PacketTree of(Frame frame) {
        return of(frame, new Tunnels());
    }

    /** The tree of a frame, with what else is known to be a tunnel. */
    public static PacketTree of(Frame frame, Tunnels tunnels) {
        byte[] bytes = Arrays.copyOfRange(frame.bytes, frame.offset, frame.offset + frame.captured);
        Dissector dissector = new Dissector(tunnels);
        Outcome outcome = dissector.dissect(bytes, 0, bytes.length, frame.original, frame.linkType);
        PacketFields fields = new PacketFields(bytes, headersEnd(dissector, outcome, bytes.length));
        fields.link(frame.linkType);
        for (int i = 1; i < dissector.count(); i++) {
            fields.tunnel(dissector.layer(i - 1), dissector.layer(i));
        }
        return new PacketTree(
                frame.number,
                Instant.ofEpochSecond(
                        Math.floorDiv(frame.nanos, 1_000_000_000L), Math.floorMod(frame.nanos, 1_000_000_000L)),
                frame.linkType,
                frame.captured,
                frame.original,
                Summary.of(dissector, outcome, bytes, fields.headers),
                fields.headers,
                fields.headersEnd,
                HexFormat.of().formatHex(bytes));
    }

    /** Where payload begins. What a DNS message says is shown as its headers are. */
    private static int headersEnd(Dissector seen, Outcome outcome, int captured) {
        if (outcome == Outcome.IGNORED) {
            return captured;
        }
        if (seen.count() == 0) {
            return UNREAD;
        }
        Layer layer = seen.layer(seen.count() - 1);
        if (layer.quotes) {
            return seen.quote().transportAt + QUOTED;
        }
        if (layer.proto == Transport.SCTP && !layer.laterFragment) {
            return layer.transportAt + SCTP_HEADER;
        }
        boolean dns = layer.proto == Transport.UDP && (layer.sport == DNS || layer.dport == DNS);
        return dns ? captured : layer.payloadAt;
    }

    private void link(int linkType) {
        switch (linkType) {
            case LinkType.ETHERNET -> decode(0, EthernetPacket::newPacket);
            case LinkType.LINUX_SLL -> decode(0, LinuxSllPacket::newPacket);
            case LinkType.LINUX_SLL2 -> {
                if (bytes.length < 20) {
                    rest("SLL2 header is cut", 0);
                } else {
                    headers.add(LayoutFields.sll2(bytes));
                    network(Bytes.u2(bytes, 0), 20);
                }
            }
            case LinkType.NULL, LinkType.LOOP -> {
                headers.add(Field.of(
                        "address family", HexFormat.of().formatHex(bytes, 0, Math.min(4, bytes.length)), 0, 4));
                bare(4);
            }
            case LinkType.RAW, LinkType.RAW_12, LinkType.RAW_14, LinkType.IPV4, LinkType.IPV6 -> bare(0);
            default -> rest("link type " + LinkType.name(linkType), 0);
        }
    }

    private void bare(int at) {
        if (at < bytes.length) {
            network((bytes[at] & 0xf0) == 0x60 ? EtherType.IPV6 : EtherType.IPV4, at);
        }
    }

    private void network(int type, int at) {
        switch (type) {
            case EtherType.IPV4 -> decode(at, IpV4Packet::newPacket);
            case EtherType.IPV6 -> decode(at, IpV6Packet::newPacket);
            case EtherType.ARP -> decode(at, ArpPacket::newPacket);
            default -> rest(EtherType.name(type), at);
        }
    }

    /** The tunnel header behind {@code outer} and everything from there on; replaces the undecoded payload that stands for it. */
    private void tunnel(Layer outer, Layer inner) {
        headers.removeIf(field -> field.offset() >= outer.payloadAt);
        int at = outer.payloadAt;
        int header = switch (inner.tunnelled) {
            case VXLAN -> add(LayoutFields.vxlan(bytes, at));
            case GENEVE -> add(LayoutFields.geneve(bytes, at));
            case GRE -> add(LayoutFields.gre(bytes, at));
            case IPIP, NO -> 0;
        };
        boolean bridged = header > 0 && inner.at - (at + header) >= 14;
        if (bridged) {
            decode(at + header, EthernetPacket::newPacket);
        } else {
            network(inner.v6 ? EtherType.IPV6 : EtherType.IPV4, inner.at);
        }
    }

    private int add(Field header) {
        headers.add(header);
        return header.length();
    }

    /** One of pcap4j's factories. */
    private interface Factory {
        Packet read(byte[] bytes, int offset, int length) throws IllegalRawDataException;
    }

    /** pcap4j answers garbage with an IllegalPacket, a checked or an unchecked exception, as it happens: each becomes a field. */
    private void decode(int from, Factory factory) {
        int at = from;
        if (at >= bytes.length) {
            return;
        }
        try {
            Packet packet = factory.read(bytes, at, bytes.length - at);
            while (packet != null) {
                Packet.Header header = packet.getHeader();
                if (header == null) {
                    payload(packet, at);
                    return;
                }
                header(HeaderFields.of(header, at));
                at += header.length();
                packet = packet.getPayload();
            }
        } catch (IllegalRawDataException | RuntimeException e) {
            rest("cut or garbage", at);
        }
    }

    /** A header that is only known by name may hold all that follows it: chunks of SCTP hold data. */
    private void header(Field header) {
        if (header.children().isEmpty() && header.offset() + header.length() > headersEnd) {
            data(header.name(), header.offset(), header.length());
        } else {
            headers.add(header);
        }
    }

    private void payload(Packet packet, int at) {
        switch (packet) {
            case IllegalPacket _illegal -> rest("cut or garbage", at);
            case UnknownPacket unknown -> data("payload", at, unknown.length());
            default -> data(packet.getClass().getSimpleName(), at, packet.length());
        }
    }

    private void rest(String what, int at) {
        data(what, at, bytes.length - at);
    }

    private void data(String what, int at, int length) {
        int size = Math.min(length, bytes.length - at);
        if (size > 0) {
            int shown = Math.clamp(headersEnd - at, 0, Math.min(size, SHOWN));
            String hex = HexFormat.of().formatHex(bytes, at, at + shown);
            String left = size - shown + " bytes, left in the capture";
            String rest = headersEnd - at >= size ? "..." : (shown == 0 ? "" : " and ") + left;
            headers.add(Field.of(what, size == shown ? hex : hex + rest, at, size));
        }
    }
}
