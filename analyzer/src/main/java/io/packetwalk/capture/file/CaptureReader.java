package io.packetwalk.capture.file;

import io.packetwalk.capture.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Walks along the frames of a pcap or pcapng file of any size, in constant memory.
 *
 * <p>A file may end anywhere: everything before the cut is read and {@link #truncated} says so. A record that cannot be (its length is
 * beyond what any capture tool writes) ends the walk as {@link #broken}, because nothing in either format marks the next one.
 */
public final class CaptureReader {

    /** What tcpdump (MAXIMUM_SNAPLEN) and Wireshark (WTAP_MAX_PACKET_SIZE_STANDARD) accept as one packet. */
    public static final int MAX_FRAME = 262_144;

    /** A length on the wire beyond this is garbage, and behind a position it must not overflow. */
    static final int MAX_LENGTH = 1 << 28;

    private final Framing framing;
    private final Frame frame = new Frame();
    private Framing.Step last = Framing.Step.FRAME;

    /** @throws IOException when {@code in} fails */
    public CaptureReader(InputStream in) throws IOException {
        this(in, Windows.SAME);
    }

    /**
     * Reads for who keeps frames of one window until it asks for the next.
     *
     * @throws IOException when {@code in} fails
     */
    public CaptureReader(InputStream in, Windows windows) throws IOException {
        this.framing = open(new SlidingBuffer(in, windows));
    }

    private static Framing open(SlidingBuffer buffer) throws IOException {
        if (!buffer.have(4)) {
            return new NoFraming(Framing.Step.CUT);
        }
        int magic = Bytes.s4(buffer.bytes, buffer.at);
        return switch (magic) {
            case PcapngFraming.SECTION -> new PcapngFraming(buffer);
            case 0xa1b2c3d4, 0xa1b23c4d, 0xd4c3b2a1, 0x4d3cb2a1 ->
                buffer.have(PcapFraming.HEADER) ? PcapFraming.open(buffer) : new NoFraming(Framing.Step.CUT);
            default -> new NoFraming(Framing.Step.BROKEN);
        };
    }

    /** Moves to the next frame; false at the end. */
    public boolean next() throws IOException {
        if (last != Framing.Step.FRAME) {
            return false;
        }
        last = framing.next(frame);
        if (last != Framing.Step.FRAME) {
            return false;
        }
        frame.number++;
        return true;
    }

    /** The current frame; the same object each time. */
    public Frame frame() {
        return frame;
    }

    /** {@code pcap}, {@code pcapng} or {@code unknown}. */
    public String container() {
        return framing.container();
    }

    /** Interfaces described so far; drop counts stand at the end of a file. */
    public List<Tap> taps() {
        return framing.taps();
    }

    /** What the file says beside its packets, as far as it was read. */
    public Annotations annotations() {
        return framing.annotations();
    }

    /** True when the file ended inside a record. */
    public boolean truncated() {
        return last == Framing.Step.CUT;
    }

    /** True when the walk stopped at a record that cannot be. */
    public boolean broken() {
        return last == Framing.Step.BROKEN;
    }
}
