package io.packetwalk.capture.tree;

import io.kaitai.struct.ByteBufferKaitaiStream;
import io.packetwalk.capture.format.GeneveHeader;
import io.packetwalk.capture.format.GreHeader;
import io.packetwalk.capture.format.Sll2Header;
import io.packetwalk.capture.format.VxlanHeader;
import io.packetwalk.capture.packet.EtherType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Fields of the headers that only the generated layouts know; offsets are the layouts' own. */
final class LayoutFields {

    private static final HexFormat HEX = HexFormat.of();

    private LayoutFields() {}

    static Field sll2(byte[] bytes) {
        Sll2Header header = new Sll2Header(stream(bytes, 0, 20));
        Places at = new Places(0, header._attrStart, header._attrEnd);
        return Field.header(
                "Linux cooked v2",
                0,
                20,
                List.of(
                        at.field("protocol", "protocol", EtherType.name(header.protocol())),
                        at.field("interface index", "interfaceIndex", header.interfaceIndex()),
                        at.field("ARPHRD", "arphrd", header.arphrd()),
                        at.field("packet type", "packetType", direction(header.packetType())),
                        at.field("address", "address", HEX.withDelimiter(":").formatHex(header.address(), 0, 6))));
    }

    static Field vxlan(byte[] bytes, int offset) {
        VxlanHeader header = new VxlanHeader(stream(bytes, offset, 8));
        Places at = new Places(offset, header._attrStart, header._attrEnd);
        return Field.header(
                "VXLAN",
                offset,
                8,
                List.of(
                        at.field("flags", "flags", "0x" + HEX.toHexDigits((byte) header.flags())),
                        at.field("VNI", "network", header.network())));
    }

    static Field geneve(byte[] bytes, int offset) {
        int length = 8 + ((bytes[offset] & 0x3f) * 4);
        GeneveHeader header = new GeneveHeader(stream(bytes, offset, length));
        Places at = new Places(offset, header._attrStart, header._attrEnd);
        List<Field> fields = new ArrayList<>();
        fields.add(at.field("flags", "flags", "0x" + HEX.toHexDigits((byte) header.flags())));
        fields.add(at.field("protocol", "protocol", EtherType.name(header.protocol())));
        fields.add(at.field("VNI", "network", header.network()));
        if (header.options().length > 0) {
            fields.add(at.field("options", "options", HEX.formatHex(header.options())));
        }
        return Field.header("Geneve", offset, length, fields);
    }

    static Field gre(byte[] bytes, int offset) {
        GreHeader header = new GreHeader(stream(bytes, offset, Math.min(16, bytes.length - offset)));
        Places at = new Places(offset, header._attrStart, header._attrEnd);
        List<Field> fields = new ArrayList<>();
        fields.add(at.field("flags", "flags", "0x" + HEX.toHexDigits((short) header.flags())));
        fields.add(at.field("protocol", "protocol", EtherType.name(header.protocol())));
        int length = 4;
        if (header.hasChecksum()) {
            fields.add(at.field("checksum", "checksum", header.checksum()));
            length += 4;
        }
        if (header.hasKey()) {
            fields.add(at.field("key", "key", header.key()));
            length += 4;
        }
        if (header.hasSequence()) {
            fields.add(at.field("sequence", "sequence", header.sequence()));
            length += 4;
        }
        return Field.header("GRE", offset, length, fields);
    }

    /** linux/if_packet.h, PACKET_HOST and following. */
    private static String direction(int packetType) {
        return switch (packetType) {
            case 0 -> "to us";
            case 1 -> "broadcast";
            case 2 -> "multicast";
            case 3 -> "to another host";
            case 4 -> "sent by us";
            default -> Integer.toString(packetType);
        };
    }

    /** Carved first: no length inside may reach beyond it. */
    private static ByteBufferKaitaiStream stream(byte[] bytes, int offset, int length) {
        return new ByteBufferKaitaiStream(Arrays.copyOfRange(bytes, offset, offset + length));
    }

    /** Where the generated reader found each attribute. */
    private record Places(int base, Map<String, Integer> starts, Map<String, Integer> ends) {
        Field field(String name, String attribute, Object value) {
            int start = starts.getOrDefault(attribute, 0);
            return Field.of(name, value, base + start, ends.getOrDefault(attribute, start) - start);
        }
    }
}
