package io.packetwalk.capture.file;

import java.io.IOException;
import java.util.List;

/** How frames stand in a file. */
sealed interface Framing permits PcapFraming, PcapngFraming, NoFraming {

    /** {@code pcap}, {@code pcapng} or {@code unknown}. */
    String container();

    /** Interfaces described so far. */
    List<Tap> taps();

    /** What the file says beside its packets, so far. */
    Annotations annotations();

    /** Fills {@code frame} with the next frame. */
    Step next(Frame frame) throws IOException;

    /** What a step along the file found. */
    enum Step {
        /** A frame. */
        FRAME,
        /** The end, at the end of a record. */
        END,
        /** The end, inside a record. */
        CUT,
        /** A record that cannot be: no way to find the next one. */
        BROKEN
    }
}
