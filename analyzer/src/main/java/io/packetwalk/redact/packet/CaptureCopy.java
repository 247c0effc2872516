package io.packetwalk.redact.packet;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/** Copies a capture frame by frame through {@link Frames}, in constant memory. What cannot be read is left out. */
public final class CaptureCopy {
    private static final int MAX_BLOCK = 16 << 20;

    /** Of an interface's block: the interface's name, which may be made of a pod's (pcapng 4.2, {@code if_name}). */
    private static final int IF_NAME = 2;

    private final Frames frames;
    private final UnaryOperator<String> names;
    private final InputStream in;
    private final OutputStream out;

    /** {@code names} gives the pseudonym of the name of an interface. */
    public CaptureCopy(Frames frames, UnaryOperator<String> names, InputStream in, OutputStream out) {
        this.frames = frames;
        this.names = names;
        this.in = in;
        this.out = out;
    }

    /** True when a file that begins so is a capture. */
    public static boolean is(byte[] head) {
        if (head.length < 4) {
            return false;
        }
        int magic = ByteBuffer.wrap(head).getInt();
        return magic == 0x0a0d0d0a || order(magic) != null;
    }

    @org.jspecify.annotations.Nullable
    private static ByteOrder order(int magic) {
        return switch (magic) {
            case 0xa1b2c3d4, 0xa1b23c4d -> BIG_ENDIAN;
            case 0xd4c3b2a1, 0x4d3cb2a1 -> LITTLE_ENDIAN;
            default -> null;
        };
    }

    /** Copies until the end, or until the file breaks off. */
    public void run() throws IOException {
        byte[] magic = in.readNBytes(4);
        ByteOrder order = magic.length < 4 ? null : order(ByteBuffer.wrap(magic).getInt());
        if (order == null) {
            sections(magic);
            return;
        }
        byte[] rest = in.readNBytes(20);
        out.write(magic);
        out.write(rest);
        if (rest.length == 20) {
            records(order, ByteBuffer.wrap(rest).order(order).getInt(16) & 0xffff);
        }
    }

    private void records(ByteOrder order, int linkType) throws IOException {
        while (true) {
            byte[] head = in.readNBytes(16);
            if (head.length < 16) {
                return;
            }
            ByteBuffer record = ByteBuffer.wrap(head).order(order);
            int captured = record.getInt(8);
            if (captured < 0 || captured > MAX_BLOCK) {
                return;
            }
            byte[] frame = in.readNBytes(captured);
            if (frame.length < captured) {
                return;
            }
            int kept = frames.scrub(frame, linkType);
            record.putInt(8, kept);
            out.write(head);
            out.write(frame, 0, kept);
        }
    }

    private void sections(byte[] first) throws IOException {
        ByteOrder order = LITTLE_ENDIAN;
        List<Integer> linkTypes = new ArrayList<>();
        byte[] type = first;
        while (type.length == 4) {
            byte[] size = in.readNBytes(4);
            if (size.length < 4) {
                return;
            }
            byte[] begin = new byte[0];
            if (ByteBuffer.wrap(type).getInt() == 0x0a0d0d0a) {
                begin = in.readNBytes(4);
                order = begin.length == 4 && ByteBuffer.wrap(begin).getInt() == 0x1a2b3c4d ? BIG_ENDIAN : LITTLE_ENDIAN;
                linkTypes.clear();
            }
            int length = ByteBuffer.wrap(size).order(order).getInt();
            if (length < 12 || length % 4 != 0 || length > MAX_BLOCK || length < 12 + begin.length) {
                return;
            }
            byte[] rest = in.readNBytes(length - 12 - begin.length);
            byte[] trailer = in.readNBytes(4);
            if (trailer.length < 4) {
                return;
            }
            byte[] body = Arrays.copyOf(begin, begin.length + rest.length);
            System.arraycopy(rest, 0, body, begin.length, rest.length);
            block(ByteBuffer.wrap(type).order(order).getInt(), body, order, linkTypes);
            type = in.readNBytes(4);
        }
    }

