package io.packetwalk.capture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A pcapng file with everything that may stand in one beside packets: names, comments, keys. */
public final class Annotated {

    public static final String SECRET = "CLIENT_RANDOM 0123456789abcdef";
    public static final String NAME = "shop.example";
    public static final String COMMENT = "here it begins to hang";

    private Annotated() {}

    public static byte[] capture() {
        CaptureFile file = new CaptureFile(ByteOrder.LITTLE_ENDIAN);
        file.block(
                0x0a0d0d0a,
                ByteBuffer.allocate(16 + 4 + 16)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(0x1a2b3c4d)
                        .putShort((short) 1)
                        .putShort((short) 0)
                        .putLong(-1)
                        .put(file.option(1, "taken at night"))
                        .array());
        file.tap(LinkType.RAW, 0, file.option(2, "eth0"), file.option(3, "uplink of rack 7"));
        file.block(4, names());
        file.block(10, SECRET.getBytes(StandardCharsets.UTF_8));
        file.packet(0, 1_700_000_000_000_000L, Frames.udp("10.0.0.1", 5_000, "192.0.2.9", 99, new byte[9]));
        file.packet(
                0,
                1_700_000_000_001_000L,
                Frames.udp("192.0.2.9", 99, "10.0.0.1", 5_000, new byte[9]),
                file.option(2, 1),
                file.option(1, COMMENT),
                file.option(0, ""));
        file.packet(0, 1_700_000_000_002_000L, Frames.udp("10.0.0.1", 5_001, "192.0.2.9", 99, new byte[9]));
        file.packet(0, 1_700_000_000_003_000L, Frames.udp("fd00::1", 5_001, "fd00::9", 99, new byte[9]));
        return file.toBytes();
    }

    /** One IPv4 address with two names, one IPv6 address, and a record of a type that nobody knows. */
    private static byte[] names() {
        ByteBuffer block = ByteBuffer.allocate(80).order(ByteOrder.LITTLE_ENDIAN);
        byte[] both = (NAME + "\0www." + NAME + "\0").getBytes(StandardCharsets.UTF_8);
        block.putShort((short) 1).putShort((short) (4 + both.length)).put(new byte[] {(byte) 192, 0, 2, 9});
        block.put(both).position(block.position() + 3 & ~3);
        block.putShort((short) 3).putShort((short) 2).putInt(0);
        block.putShort((short) 2).putShort((short) 19).put(new byte[] {(byte) 0xfd});
        block.position(block.position() + 14).put((byte) 9).put("v6\0\0".getBytes(StandardCharsets.UTF_8));
        return Arrays.copyOf(block.array(), block.position() + 4);
    }
}
