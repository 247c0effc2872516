package io.packetwalk.capture.file;

import io.packetwalk.capture.LinkType;

/**
 * One captured frame. There is one object per reader and it is filled anew for each frame, because an object per packet would cost
 * more than reading the packet: copy what must outlive the next one.
 */
public final class Frame {

    /** Holds the frame from {@link #offset} on; the array is the reader's. */
    public byte[] bytes = new byte[0];

    /** First byte of the frame in {@link #bytes}. */
    public int offset;

    /** Bytes of the frame that were kept. */
    public int captured;

    /** Bytes it had on the wire. */
    public int original;

    /** Number of the frame in the file, from 1. */
    public long number;

    /** Time in nanoseconds since 1970. */
    public long nanos;

    /** {@link Tap#id} of its interface. */
    public int tap;

    /** LINKTYPE_ number, {@link LinkType#UNKNOWN} when the file does not describe the interface. */
    public int linkType;

    /** Way across the interface as the container says: 0 unknown, 1 in, 2 out (pcapng's epb_flags). */
    public int direction;

    /** What somebody wrote about it, empty when nobody did. */
    public String comment = "";

    /** One without a frame yet. */
    public Frame() {}
}
