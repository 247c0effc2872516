package io.packetwalk.capture.file;

import io.kaitai.struct.ByteBufferKaitaiStream;
import io.packetwalk.capture.Bytes;
import io.packetwalk.capture.format.PcapHeader;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Classic pcap: one header, then records of 16 bytes and the frame. Microseconds or nanoseconds, either byte order. */
final class PcapFraming implements Framing {

    static final int HEADER = 24;
    private static final int RECORD = 16;

    private final SlidingBuffer buffer;
    private final boolean big;
    private final int nanosPerTick;
    private final Tap tap;

    private PcapFraming(SlidingBuffer buffer, PcapHeader header) {
        this.buffer = buffer;
        boolean nanos = false;
        boolean bigEndian = false;
        switch (header.magic()) {
            case BE_MICROS -> bigEndian = true;
            case BE_NANOS -> {
                bigEndian = true;
                nanos = true;
            }
            case LE_MICROS -> {}
            case LE_NANOS -> nanos = true;
        }
        this.big = bigEndian;
        this.nanosPerTick = nanos ? 1 : 1000;
        // The upper half of the field holds flags about frame check sequences (draft-ietf-opsawg-pcap, section 4).
        int linkType = (int) (header.body().linkType() & 0xffff);
        int snapLength = (int) Math.min(header.body().snapLength(), Integer.MAX_VALUE);
        this.tap = new Tap(0, "", linkType, snapLength, "", -1, nanos ? Tap.NANOS : Tap.MICROS, 0);
    }

    /** Reads the header, which is known to be there. */
    static PcapFraming open(SlidingBuffer buffer) {
        byte[] header = Arrays.copyOfRange(buffer.bytes, buffer.at, buffer.at + HEADER);
        buffer.at += HEADER;
        return new PcapFraming(buffer, new PcapHeader(new ByteBufferKaitaiStream(header)));
    }

    @Override
    public String container() {
        return "pcap";
    }

    @Override
    public List<Tap> taps() {
        return List.of(tap);
    }

    @Override
    public Annotations annotations() {
        return new Annotations();
    }

    @Override
    public Step next(Frame frame) throws IOException {
        if (!buffer.have(RECORD)) {
            return buffer.exhausted() ? Step.END : Step.CUT;
        }
        byte[] bytes = buffer.bytes;
        int at = buffer.at;
        long captured = Bytes.u4(bytes, at + 8, big);
        if (captured > CaptureReader.MAX_FRAME) {
            return Step.BROKEN;
        }
        frame.nanos = Bytes.u4(bytes, at, big) * 1_000_000_000L + Bytes.u4(bytes, at + 4, big) * nanosPerTick;
        frame.original = (int) Math.min(Bytes.u4(bytes, at + 12, big), CaptureReader.MAX_LENGTH);
        if (!buffer.have(RECORD + (int) captured)) {
            return Step.CUT;
        }
        frame.bytes = buffer.bytes;
        frame.offset = buffer.at + RECORD;
        frame.captured = (int) captured;
        frame.tap = 0;
        frame.linkType = tap.linkType();
        frame.direction = 0;
        buffer.at += RECORD + (int) captured;
        return Step.FRAME;
    }
}
