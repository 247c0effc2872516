package io.packetwalk.capture;

import io.packetwalk.net.Ip;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.pcap4j.packet.EthernetPacket;
import org.pcap4j.packet.IpV4Packet;
import org.pcap4j.packet.IpV4Rfc791Tos;
import org.pcap4j.packet.IpV6Packet;
import org.pcap4j.packet.IpV6SimpleFlowLabel;
import org.pcap4j.packet.IpV6SimpleTrafficClass;
import org.pcap4j.packet.Packet;
import org.pcap4j.packet.TcpMaximumSegmentSizeOption;
import org.pcap4j.packet.TcpPacket;
import org.pcap4j.packet.UdpPacket;
import org.pcap4j.packet.UnknownPacket;
import org.pcap4j.packet.namednumber.EtherType;
import org.pcap4j.packet.namednumber.IpNumber;
import org.pcap4j.packet.namednumber.IpVersion;
import org.pcap4j.packet.namednumber.TcpPort;
import org.pcap4j.packet.namednumber.UdpPort;
import org.pcap4j.util.MacAddress;

/** Frames with right lengths and checksums, built by another hand than the one that reads them. */
public final class Frames {

    private static final HexFormat HEX = HexFormat.of();

    private Frames() {}

    /** A TCP segment in IPv4; {@code flags} in the order of the header's low byte (FIN 1, SYN 2, RST 4, PSH 8, ACK 16). */
    public static byte[] tcp(String src, int sport, String dst, int dport, int flags, long seq, long ack, int payload) {
        TcpPacket.Builder tcp = new TcpPacket.Builder()
                .srcPort(TcpPort.getInstance((short) sport))
                .dstPort(TcpPort.getInstance((short) dport))
                .sequenceNumber((int) seq)
                .acknowledgmentNumber((int) ack)
                .fin((flags & 1) != 0)
                .syn((flags & 2) != 0)
                .rst((flags & 4) != 0)
                .psh((flags & 8) != 0)
                .ack((flags & 16) != 0)
                .window((short) 64240)
                .srcAddr(address(src))
                .dstAddr(address(dst))
                .payloadBuilder(new UnknownPacket.Builder().rawData(new byte[payload]))
                .correctChecksumAtBuild(true)
                .correctLengthAtBuild(true);
        if ((flags & 2) != 0) {
            tcp.options(List.of(new TcpMaximumSegmentSizeOption.Builder()
                    .maxSegSize((short) 1460)
                    .correctLengthAtBuild(true)
                    .build()));
        }
        return ip(src, dst, IpNumber.TCP, tcp);
    }

    public static byte[] udp(String src, int sport, String dst, int dport, byte[] payload) {
        return ip(
                src,
                dst,
                IpNumber.UDP,
                new UdpPacket.Builder()
                        .srcPort(UdpPort.getInstance((short) sport))
                        .dstPort(UdpPort.getInstance((short) dport))
                        .srcAddr(address(src))
                        .dstAddr(address(dst))
                        .payloadBuilder(new UnknownPacket.Builder().rawData(payload))
                        .correctChecksumAtBuild(true)
                        .correctLengthAtBuild(true));
    }

    /** An IP packet of any protocol around {@code payload}. */
    public static byte[] ip(String src, String dst, int proto, byte[] payload) {
        return ip(src, dst, IpNumber.getInstance((byte) proto), new UnknownPacket.Builder().rawData(payload));
    }

    private static byte[] ip(String src, String dst, IpNumber proto, Packet.Builder payload) {
        if (src.indexOf(':') >= 0) {
            return new IpV6Packet.Builder()
                    .version(IpVersion.IPV6)
                    .trafficClass(IpV6SimpleTrafficClass.newInstance((byte) 0))
                    .flowLabel(IpV6SimpleFlowLabel.newInstance(0))
                    .nextHeader(proto)
                    .hopLimit((byte) 64)
                    .srcAddr((Inet6Address) address(src))
                    .dstAddr((Inet6Address) address(dst))
                    .payloadBuilder(payload)
                    .correctLengthAtBuild(true)
                    .build()
                    .getRawData();
        }
        return new IpV4Packet.Builder()
                .version(IpVersion.IPV4)
                .tos(IpV4Rfc791Tos.newInstance((byte) 0))
                .ttl((byte) 64)
                .dontFragmentFlag(true)
                .protocol(proto)
                .srcAddr((Inet4Address) address(src))
                .dstAddr((Inet4Address) address(dst))
                .payloadBuilder(payload)
                .correctChecksumAtBuild(true)
                .correctLengthAtBuild(true)
                .paddingAtBuild(true)
                .build()
                .getRawData();
    }

    /** Ethernet around an IP packet. */
    public static byte[] ethernet(byte[] ip) {
        int type = (ip[0] & 0xf0) == 0x60 ? 0x86dd : 0x0800;
        return ethernet(type, ip);
    }

    public static byte[] ethernet(int type, byte[] payload) {
        return new EthernetPacket.Builder()
                .srcAddr(MacAddress.getByName("02:00:00:00:00:01"))
                .dstAddr(MacAddress.getByName("02:00:00:00:00:02"))
                .type(EtherType.getInstance((short) type))
                .pad(new byte[0])
                .payloadBuilder(new UnknownPacket.Builder().rawData(payload))
                .build()
                .getRawData();
    }

    /** A header in hexadecimal (blanks allowed) before {@code rest}. */
    public static byte[] join(String hex, byte[] rest) {
        byte[] head = HEX.parseHex(hex.replace(" ", ""));
        return ByteBuffer.allocate(head.length + rest.length)
                .put(head)
                .put(rest)
                .array();
    }

    /** IPv4 with the flags and offset word replaced; the header checksum is left wrong, which no reader minds. */
    public static byte[] fragment(byte[] ip, int word) {
        byte[] cut = ip.clone();
        cut[6] = (byte) (word >>> 8);
        cut[7] = (byte) word;
        return cut;
    }

    /** An address as {@link InetAddress} writes it, without the zeros' short form. */
    static String plain(Ip ip) {
        return address(ip.toString()).getHostAddress();
    }

    static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
