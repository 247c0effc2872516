package io.packetwalk.capture.tree;

import java.time.Instant;
import java.util.List;

/**
 * One packet, header by header.
 *
 * @param number number in the file, from 1
 * @param time when it was captured
 * @param linkType LINKTYPE_ number
 * @param captured bytes kept
 * @param original bytes on the wire
 * @param summary one line, much as tcpdump prints it
 * @param headers outermost first; what could not be decoded is a field of its own
 * @param headersEnd first captured byte that is payload: no view shows it or what follows
 * @param hex the captured bytes in lower-case hexadecimal
 */
public record PacketTree(
        long number,
        Instant time,
        int linkType,
        int captured,
        int original,
        String summary,
        List<Field> headers,
        int headersEnd,
        String hex) {

    public PacketTree {
        headers = List.copyOf(headers);
    }
}
