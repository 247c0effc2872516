package io.packetwalk.capture.tree;

import io.packetwalk.capture.packet.EtherType;
import io.packetwalk.capture.speech.DnsNumbers;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.pcap4j.packet.ArpPacket.ArpHeader;
import org.pcap4j.packet.DnsPacket.DnsHeader;
import org.pcap4j.packet.DnsQuestion;
import org.pcap4j.packet.DnsResourceRecord;
import org.pcap4j.packet.Dot1qVlanTagPacket.Dot1qVlanTagHeader;
import org.pcap4j.packet.EthernetPacket.EthernetHeader;
import org.pcap4j.packet.IcmpV4CommonPacket.IcmpV4CommonHeader;
import org.pcap4j.packet.IcmpV6CommonPacket.IcmpV6CommonHeader;
import org.pcap4j.packet.IpV4Packet.IpV4Header;
import org.pcap4j.packet.IpV6Packet.IpV6Header;
import org.pcap4j.packet.LinuxSllPacket.LinuxSllHeader;
import org.pcap4j.packet.Packet;
import org.pcap4j.packet.TcpPacket.TcpHeader;
import org.pcap4j.packet.TcpPacket.TcpOption;
import org.pcap4j.packet.UdpPacket.UdpHeader;

/** Headers as pcap4j reads them, with the place of each field as its RFC lays it out. */
final class HeaderFields {

    private HeaderFields() {}

    static Field of(Packet.Header header, int at) {
        return switch (header) {
            case EthernetHeader ethernet -> ethernet(ethernet, at);
            case Dot1qVlanTagHeader tag -> tag(tag, at);
            case LinuxSllHeader sll -> sll(sll, at);
            case ArpHeader arp -> arp(arp, at);
            case IpV4Header ip -> ipv4(ip, at);
            case IpV6Header ip -> ipv6(ip, at);
            case TcpHeader tcp -> tcp(tcp, at);
            case UdpHeader udp -> udp(udp, at);
            case IcmpV4CommonHeader icmp ->
                icmp("ICMP", icmp.getType().value(), icmp.getCode().value(), icmp.getChecksum(), at);
            case IcmpV6CommonHeader icmp ->
                icmp("ICMPv6", icmp.getType().value(), icmp.getCode().value(), icmp.getChecksum(), at);
            case DnsHeader dns -> dns(dns, at);
            default -> other(header, at);
        };
    }

    private static Field ethernet(EthernetHeader header, int at) {
        return Field.header(
                "Ethernet",
                at,
                14,
                List.of(
                        Field.of("destination", header.getDstAddr(), at, 6),
                        Field.of("source", header.getSrcAddr(), at + 6, 6),
                        Field.of("type", type(header.getType().value()), at + 12, 2)));
    }

    private static Field tag(Dot1qVlanTagHeader header, int at) {
        return Field.header(
                "VLAN tag",
                at,
                4,
                List.of(
                        Field.of("priority", header.getPriority(), at, 1),
                        Field.of("VLAN", header.getVidAsInt(), at, 2),
                        Field.of("type", type(header.getType().value()), at + 2, 2)));
    }

    private static Field sll(LinuxSllHeader header, int at) {
        return Field.header(
                "Linux cooked",
                at,
                16,
                List.of(
                        Field.of("packet type", header.getPacketType().name(), at, 2),
                        Field.of("address", header.getAddress(), at + 6, 8),
                        Field.of("protocol", type(header.getProtocol().value()), at + 14, 2)));
    }

    private static Field arp(ArpHeader header, int at) {
        return Field.header(
                "ARP",
                at,
                header.length(),
                List.of(
                        Field.of("operation", header.getOperation().name(), at + 6, 2),
                        Field.of("sender hardware", header.getSrcHardwareAddr(), at + 8, 6),
                        Field.of("sender address", address(header.getSrcProtocolAddr()), at + 14, 4),
                        Field.of("target hardware", header.getDstHardwareAddr(), at + 18, 6),
                        Field.of("target address", address(header.getDstProtocolAddr()), at + 24, 4)));
    }

    private static Field ipv4(IpV4Header header, int at) {
        List<String> flags = new ArrayList<>();
        if (header.getDontFragmentFlag()) {
            flags.add("DF");
        }
        if (header.getMoreFragmentFlag()) {
            flags.add("MF");
        }
        String checksum = hex(header.getHeaderChecksum()) + (header.hasValidChecksum(true) ? "" : " (wrong)");
        return Field.header(
                "IPv4",
                at,
                header.length(),
                List.of(
                        Field.of("header length", header.getIhlAsInt() * 4, at, 1),
                        Field.of("TOS", hex(header.getTos().value()), at + 1, 1),
                        Field.of("total length", header.getTotalLengthAsInt(), at + 2, 2),
                        Field.of("identification", header.getIdentificationAsInt(), at + 4, 2),
                        Field.of("flags", String.join(" ", flags), at + 6, 1),
                        Field.of("fragment offset", header.getFragmentOffset() * 8, at + 6, 2),
                        Field.of("TTL", header.getTtlAsInt(), at + 8, 1),
                        Field.of("protocol", header.getProtocol().value() & 0xff, at + 9, 1),
                        Field.of("header checksum", checksum, at + 10, 2),
                        Field.of("source", address(header.getSrcAddr()), at + 12, 4),
                        Field.of("destination", address(header.getDstAddr()), at + 16, 4)));
    }

