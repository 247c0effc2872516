package io.packetwalk.capture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes capture files, block by block as a test wants them. */
public final class CaptureFile {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteOrder order;

    public CaptureFile(ByteOrder order) {
        this.order = order;
    }

    /** A little-endian microsecond pcap. */
    public static CaptureFile pcap(int linkType) {
        return new CaptureFile(ByteOrder.LITTLE_ENDIAN).pcapHeader(0xa1b2c3d4, linkType, 262_144);
    }

    public CaptureFile pcapHeader(int magic, int linkType, int snapLength) {
        return put(bytes(24)
                .putInt(magic)
                .putShort((short) 2)
                .putShort((short) 4)
                .putLong(0)
                .putInt(snapLength)
                .putInt(linkType));
    }

    public CaptureFile record(long seconds, long fraction, byte[] frame) {
        return record(seconds, fraction, frame, frame.length);
    }

    public CaptureFile record(long seconds, long fraction, byte[] frame, int original) {
        put(bytes(16)
                .putInt((int) seconds)
                .putInt((int) fraction)
                .putInt(frame.length)
                .putInt(original));
        out.writeBytes(frame);
        return this;
    }

    public CaptureFile section() {
        return block(
                0x0a0d0d0a,
                bytes(16)
                        .putInt(0x1a2b3c4d)
                        .putShort((short) 1)
                        .putShort((short) 0)
                        .putLong(-1)
                        .array());
    }

    public CaptureFile tap(int linkType, int snapLength, byte[]... options) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(bytes(8).putShort((short) linkType)
                .putShort((short) 0)
                .putInt(snapLength)
                .array());
        for (byte[] option : options) {
            body.writeBytes(option);
        }
        return block(1, body.toByteArray());
    }

    public CaptureFile packet(int tap, long ticks, byte[] frame, byte[]... options) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(bytes(20)
                .putInt(tap)
                .putInt((int) (ticks >>> 32))
                .putInt((int) ticks)
                .putInt(frame.length)
                .putInt(frame.length)
                .array());
        body.writeBytes(padded(frame));
        for (byte[] option : options) {
            body.writeBytes(option);
        }
        return block(6, body.toByteArray());
    }

    public CaptureFile simplePacket(byte[] frame) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(bytes(4).putInt(frame.length).array());
        body.writeBytes(padded(frame));
        return block(3, body.toByteArray());
    }

    public CaptureFile statistics(int tap, byte[]... options) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(bytes(12).putInt(tap).putLong(0).array());
        for (byte[] option : options) {
            body.writeBytes(option);
        }
        return block(5, body.toByteArray());
    }

    public CaptureFile block(int type, byte[] body) {
        int length = 12 + ((body.length + 3) & ~3);
        put(bytes(8).putInt(type).putInt(length));
        out.writeBytes(padded(body));
        return put(bytes(4).putInt(length));
    }

    public byte[] option(int code, byte[] value) {
        ByteArrayOutputStream option = new ByteArrayOutputStream();
        option.writeBytes(
                bytes(4).putShort((short) code).putShort((short) value.length).array());
        option.writeBytes(padded(value));
        return option.toByteArray();
    }

    public byte[] option(int code, String value) {
        return option(code, value.getBytes(StandardCharsets.UTF_8));
    }

    public byte[] option(int code, long value) {
        return option(code, bytes(8).putLong(value).array());
    }

    public byte[] option(int code, int value) {
        return option(code, bytes(4).putInt(value).array());
    }

    public byte[] toBytes() {
        return out.toByteArray();
    }

    /** Appends what another byte order wrote. */
    public CaptureFile append(byte[] more) {
        out.writeBytes(more);
        return this;
    }

    private ByteBuffer bytes(int size) {
        return ByteBuffer.allocate(size).order(order);
    }

    private CaptureFile put(ByteBuffer bytes) {
        byte[] written = new byte[bytes.flip().remaining()];
        bytes.get(written);
        out.writeBytes(written);
        return this;
    }

    private static byte[] padded(byte[] bytes) {
        return Arrays.copyOf(bytes, (bytes.length + 3) & ~3);
    }
}