    private void block(int type, byte[] body, ByteOrder order, List<Integer> linkTypes) throws IOException {
        ByteBuffer fields = ByteBuffer.wrap(body).order(order);
        switch (type) {
            case 0x0a0d0d0a -> {
                if (body.length >= 16) {
                    // The section's length is not known any more; its options name the machine.
                    fields.putLong(8, -1);
                    write(type, Arrays.copyOf(body, 16), order);
                }
            }
            case 1 -> {
                if (body.length >= 8) {
                    linkTypes.add(fields.getShort(0) & 0xffff);
                    write(type, options(body, 8, order, List.of(9, 14), OptionalInt.of(IF_NAME)), order);
                }
            }
            case 2, 6 -> {
                int captured = body.length < 20 ? -1 : fields.getInt(12);
                if (captured >= 0 && captured <= body.length - 20) {
                    int tap = type == 6 ? fields.getInt(0) : fields.getShort(0) & 0xffff;
                    byte[] frame = Arrays.copyOfRange(body, 20, 20 + captured);
                    int kept = frames.scrub(frame, tap >= 0 && tap < linkTypes.size() ? linkTypes.get(tap) : -1);
                    fields.putInt(12, kept);
                    int padded = kept + 3 & ~3;
                    int tail = 20 + (captured + 3 & ~3);
                    byte[] flags = tail < body.length
                            ? options(
                                    Arrays.copyOfRange(body, tail, body.length),
                                    0,
                                    order,
                                    List.of(2),
                                    OptionalInt.empty())
                            : new byte[0];
                    byte[] copy = Arrays.copyOf(body, 20 + padded + flags.length);
                    Arrays.fill(copy, 20, copy.length, (byte) 0);
                    System.arraycopy(frame, 0, copy, 20, kept);
                    System.arraycopy(flags, 0, copy, 20 + padded, flags.length);
                    write(type, copy, order);
                }
            }
            case 3 -> {
                if (body.length >= 4 && !linkTypes.isEmpty()) {
                    byte[] frame =
                            Arrays.copyOfRange(body, 4, Math.min(body.length, 4 + Math.max(0, fields.getInt(0))));
                    int kept = frames.scrub(frame, linkTypes.getFirst());
                    // A simple packet has no captured length: what was cut is zeros.
                    Arrays.fill(body, 4, body.length, (byte) 0);
                    System.arraycopy(frame, 0, body, 4, kept);
                    write(type, body, order);
                }
            }
            case 5 -> {
                if (body.length >= 12) {
                    write(type, options(body, 12, order, List.of(2, 3, 4, 5, 6, 7, 8), OptionalInt.empty()), order);
                }
            }
            default -> {
                // Names, keys, journals and what we do not know are left out.
            }
        }
    }

    /** The fixed part of a block and those of its options that tell nothing private; the text of {@code named} is replaced. */
    private byte[] options(byte[] body, int from, ByteOrder order, List<Integer> known, OptionalInt named) {
        ByteBuffer in = ByteBuffer.wrap(body).order(order);
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        kept.write(body, 0, from);
        int at = from;
        while (at + 4 <= body.length) {
            int code = in.getShort(at) & 0xffff;
            int size = in.getShort(at + 2) & 0xffff;
            int end = at + 4 + (size + 3 & ~3);
            if (code == 0 || end > body.length) {
                break;
            }
            if (known.contains(code)) {
                kept.write(body, at, end - at);
            } else if (named.isPresent() && named.getAsInt() == code) {
                byte[] name =
                        names.apply(new String(body, at + 4, size, ISO_8859_1)).getBytes(ISO_8859_1);
                kept.writeBytes(ByteBuffer.allocate(4 + (name.length + 3 & ~3))
                        .order(order)
                        .putShort((short) code)
                        .putShort((short) name.length)
                        .put(name)
                        .array());
            }
            at = end;
        }
        if (kept.size() > from) {
            // opt_endofopt
            kept.writeBytes(new byte[4]);
        }
        return kept.toByteArray();
    }

    private void write(int type, byte[] body, ByteOrder order) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(12 + body.length).order(order);
        block.putInt(type).putInt(body.length + 12).put(body).putInt(body.length + 12);
        out.write(block.array());
    }
}