    private static Field ipv6(IpV6Header header, int at) {
        return Field.header(
                "IPv6",
                at,
                40,
                List.of(
                        Field.of("flow label", header.getFlowLabel().value(), at + 1, 3),
                        Field.of("payload length", header.getPayloadLengthAsInt(), at + 4, 2),
                        Field.of("next header", header.getNextHeader().value() & 0xff, at + 6, 1),
                        Field.of("hop limit", header.getHopLimitAsInt(), at + 7, 1),
                        Field.of("source", address(header.getSrcAddr()), at + 8, 16),
                        Field.of("destination", address(header.getDstAddr()), at + 24, 16)));
    }

    private static Field tcp(TcpHeader header, int at) {
        List<Field> fields = new ArrayList<>(List.of(
                Field.of("source port", header.getSrcPort().valueAsInt(), at, 2),
                Field.of("destination port", header.getDstPort().valueAsInt(), at + 2, 2),
                Field.of("sequence number", header.getSequenceNumberAsLong(), at + 4, 4),
                Field.of("acknowledgment number", header.getAcknowledgmentNumberAsLong(), at + 8, 4),
                Field.of("header length", header.getDataOffsetAsInt() * 4, at + 12, 1),
                Field.of("flags", flags(header), at + 13, 1),
                Field.of("window", header.getWindowAsInt(), at + 14, 2),
                Field.of("checksum", hex(header.getChecksum()), at + 16, 2)));
        int option = at + 20;
        for (TcpOption each : header.getOptions()) {
            fields.add(Field.of("option " + each.getKind().name(), each, option, each.length()));
            option += each.length();
        }
        return Field.header("TCP", at, header.length(), fields);
    }

    private static String flags(TcpHeader header) {
        StringBuilder flags = new StringBuilder();
        flags.append(header.getSyn() ? "SYN " : "").append(header.getFin() ? "FIN " : "");
        flags.append(header.getRst() ? "RST " : "").append(header.getPsh() ? "PSH " : "");
        flags.append(header.getUrg() ? "URG " : "").append(header.getAck() ? "ACK " : "");
        return flags.toString().strip();
    }

    private static Field udp(UdpHeader header, int at) {
        return Field.header(
                "UDP",
                at,
                8,
                List.of(
                        Field.of("source port", header.getSrcPort().valueAsInt(), at, 2),
                        Field.of("destination port", header.getDstPort().valueAsInt(), at + 2, 2),
                        Field.of("length", header.getLengthAsInt(), at + 4, 2),
                        Field.of("checksum", hex(header.getChecksum()), at + 6, 2)));
    }

    private static Field icmp(String name, byte type, byte code, short checksum, int at) {
        return Field.header(
                name,
                at,
                4,
                List.of(
                        Field.of("type", type & 0xff, at, 1),
                        Field.of("code", code & 0xff, at + 1, 1),
                        Field.of("checksum", hex(checksum), at + 2, 2)));
    }

    private static Field dns(DnsHeader header, int at) {
        List<Field> fields = new ArrayList<>(List.of(
                Field.of("id", header.getId() & 0xffff, at, 2),
                Field.of("message", header.isResponse() ? "answer" : "query", at + 2, 1),
                Field.of("truncated", header.isTruncated(), at + 2, 1),
                Field.of("rcode", DnsNumbers.rcode(header.getrCode().value()), at + 3, 1)));
        int place = at + 12;
        for (DnsQuestion question : header.getQuestions()) {
            String asked =
                    question.getQType().name() + " " + question.getQName().getName();
            fields.add(Field.of("question", asked, place, question.length()));
            place += question.length();
        }
        place = records("answer", header.getAnswers(), place, fields);
        place = records("authority", header.getAuthorities(), place, fields);
        records("additional", header.getAdditionalInfo(), place, fields);
        return Field.header("DNS", at, header.length(), fields);
    }

    private static int records(String section, List<DnsResourceRecord> records, int from, List<Field> fields) {
        int place = from;
        for (DnsResourceRecord each : records) {
            String text = each.getDataType().name() + " " + each.getName().getName() + " ttl " + each.getTtlAsLong();
            String content =
                    each.getRData() == null ? "" : " " + oneLine(each.getRData().toString());
            fields.add(Field.of(section, text + content, place, each.length()));
            place += each.length();
        }
        return place;
    }

    /** A header nobody needs field by field: pcap4j's own words. */
    private static Field other(Packet.Header header, int at) {
        String name = header.getClass().getSimpleName().replaceFirst("Header$", "");
        return Field.of(name, oneLine(header.toString()), at, header.length());
    }

    private static String oneLine(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .reduce((a, b) -> a + "; " + b)
                .orElse("");
    }

    private static String type(short value) {
        return EtherType.name(value & 0xffff);
    }

    private static String hex(short value) {
        return "0x" + HexFormat.of().toHexDigits(value);
    }

    private static String hex(byte value) {
        return "0x" + HexFormat.of().toHexDigits(value);
    }

    /** Never a host name: {@code getHostAddress} does not resolve. */
    private static String address(InetAddress address) {
        return address.getHostAddress();
    }
}
