package io.packetwalk.capture.file;

import io.packetwalk.capture.Bytes;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * pcapng (draft-ietf-opsawg-pcapng): blocks in sections, each section with its own byte order and interfaces. Packet blocks are read by
 * hand, because there are millions; the rest by generated readers; unknown blocks are skipped, whatever their size.
 */
final class PcapngFraming implements Framing {

    static final int SECTION = 0x0a0d0d0a;
    private static final int INTERFACE = 1;
    private static final int OLD_PACKET = 2;
    private static final int SIMPLE_PACKET = 3;
    private static final int NAMES = 4;
    private static final int STATISTICS = 5;
    private static final int PACKET = 6;
    private static final int SECRETS = 10;

    /** Type, length, interface, time (2), captured and original length. */
    private static final int PACKET_HEADER = 28;

    private static final int SIMPLE_HEADER = 12;
    private static final int TRAILER = 4;
    private static final int OPTION_COMMENT = 1;
    private static final int OPTION_FLAGS = 2;

    private final SlidingBuffer buffer;
    private final PcapngSections sections = new PcapngSections();
    private boolean big;
    /** Bytes of the current packet block behind the frame. */
    private long rest;

    PcapngFraming(SlidingBuffer buffer) {
        this.buffer = buffer;
    }

    @Override
    public String container() {
        return "pcapng";
    }

    @Override
    public List<Tap> taps() {
        return sections.taps();
    }

    @Override
    public Annotations annotations() {
        return sections.annotations;
    }

    @Override
    public Step next(Frame frame) throws IOException {
        if (!buffer.skip(rest)) {
            rest = 0;
            return Step.CUT;
        }
        rest = 0;
        while (true) {
            if (!buffer.have(12)) {
                return buffer.exhausted() ? Step.END : Step.CUT;
            }
            byte[] bytes = buffer.bytes;
            boolean section = Bytes.s4(bytes, buffer.at) == SECTION;
            if (section) {
                int order = Bytes.s4(bytes, buffer.at + 8);
                if (order != 0x1a2b3c4d && order != 0x4d3c2b1a) {
                    return Step.BROKEN;
                }
                big = order == 0x1a2b3c4d;
            }
            long length = Bytes.u4(bytes, buffer.at + 4, big);
            if (length < 12 || length % 4 != 0) {
                return Step.BROKEN;
            }
            int type = (int) Bytes.u4(bytes, buffer.at, big);
            switch (type) {
                case PACKET, OLD_PACKET -> {
                    return packet(frame, type, length);
                }
                case SIMPLE_PACKET -> {
                    return simplePacket(frame, length);
                }
                case SECTION, INTERFACE, STATISTICS -> {
                    Step step = describe(length);
                    if (step != Step.FRAME) {
                        return step;
                    }
                }
                case NAMES -> {
                    // One too large to be carved out is left; it is not needed to go on.
                    Step step = length > SlidingBuffer.SIZE ? skip(length) : describe(length);
                    if (step == Step.CUT) {
                        return step;
                    }
                }
                case SECRETS -> {
                    sections.annotations.secret();
                    if (!buffer.skip(length)) {
                        return Step.CUT;
                    }
                }
                default -> {
                    if (!buffer.skip(length)) {
                        return Step.CUT;
                    }
                }
            }
        }
    }

    private Step skip(long length) throws IOException {
        return buffer.skip(length) ? Step.FRAME : Step.CUT;
    }

    /** Section header, interface description, names or statistics; the block is carved out before anyone trusts a length inside. */
    private Step describe(long length) throws IOException {
        if (length > SlidingBuffer.SIZE) {
            return Step.BROKEN;
        }
        if (!buffer.have((int) length)) {
            return Step.CUT;
        }
        byte[] block = Arrays.copyOfRange(buffer.bytes, buffer.at, buffer.at + (int) length - TRAILER);
        buffer.at += (int) length;
        return sections.read(block, big) ? Step.FRAME : Step.BROKEN;
    }

    private Step packet(Frame frame, int type, long length) throws IOException {
        if (!buffer.have((int) Math.min(length, PACKET_HEADER))) {
            return Step.CUT;
        }
        byte[] bytes = buffer.bytes;
        int at = buffer.at;
        if (length < PACKET_HEADER + TRAILER) {
            return Step.BROKEN;
        }
        long captured = Bytes.u4(bytes, at + 20, big);
        if (captured > CaptureReader.MAX_FRAME || captured > length - PACKET_HEADER - TRAILER) {
            return Step.BROKEN;
        }
        long tap = type == PACKET ? Bytes.u4(bytes, at + 8, big) : Bytes.u2(bytes, at + 8, big);
        long ticks = (Bytes.u4(bytes, at + 12, big) << 32) | Bytes.u4(bytes, at + 16, big);
        frame.original = (int) Math.min(Bytes.u4(bytes, at + 24, big), CaptureReader.MAX_LENGTH);
        sections.place(frame, tap, ticks);
        return carry(frame, PACKET_HEADER, (int) captured, length);
    }

    private Step simplePacket(Frame frame, long length) throws IOException {
        if (length < SIMPLE_HEADER + TRAILER) {
            return Step.BROKEN;
        }
        long original = Bytes.u4(buffer.bytes, buffer.at + 8, big);
        frame.original = (int) Math.min(original, CaptureReader.MAX_LENGTH);
        sections.placeTimeless(frame);
        int kept = sections.snapLength();
        long captured = Math.min(original, length - SIMPLE_HEADER - TRAILER);
        captured = kept > 0 ? Math.min(captured, kept) : captured;
        return captured > CaptureReader.MAX_FRAME ? Step.BROKEN : carry(frame, SIMPLE_HEADER, (int) captured, length);
    }

    private Step carry(Frame frame, int header, int captured, long length) throws IOException {
        if (!buffer.have(header + captured)) {
            return Step.CUT;
        }
        frame.direction = 0;
        frame.comment = "";
        int padded = (captured + 3) & ~3;
        long options = length - header - padded - TRAILER;
        if (header == PACKET_HEADER && options > TRAILER && length <= SlidingBuffer.SIZE && buffer.have((int) length)) {
            options(frame, buffer.at + header + padded, buffer.at + (int) length - TRAILER);
        }
        frame.bytes = buffer.bytes;
        frame.offset = buffer.at + header;
        frame.captured = captured;
        buffer.at += header + captured;
        rest = length - header - captured;
        return Step.FRAME;
    }

    /** The direction bits of epb_flags and comments, where there are any. */
    private void options(Frame frame, int from, int end) {
        int at = from;
        while (at + 8 <= end) {
            int code = Bytes.u2(buffer.bytes, at, big);
            int size = Bytes.u2(buffer.bytes, at + 2, big);
            if (code == 0) {
                return;
            }
            if (code == OPTION_FLAGS && size == 4) {
                int direction = (int) Bytes.u4(buffer.bytes, at + 4, big) & 3;
                frame.direction = direction == 3 ? 0 : direction;
            } else if (code == OPTION_COMMENT && size <= end - at - 4) {
                String text = Annotations.text(buffer.bytes, at + 4, at + 4 + size);
                frame.comment = frame.comment.isEmpty() ? text : frame.comment + "\n" + text;
            }
            at += 4 + ((size + 3) & ~3);
        }
    }
}
